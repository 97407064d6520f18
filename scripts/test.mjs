// Everything that says whether the product works: verify, unit, real peers, the built product in a browser. Ends with one counting line.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { setPriority } from 'node:os'
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
/** What failed, said again at the end. */
const broken = []
const outputs = join(root, 'dist', 'test')
rmSync(outputs, { recursive: true, force: true })
mkdirSync(outputs, { recursive: true })

const section = (name) => process.stdout.write(`\n== ${name}\n`)
/** Yields the processors to everything else. */
const LOW_PRIORITY = 15
/**
 * Runs a script of this installation; its exit code, and with `aside` what it printed instead of printing it. `through`: the command
 * that starts it.
 */
const run = (script, args, { env = {}, aside = false, inBackground = false, through = [] } = {}) =>
  new Promise((done) => {
    let output = ''
    const [command, ...given] = [...through, process.execPath, script, ...args]
    const child = spawn(command, given, {
      stdio: ['ignore', ...(aside ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
      env: { ...process.env, MIBS: '', ...env },
    })
    if (inBackground && child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY)
    child.stdout?.on('data', (data) => (output += data))
    child.stderr?.on('data', (data) => (output += data))
    child.once('error', (error) => done({ status: 1, output: String(error) }))
    child.once('close', (code) => done({ status: code ?? 1, output }))
  })

const fail = (what, why = '') => {
  total.failed += 1
  broken.push({ what, why })
}

const countVitest = (project, file, status) => {
  if (!existsSync(file)) return fail(`${project}: told no results`)
  const result = JSON.parse(readFileSync(file, 'utf8'))
  for (const count of Object.keys(total)) total[count] += result[count]
  for (const { what, why } of result.broken) broken.push({ what: `${project}: ${what}`, why })
  if (status !== 0 && result.broken.length === 0) fail(`${project}: ended with ${status}`)
}

/** `aside`: its output is told when it has ended. */
const vitest = async (project, { aside = false } = {}) => {
  const file = join(outputs, `${project}.json`)
  const { status, output } = await run(
    'node_modules/vitest/vitest.mjs',
    ['run', '--project', project, '--reporter=default', '--reporter=./scripts/result-reporter.mjs'],
    { env: { RIDETHROUGH_TEST_RESULT: file }, aside },
  )
  countVitest(project, file, status)
  return output
}

const specsIn = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsIn)]

const countPlaywright = (file, status) => {
  if (!existsSync(file)) return fail('browser: told no results')
  const { stats, suites } = JSON.parse(readFileSync(file, 'utf8'))
  total.passed += stats.expected
  total.failed += stats.unexpected + stats.flaky
  total.skipped += stats.skipped
  for (const { ok, title, tests } of suites.flatMap(specsIn)) {
    const errors = tests.flatMap((test) => test.results.flatMap((result) => result.errors ?? []))
    if (!ok) broken.push({ what: `browser: ${title}`, why: errors.map((error) => error.message).join('\n') })
  }
  if (status !== 0 && stats.unexpected + stats.flaky === 0) fail(`browser: ended with ${status}`)
}

const NETWORK = [
  'ip link set lo up',
  'ip link add lan0 type veth peer name lan1',
  'ip address add 192.0.2.2/24 dev lan0',
  'ip link set lan0 up',
  'ip link set lan1 up',
].join(' && ')
/**
 * Labs make and drop networks, and with each of them Chromium breaks off what it is loading: it gets a network of its own, which seems
 * to lead outside. Where that is not allowed no lab can make any, either.
 */
const ownNetwork = () =>
  process.getuid?.() === 0 && spawnSync('unshare', ['--net', 'sh', '-c', NETWORK]).status === 0
    ? ['unshare', '--net', 'sh', '-c', `${NETWORK} && exec "$@"`, 'sh']
    : []

/** The journeys, or null where there is no browser. */
const playwright = (file) => {
  const chromium = findChromium()
  return chromium === null
    ? null
    : run('node_modules/@playwright/test/cli.js', ['test'], {
        env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
        aside: true,
        through: ownNetwork(),
      })
}

section('build')
generate()
await buildBundles()
await buildWeb()

// Side by side they fill two cores: what is bound to no time takes what the rest leaves, and peers are mostly waited for.
const verified = run('scripts/verify.mjs', [], { aside: true, inBackground: true })
const simulatedPeers = vitest('simulated-peers', { aside: true })
const powerPeers = vitest('power-peers', { aside: true })
const sitePeers = powerPeers.then(() => vitest('site-peers', { aside: true }))
section('unit (what is told below runs beside it, and after it)')
await vitest('unit')

// The labs of hosts and the browser are the heaviest: they come when the unit tests have ended.
const browserFile = join(outputs, 'browser.json')
const browser = playwright(browserFile)
section('real peers: hosts')
await vitest('kvm-peers')

section('real peers: simulated datacenters')
process.stdout.write(await simulatedPeers)

section('real peers: power')
process.stdout.write(await powerPeers)

section('real peers: managers, BMCs, databases')
process.stdout.write(await sitePeers)

section('verify')
const { status, output } = await verified
process.stdout.write(output)
if (status === 0) total.passed += 1
else fail('verify, see above')

section('browser')
const journeys = await browser
if (journeys === null) {
  process.stderr.write('No Chromium: install Debian’s chromium, run `npx playwright install chromium`, or set CHROMIUM_PATH.\n')
  if (required) fail('browser: there is none')
  else total.skipped += 1
} else {
  process.stdout.write(journeys.output)
  countPlaywright(browserFile, journeys.status)
}

const indented = (text) => text.replace(/^(?=.)/gm, '      ')
if (broken.length > 0)
  process.stdout.write(`\nFailed:\n${broken.map(({ what, why }) => `  ${what}\n${indented(why)}\n`).join('')}`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
process.exit(total.failed === 0 ? 0 : 1)
