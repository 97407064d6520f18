import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { ManagerSecret } from '../../server/domain/manager'
import { freePort, until } from '../../server/testing/require-peer'
import { run } from './kvm/command'

export interface Sshd {
  readonly port: number
  readonly process: ChildProcess
  /** As a pin is written: `127.0.0.1:port SHA256:…` */
  readonly pin: string
  /** Connections end; new ones are taken. */
  breakConnections(): void
  stop(): Promise<void>
}

export const newSshKey = async (file: string): Promise<string> => {
  await run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file)
  return readFileSync(file, 'utf8')
}

/** Signs in as who runs the test. */
export const keySecretOf = (privateKey: string): ManagerSecret => ({
  kind: 'ssh-key',
  user: userInfo().username,
  privateKey,
  passphrase: '',
})

const accepts = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => done(true)).once('error', () => done(false))
    socket.once('close', () => done(false)).setTimeout(2_000, () => socket.destroy())
    socket.once('data', () => socket.destroy())
  })

/** `client.pub` in the folder is let in. */
const configOf = (folder: string, machine: string, port: number, more: readonly string[]): string =>
  [
    // The first word on a setting counts.
    ...more,
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
    '',
  ].join('\n')

const hasEnded = (sshd: ChildProcess): boolean => sshd.exitCode !== null || sshd.signalCode !== null

const WITH_PASSWORD = ['PasswordAuthentication yes', 'PermitRootLogin yes']

/** Only what runs in the namespace sees this file of passwords in the place of the machine's. */
const passwordFile = async (folder: string, password: string): Promise<string> => {
  const file = join(folder, 'shadow')
  const hash = (await run('openssl', 'passwd', '-6', password)).trim()
  writeFileSync(file, `${userInfo().username}:${hash}:19000:0:99999:7:::\n`, { mode: 0o600 })
  return file
}

/** Null: somebody else took the port meanwhile. `shadow`: the file of passwords that it believes; null: the machine's. */
const startAt = async (
  folder: string,
  machine: string,
  config: string,
  port: number,
  shadow: string | null,
): Promise<ChildProcess | null> => {
  writeFileSync(join(folder, `${machine}.conf`), config)
  const command = ['/usr/sbin/sshd', '-D', '-e', '-f', join(folder, `${machine}.conf`)]
  const inNamespace = ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/shadow && exec "$@"', shadow ?? '', ...command]
  const [program = '', ...args] = shadow === null ? command : inNamespace
  const sshd = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  sshd.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  // What answers there may be another program: it must say itself that it listens.
  await until(`sshd of ${machine}`, () => hasEnded(sshd) || complaints.includes('Server listening on'), 60_000)
  if (hasEnded(sshd)) {
    if (/Address already in use|Cannot bind any address/.test(complaints)) return null
    throw new Error(`sshd ended: ${complaints}`)
  }
  await until(`an answer of ${machine}`, () => accepts(port), 60_000)
  return sshd
}

const breakConnections = (sshd: ChildProcess): void => {
  const children = readFileSync(`/proc/${sshd.pid}/task/${sshd.pid}/children`, 'utf8').split(' ')
  for (const child of children) {
    if (child === '') continue
    try {
      process.kill(Number(child), 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
}

const end = async (sshd: ChildProcess): Promise<void> => {
  if (hasEnded(sshd)) return
  const ended = once(sshd, 'exit')
  sshd.kill('SIGKILL')
  await ended
}

/**
 * A real sshd on loopback that lets in who holds `client` in the folder. `more`: lines of its configuration. `password`: also lets
 * in; needs namespaces, ask `canMakeNamespaces` before.
 */
export const startSshd = async (
  folder: string,
  machine: string,
  more: readonly string[],
  password: string | null = null,
): Promise<Sshd> => {
  // Where sshd wants to lock itself in; gone after a boot.
  if (!existsSync('/run/sshd')) mkdirSync('/run/sshd', { recursive: true })
  await newSshKey(join(folder, `${machine}.key`))
  const shadow = password === null ? null : await passwordFile(folder, password)
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const port = await freePort()
    const lines = password === null ? more : [...more, ...WITH_PASSWORD]
    const sshd = await startAt(folder, machine, configOf(folder, machine, port, lines), port, shadow)
    if (sshd === null) continue
    const said = await run('ssh-keygen', '-l', '-E', 'sha256', '-f', join(folder, `${machine}.key.pub`))
    return {
      port,
      process: sshd,
      pin: `127.0.0.1:${port} ${said.split(' ')[1] ?? ''}`,
      breakConnections: () => breakConnections(sshd),
      stop: () => end(sshd),
    }
  }
  throw new Error(`no port stays free for ${machine}`)
}
