import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort, until } from '../../server/testing/require-peer'
import type { Benchmark } from './figure'

const root = resolve(import.meta.dirname, '../..')
const SETTLE_MS = 5_000

const childrenOf = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === parent
      } catch {
        return false
      }
    })

/** A process with all that it started. */
const megabytesOf = (pid: number): number => {
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  return childrenOf(pid).reduce((sum, child) => sum + megabytesOf(child), own)
}

/** `npm start` on what is built: until the first page answers, and what both processes hold when idle. */
export const startUp: Benchmark = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-bench-'))
  const port = await freePort()
  const began = performance.now()
  const supervisor = spawn(process.execPath, ['scripts/start.mjs', '--no-build', '--port', String(port)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      RIDETHROUGH_DATA_DIR: join(folder, 'data'),
      RIDETHROUGH_KEY_FILE: join(folder, 'keys/secret.key'),
      DATABASE_URL: '',
    },
  })
  try {
    await until('the first page', async () => (await fetch(`http://127.0.0.1:${port}/`)).ok, 60_000, 20)
    const seconds = (performance.now() - began) / 1000
    await new Promise((next) => setTimeout(next, SETTLE_MS))
    const memory = childrenOf(supervisor.pid ?? 0).reduce((sum, pid) => sum + megabytesOf(pid), 0)
    return [
      { name: 'start-to-first-page', value: seconds, unit: 's', goal: 3, better: 'lower' },
      { name: 'idle-memory-web-and-engine', value: memory, unit: 'MB', goal: 350, better: 'lower' },
    ]
  } finally {
    const ended = new Promise((done) => supervisor.once('exit', done))
    supervisor.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
}
