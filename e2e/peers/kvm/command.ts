import { spawn } from 'node:child_process'

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export const tryRun = (program: string, args: readonly string[]): Promise<CommandResult> =>
  new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('error', fail)
    child.on('close', (code) => done({ code, stdout, stderr }))
  })

/** What the program printed; throws with what it complained about. */
export const run = async (program: string, ...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await tryRun(program, args)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.trim()}`)
  return stdout
}
