import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { ManagerSecret } from '../../../server/domain/manager'
import { freePort, hasPrograms, until } from '../../../server/testing/require-peer'
import { run } from '../kvm/command'
import type { Asked, Behaviour } from './behaviour'
import { startShells } from './windows-shell'

/** Ask this before `startWindowsLab`. */
export const hasWindowsLab = (): boolean => hasPrograms(['/usr/sbin/sshd', 'ssh-keygen', '/bin/bash'], 'openssh-server bash')

export interface WindowsLab<World> {
  /** `ssh://127.0.0.1:port,127.0.0.1:port` */
  readonly url: string
  /** Each machine as the address names it. */
  readonly names: readonly string[]
  readonly pins: readonly string[]
  readonly secret: ManagerSecret
  readonly strangersSecret: ManagerSecret
  readonly privateKeyFile: string
  /** As it is; a test may change it. */
  world(): World
  become(world: World): void
  behave(behaviour: Behaviour): void
  asked(): readonly Asked[]
  /** Connections end; new ones are taken. */
  breakConnections(index: number): void
  /** As if its power had been cut: connections end, and nothing answers there any more. */
  cutPower(index: number): void
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

const configOf = (folder: string, machine: string, port: number, shells: number): string =>
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
    // A shell that sshd starts would read the account's own start-up file first.
    `SetEnv HOME=${folder}`,
    `ForceCommand /bin/bash ${join(import.meta.dirname, 'relay.sh')} ${shells} ${machine}`,
    '',
  ].join('\n')

interface Machine {
  readonly port: number
  readonly sshd: ChildProcess
}

/** Null: somebody else took the port meanwhile. */
const startAt = async (folder: string, machine: string, shells: number, port: number): Promise<Machine | null> => {
  writeFileSync(join(folder, `${machine}.conf`), configOf(folder, machine, port, shells))
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, `${machine}.conf`)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  sshd.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const hasEnded = () => sshd.exitCode !== null || sshd.signalCode !== null
  // What answers there may be another program: it must say itself that it listens.
  await until(`sshd of ${machine}`, () => hasEnded() || complaints.includes('Server listening on'), 60_000)
  if (hasEnded()) {
    if (/Address already in use|Cannot bind any address/.test(complaints)) return null
    throw new Error(`sshd ended: ${complaints}`)
  }
  await until(`an answer of ${machine}`, () => accepts(port), 60_000)
  return { port, sshd }
}

const startMachine = async (folder: string, machine: string, shells: number): Promise<Machine> => {
  await newKey(join(folder, `${machine}.key`))
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const started = await startAt(folder, machine, shells, await freePort())
    if (started !== null) return started
  }
  throw new Error(`no port stays free for ${machine}`)
}

const breakConnections = (sshd: ChildProcess | undefined): void => {
  const children = readFileSync(`/proc/${sshd?.pid}/task/${sshd?.pid}/children`, 'utf8').split(' ')
  for (const child of children) {
    if (child === '') continue
    try {
      process.kill(Number(child), 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

/** `machines`: what the machines are called in the world. */
export const startWindowsLab = async <World>(
  machines: readonly string[],
  world: World,
  answer: (world: World, asked: Asked) => unknown,
): Promise<WindowsLab<World>> => {
  // Where sshd wants to lock itself in; gone after a boot.
  if (!existsSync('/run/sshd')) mkdirSync('/run/sshd', { recursive: true })
  const folder = mkdtempSync(join(tmpdir(), 'ridethrough-windows-'))
  const file = (name: string) => join(folder, name)
  const state = { world, behaviour: { mode: 'normal' } satisfies Behaviour as Behaviour }
  const asked: Asked[] = []
  const shells = await startShells({
    behaviour: () => state.behaviour,
    answer: (question) => {
      asked.push(question)
      return answer(state.world, question)
    },
  })
  const [client, stranger] = await Promise.all([newKey(file('client')), newKey(file('stranger'))])
  const running = await Promise.all(machines.map((machine) => startMachine(folder, machine, shells.port)))
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
  return {
    url: `ssh://${names.join(',')}`,
    names,
    pins,
    secret: secretOf(client),
    strangersSecret: secretOf(stranger),
    privateKeyFile: file('client'),
    world: () => state.world,
    become: (next) => (state.world = next),
    behave: (behaviour) => (state.behaviour = behaviour),
    asked: () => asked,
    breakConnections: (index) => breakConnections(running[index]?.sshd),
    cutPower: (index) => {
      // Stopped, its port takes connections and says nothing; a closed port would be a sign of life.
      running[index]?.sshd.kill('SIGSTOP')
      breakConnections(running[index]?.sshd)
    },
    stop: async () => {
      await Promise.all(running.map(({ sshd }) => end(sshd)))
      await shells.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
