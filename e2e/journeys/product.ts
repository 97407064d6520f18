import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { freePort } from '../../server/testing/require-peer'

const root = join(import.meta.dirname, '../..')
const READY_MS = 60_000
const END_MS = 12_000

/** The built product, started the way a person starts it. */
export interface Product {
  readonly url: string
  readonly pid: number
  /** All it has printed. */
  readonly printed: () => string
  /** The first thing printed that `pattern` captures. */
  readonly told: (pattern: RegExp) => string
  readonly stop: () => Promise<void>
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => (child.exitCode === null && child.signalCode === null ? child.once('exit', () => done()) : done()))

/** `given`: options of scripts/start.mjs. Nothing is installed or built here. */
export const startProduct = async (given: readonly string[], environment: Record<string, string> = {}): Promise<Product> => {
  const port = await freePort()
  const child = spawn(process.execPath, ['scripts/start.mjs', ...given, '--no-build', '--port', String(port)], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error('scripts/start.mjs did not start')
  let output = ''
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => process.kill(-pid, 'SIGKILL'), END_MS)
    await ended(child)
    clearTimeout(timer)
  }
  await new Promise<void>((ready, broken) => {
    const timer = setTimeout(() => broken(new Error(`not ready after ${READY_MS} ms:\n${output}`)), READY_MS)
    const hear = (chunk: Buffer): void => {
      output += chunk.toString()
      if (!output.includes('Ctrl+C ends it.')) return
      clearTimeout(timer)
      ready()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => broken(new Error(`ended with ${code} before it was ready:\n${output}`)))
  }).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return {
    url: `http://127.0.0.1:${port}`,
    pid,
    printed: () => output,
    told: (pattern) => {
      const found = pattern.exec(output)?.[1]
      if (found === undefined) throw new Error(`it printed nothing like ${pattern}:\n${output}`)
      return found
    },
    stop,
  }
}
