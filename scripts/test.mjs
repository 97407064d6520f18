// Everything that says whether the product works: verify, unit, real peers, the built product in a browser. Ends with one counting line.
import { spawn } from 'node:child_process'
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
/** Runs a script of this installation; its exit code, and what it printed where it prints to nobody yet. */
const run = (script, args, { env = {}, aside = false } = {}) =>
  new Promise((done) => {
    let output = ''
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', ...(aside ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
      env: { ...process.env, MIBS: '', ...env },
    })
    child.stdout?.on('data', (data) => (output += data))
    child.stderr?.on('data', (data) => (output += data))
    child.once('error', (error) => done({ status: 1, output: String(error) }))
    child.once('close', (code) => done({ status: code ?? 1, output }))
  })

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

const vitest = async (project) => {
  const file = join(outputs, `${project}.json`)
  const { status } = await run('node_modules/vitest/vitest.mjs', [
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

/** The journeys, or null where there is no browser. */
const playwright = (file) => {
  const chromium = findChromium()
  return chromium === null
    ? null
    : run('node_modules/@playwright/test/cli.js', ['test'], {
        env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
        aside: true,
      })
}

section('verify')
if ((await run('scripts/verify.mjs', [])).status === 0) total.passed += 1
else total.failed += 1

section('build')
generate()
await buildBundles()
await buildWeb()

section('unit')
await vitest('unit')

// Peers are mostly waited for: the browser takes little longer beside them.
const browserFile = join(outputs, 'browser.json')
const browser = playwright(browserFile)
section('real peers (and the browser beside them, told last)')
await vitest('peers')

section('browser')
const journeys = await browser
if (journeys === null) {
  process.stderr.write('No Chromium: install Debian’s chromium, run `npx playwright install chromium`, or set CHROMIUM_PATH.\n')
  if (required) total.failed += 1
  else total.skipped += 1
} else {
  process.stdout.write(journeys.output)
  countPlaywright(browserFile, journeys.status)
}

process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)
