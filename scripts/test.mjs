// Everything that says whether the product works: verify, unit, real peers, the built product in a browser. Ends with one counting line.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, requireNode } from './ensure-installed.mjs'

requireNode()
ensureInstalled()
const root = join(import.meta.dirname, '..')
process.chdir(root)
const required = process.env.RIDETHROUGH_REQUIRE_PEERS === '1'
const { generate, buildBundles, buildWeb } = await import('./build.mjs')
const { findChromium } = await import('./chromium.mjs')

const total = { passed: 0, failed: 0, skipped: 0 }
const outputs = join(root, 'dist', 'test')
rmSync(outputs, { recursive: true, force: true })
mkdirSync(outputs, { recursive: true })

const section = (name) => process.stdout.write(`\n== ${name}\n`)
const run = (script, args, env = {}) =>
  spawnSync(process.execPath, [script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, MIBS: '', ...env },
  }).status ?? 1

const countVitest = (file, status) => {
  if (!existsSync(file)) {
    total.failed += 1
    return
  }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  total.passed += report.numPassedTests
  total.failed += report.numFailedTests
  total.skipped += report.numPendingTests + report.numTodoTests
  // A file that could not even be loaded fails the run without failing a test.
  if (status !== 0 && report.numFailedTests === 0) total.failed += 1
}

const vitest = (project) => {
  const file = join(outputs, `${project}.json`)
  const status = run('node_modules/vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  countVitest(file, status)
}

const countPlaywright = (file, status) => {
  if (!existsSync(file)) {
    total.failed += 1
    return
  }
  const { stats } = JSON.parse(readFileSync(file, 'utf8'))
  total.passed += stats.expected
  total.failed += stats.unexpected + stats.flaky
  total.skipped += stats.skipped
  if (status !== 0 && stats.unexpected + stats.flaky === 0) total.failed += 1
}

section('verify')
if (run('scripts/verify.mjs', []) === 0) total.passed += 1
else total.failed += 1

section('build')
generate()
await buildBundles()
await buildWeb()

section('unit')
vitest('unit')

section('real peers')
vitest('peers')

section('browser')
const chromium = findChromium()
if (chromium === null) {
  process.stderr.write('No Chromium: install Debian’s chromium, run `npx playwright install chromium`, or set CHROMIUM_PATH.\n')
  if (required) total.failed += 1
  else total.skipped += 1
} else {
  const file = join(outputs, 'browser.json')
  const status = run('node_modules/@playwright/test/cli.js', ['test'], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  })
  countPlaywright(file, status)
}

process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)
