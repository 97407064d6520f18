// Starts Ridethrough on a clone as it is: installs, builds, migrates, then supervises engine and web.
// Node built-ins only, so that it runs before anything is installed.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ENGINE_FLAGS } from './engine-flags.mjs'
import { ensureInstalled, requireNode } from './ensure-installed.mjs'

const HELP = `npm start -- [options]     your own devices, data in ./data
npm run demo -- [options]  the same product on a fresh database with a simulated datacenter

  --port N          web port (default 3000, or PORT; demo: the next free one)
  --host ADDRESS    address the web server listens on (default 127.0.0.1, or HOST)
  --no-build        neither install nor build: refuse if something is missing
  --help            this text

Environment: RIDETHROUGH_DATA_DIR, DATABASE_URL, RIDETHROUGH_KEY_FILE, RIDETHROUGH_PUBLIC_URL, RIDETHROUGH_LOG_LEVEL (docs/operations.md)
`

const root = join(import.meta.dirname, '..')
process.chdir(root)
const args = process.argv.slice(2)
const option = (name, fallback) => {
  const index = args.indexOf(name)
  if (index === -1) return fallback
  const value = args[index + 1]
  if (value === undefined || value.startsWith('--')) fail(`${name} needs a value. See npm start -- --help`)
  return value
}
const fail = (message) => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

if (args.includes('--help')) {
  process.stdout.write(HELP)
  process.exit(0)
}
const known = ['--demo', '--dev', '--port', '--host', '--no-build', '--speed']
for (const [index, arg] of args.entries())
  if (arg.startsWith('--') ? !known.includes(arg) : !['--port', '--host', '--speed'].includes(args[index - 1] ?? ''))
    fail(`Unknown option ${arg}. See npm start -- --help`)

requireNode()
const demo = args.includes('--demo')
const dev = args.includes('--dev')
const host = option('--host', process.env.HOST ?? '127.0.0.1')

const portText = option('--port', process.env.PORT ?? '3000')
if (!/^\d+$/.test(portText) || Number(portText) < 1 || Number(portText) > 65535)
  fail(`The port "${portText}" is not a number from 1 to 65535.`)

const portIsFree = (port) =>
  new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, host, () => server.close(() => done(true)))
  })

const freePort = async (from) => {
  for (let port = from; port < from + 50; port += 1) if (await portIsFree(port)) return port
  return fail(`No free port from ${from} on. Choose one with --port.`)
}

let port = Number(portText)
if (!(await portIsFree(port))) {
  if (!demo || args.includes('--port') || process.env.PORT !== undefined)
    fail(`Port ${port} on ${host} is in use. Stop what uses it, or choose another: --port ${port + 1}`)
  port = await freePort(port + 1)
}

if (!args.includes('--no-build')) {
  ensureInstalled()
  const build = await import('./build.mjs')
  build.generate()
  await build.buildBundles()
  if (!dev) await build.buildWeb()
} else if (!existsSync(join(root, 'dist/engine.js'))) fail('Nothing is built yet. Run without --no-build.')

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const scratch = demo ? mkdtempSync(join(tmpdir(), 'ridethrough-demo-')) : null
const environment = {
  ...process.env,
  NODE_ENV: dev ? 'development' : 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  // From Node 22.1 on it keeps compiled code there, which saves a third of the web process's start; 20 knows nothing of it.
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'dist', '.compile-cache'),
  RIDETHROUGH_ROOT: root,
  RIDETHROUGH_VERSION: version,
  PORT: String(port),
  HOST: host,
  ...(scratch === null
    ? {}
    : {
        RIDETHROUGH_DATA_DIR: join(scratch, 'data'),
        RIDETHROUGH_KEY_FILE: join(scratch, 'keys', 'secret.key'),
        DATABASE_URL: '',
      }),
}
if (scratch !== null) mkdirSync(environment.RIDETHROUGH_DATA_DIR, { recursive: true })

const children = new Map()
let ending = false

const node = (script, scriptArgs = [], options = {}, flags = ['--enable-source-maps']) =>
  spawn(process.execPath, [...flags, script, ...scriptArgs], { cwd: root, env: environment, ...options })

/** Starts a process and starts it again, with backoff, whenever it ends by itself. Neither engine nor web restarts the other. */
const supervise = (name, begin) => {
  let restarts = 0
  const start = () => {
    if (ending) return
    const child = begin()
    const startedAt = Date.now()
    children.set(name, child)
    child.once('exit', (code, signal) => {
      children.delete(name)
      if (ending) return
      restarts = Date.now() - startedAt > 60_000 ? 0 : restarts + 1
      const waitMs = Math.min(10_000, 250 * 2 ** Math.min(restarts, 6))
      process.stderr.write(`${name} ended (${signal ?? `exit ${code}`}); it is started again in ${waitMs} ms\n`)
      setTimeout(start, waitMs)
    })
  }
  start()
}

const end = (code) => {
  if (ending) return
  ending = true
  for (const child of children.values()) child.kill('SIGTERM')
  const waitUntil = Date.now() + 8_000
  // Open browsers hold live streams; the web process has nothing to lose.
  setTimeout(() => children.get('web')?.kill('SIGKILL'), 1_000)
  const timer = setInterval(() => {
    if (children.size > 0 && Date.now() < waitUntil) return
    clearInterval(timer)
    for (const child of children.values()) child.kill('SIGKILL')
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true })
    process.exit(code)
  }, 50)
}
process.on('SIGINT', () => end(0))
process.on('SIGTERM', () => end(0))

const oneLine = (child) =>
  new Promise((done, broken) => {
    createInterface({ input: child.stdout }).once('line', done)
    child.once('exit', (code) => broken(new Error(`ended with ${code} before it was ready`)))
  })

/** The last line that a program of ours prints. Where it fails, it has said why, and the start ends. */
const runToLine = (script) =>
  new Promise((done) => {
    const child = node(script, [], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    children.set(script, child)
    child.once('close', (code) => {
      children.delete(script)
      if (code === 0) done(output.trim().split('\n').at(-1) ?? '')
      else end(1)
    })
  })

if (demo) {
  const simulator = node('dist/simulator.js', ['--speed', option('--speed', '1')], { stdio: ['pipe', 'pipe', 'inherit'] })
  children.set('simulator', simulator)
  simulator.once('exit', (code) => {
    children.delete('simulator')
    if (!ending) {
      process.stderr.write(`The simulated datacenter ended (exit ${code}); the demo ends with it.\n`)
      end(1)
    }
  })
  const { control } = JSON.parse(await oneLine(simulator))
  environment.RIDETHROUGH_DEMO_CONTROL = control
  // The simulated UPSs send none, and port 162 is somebody else's to take.
  environment.RIDETHROUGH_TRAP_PORT ??= '0'
}

// Next takes longest, and needs nothing of the rest until somebody asks for a page. Without source maps: those of all pages
// would take half a second of the start, and 40 MB.
const nextStart = ['node_modules/next/dist/bin/next', dev ? 'dev' : 'start', '--port', String(port), '--hostname', host]
supervise('web', () =>
  spawn(process.execPath, nextStart, { cwd: root, env: environment, stdio: ['ignore', 'ignore', 'inherit'] }),
)

const { setupCode, demoToken } = JSON.parse(await runToLine('dist/prepare-start.js'))
if (demo) await runToLine('dist/demo-seed.js')

supervise('engine', () => node('dist/engine.js', [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }, ENGINE_FLAGS))

const url = process.env.RIDETHROUGH_PUBLIC_URL ?? `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`
const answers = async () => {
  try {
    return (await fetch(`http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}/api/health`)).status < 500
  } catch {
    return false
  }
}
while (!ending && !(await answers())) await new Promise((next) => setTimeout(next, 100))
if (!ending) {
  process.stdout.write(`\nRidethrough ${version} is ready: ${url}\n`)
  if (setupCode !== null) process.stdout.write(`No account exists yet. One-time setup code: ${setupCode}\n`)
  if (demoToken !== null) process.stdout.write(`Simulated datacenter. Sign in as its admin: ${url}/signin/${demoToken}\n`)
  process.stdout.write('Ctrl+C ends it.\n')
}
