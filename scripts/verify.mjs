// What must hold before tests are worth running: format, generated files, types, lint, import rules, unused code.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled, requireNode } from './ensure-installed.mjs'

requireNode()
ensureInstalled()
const { generate } = await import('./build.mjs')
generate()

const bin = (name) => join('node_modules', '.bin', name)
const CHECKS = {
  format: [bin('prettier'), ['--check', '.', '--log-level', 'warn']],
  registry: [process.execPath, ['scripts/generate-registry.mjs', '--check']],
  migrations: [process.execPath, ['scripts/prisma-migrate.mjs', '--check']],
  types: [bin('tsc'), ['--noEmit', '-p', '.']],
  lint: [bin('eslint'), ['.', '--max-warnings', '0', '--cache', '--cache-location', 'dist/.eslintcache']],
  imports: [bin('depcruise'), ['app', 'components', 'server', '--config', '.dependency-cruiser.cjs', '--output-type', 'err']],
  unused: [bin('knip'), ['--no-progress']],
}

const run = (name, [command, args]) =>
  new Promise((done) => {
    const began = performance.now()
    const child = spawn(command, args, {
      cwd: join(import.meta.dirname, '..'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PROJECT: 'ridethrough' },
    })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.once('error', (error) => done({ name, ok: false, output: String(error), seconds: 0 }))
    child.once('exit', (code) => done({ name, ok: code === 0, output, seconds: (performance.now() - began) / 1000 }))
  })

let failed = 0
// Two at a time: that is what a small CI machine has.
const waiting = Object.entries(CHECKS)
const worker = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { name, ok, output, seconds } = await run(...next)
    process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`)
    if (!ok) {
      failed += 1
      process.stdout.write(`${output.trim()}\n`)
    }
  }
}
await Promise.all([worker(), worker()])
process.exit(failed === 0 ? 0 : 1)
