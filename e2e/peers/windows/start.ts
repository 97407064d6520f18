import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ManagerSecret } from '../../../server/domain/manager'
import { freePort, hasPrograms, until } from '../../../server/testing/require-peer'
import { run } from '../kvm/command'

/** Ask this before `startWindowsLab`. */
export const hasWindowsLab = (): boolean => hasPrograms(['/usr/sbin/sshd', 'ssh-keygen'], 'openssh-server')

export type Behaviour =
  | { readonly mode: 'normal' | 'silent' | 'garbage' | 'truncated' | 'other-json' | 'no-powershell' }
  | {
      readonly mode: 'error'
      readonly error: {
        readonly message: string
        readonly category: string
        readonly id: string
        readonly type: string
        readonly code: number
      }
    }

export interface Asked {
  readonly machine: string
  readonly name: string
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface WindowsLab<World> {
  /** `ssh://127.0.0.1:port,127.0.0.1:port` */
  readonly url: string
  /** Each machine as the address names it. */
  readonly names: readonly string[]
  readonly pins: readonly string[]
  readonly secret: ManagerSecret
  readonly strangersSecret: ManagerSecret
  world(): World
  change(edit: (world: World) => void): void
  behave(behaviour: Behaviour): void
  asked(): readonly Asked[]
  /** The machine is gone, and nothing answers there. */
  switchOff(index: number): Promise<void>
  stop(): Promise<void>
}

const newKey = async (file: string): Promise<string> => {
  await run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file)
  return readFileSync(file, 'utf8')
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => done(true)).once('error', () => done(false))
    socket.once('close', () => done(false)).setTimeout(2_000, () => socket.destroy())
    socket.once('data', () => socket.destroy())
  })

const configOf = (folder: string, machine: string, port: number): string =>
  [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, `${machine}.key`)}`,
    `AuthorizedKeysFile ${join(folder, 'client.pub')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxStartups 100:30:200',
    `ForceCommand ${process.execPath} ${join(import.meta.dirname, 'windows-shell.mjs')} ${folder} ${machine}`,
    '',
  ].join('\n')

const startMachine = async (folder: string, machine: string): Promise<{ readonly port: number; readonly sshd: ChildProcess }> => {
  const port = await freePort()
  await newKey(join(folder, `${machine}.key`))
  writeFileSync(join(folder, `${machine}.conf`), configOf(folder, machine, port))
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, `${machine}.conf`)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  sshd.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  await until(
    `sshd of ${machine}`,
    async () => {
      if (sshd.exitCode !== null) throw new Error(`sshd ended: ${complaints}`)
      return accepts(port)
    },
    60_000,
  )
  return { port, sshd }
}

/** `machines`: what the machines are called in the world. */
export const startWindowsLab = async <World>(machines: readonly string[], world: World): Promise<WindowsLab<World>> => {
  // Where sshd wants to lock itself in; gone after a boot.
  if (!existsSync('/run/sshd')) mkdirSync('/run/sshd', { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-windows-'))
  const file = (name: string) => join(folder, name)
  const save = (name: string, value: unknown) => writeFileSync(file(name), JSON.stringify(value))
  save('world.json', world)
  save('behaviour.json', { mode: 'normal' })
  writeFileSync(file('asked.jsonl'), '')
  const [client, stranger] = await Promise.all([newKey(file('client')), newKey(file('stranger'))])
  const running = await Promise.all(machines.map((machine) => startMachine(folder, machine)))
  const names = running.map(({ port }) => `127.0.0.1:${port}`)
  const pins = await Promise.all(
    machines.map(async (machine, index) => {
      const [, fingerprint = ''] = (await run('ssh-keygen', '-l', '-E', 'sha256', '-f', file(`${machine}.key.pub`))).split(' ')
      return `${names[index] ?? ''} ${fingerprint}`
    }),
  )
  const secretOf = (privateKey: string): ManagerSecret => ({
    kind: 'ssh-key',
    user: userInfo().username,
    privateKey,
    passphrase: '',
  })
  const end = async (sshd: ChildProcess): Promise<void> => {
    if (sshd.exitCode !== null || sshd.signalCode !== null) return
    const ended = once(sshd, 'exit')
    sshd.kill('SIGKILL')
    await ended
  }
  const read = (name: string): string => readFileSync(file(name), 'utf8')
  return {
    url: `ssh://${names.join(',')}`,
    names,
    pins,
    secret: secretOf(client),
    strangersSecret: secretOf(stranger),
    world: () => JSON.parse(read('world.json')) as World,
    change: (edit) => {
      const now = JSON.parse(read('world.json')) as World
      edit(now)
      save('world.json', now)
    },
    behave: (behaviour) => save('behaviour.json', behaviour),
    asked: () =>
      read('asked.jsonl')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Asked),
    switchOff: async (index) => {
      const machine = running[index]
      if (machine !== undefined) await end(machine.sshd)
    },
    stop: async () => {
      await Promise.all(running.map(({ sshd }) => end(sshd)))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
