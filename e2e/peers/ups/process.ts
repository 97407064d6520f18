import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface LabProcess {
  /** What it wrote so far, for the error message when it does not start. */
  output(): string
  isAlive(): boolean
  signal(signal: NodeJS.Signals): void
  stop(signal?: NodeJS.Signals): Promise<void>
}

export const startProcess = (
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): LabProcess => {
  const child: ChildProcess = spawn(program, args, {
    ...options,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  child.on('error', (error) => keep(Buffer.from(error.message)))
  const isAlive = () => child.exitCode === null && child.signalCode === null && child.pid !== undefined
  return {
    output: () => output,
    isAlive,
    signal: (signal) => void child.kill(signal),
    async stop(signal = 'SIGKILL') {
      if (!isAlive()) return
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}

/** A folder of its own under the system's temporary folder, readable by the users that the lab's programs drop to. */
export const labFolder = (name: string): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), `ridethrough-${name}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
