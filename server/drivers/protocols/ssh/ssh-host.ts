import { lookup } from 'node:dns/promises'
import { setMaxListeners } from 'node:events'
import { isIP } from 'node:net'
import { NodeSSH, type Config } from 'node-ssh'
import PQueue from 'p-queue'
import type { ManagerSecret } from '../../../domain/manager'
import { type CallOptions, type DriverFailure, refused, unknownOutcome, unreachable } from '../../ports'
import { type CallDeadline, callDeadline } from '../call-deadline'
import { CallFailed } from './call-failed'
import { connectFailure, livesAfter, noAnswer, noTime } from './failures'
import type { FarShell } from './far-shell'
import type { HostAddress } from './host-address'
import { hostKeyRefusal } from './host-key'

const CONNECT_MS = 8_000
/** A host that vanished is noticed after three of these. */
const KEEPALIVE_MS = 2_000
/** sshd allows ten sessions in a connection; some are left for what is just ending. */
const SESSIONS = 8
/** A sign-in that was refused is not tried again for so long: programs like fail2ban would lock us out. */
const TROUBLE_LASTS_MS = 15_000

export interface CommandAnswer {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Commands on one host over one SSH connection, which is made when needed and again when it was lost. */
export interface SshHost {
  readonly address: HostAddress
  readonly user: string
  /** Throws CallFailed where no answer came. `changes`: then its outcome is unknown. */
  run(script: string, changes: boolean, options: CallOptions): Promise<CommandAnswer>
  /** Signs in, where that is not done yet, and runs nothing. */
  reach(options: CallOptions): Promise<void>
  close(): void
}

const credentials = (secret: ManagerSecret): Config | null => {
  switch (secret.kind) {
    case 'ssh-key':
      return {
        username: secret.user,
        privateKey: secret.privateKey,
        ...(secret.passphrase === '' ? {} : { passphrase: secret.passphrase }),
      }
    case 'password':
      return {
        username: secret.user,
        password: secret.password,
        tryKeyboard: true,
        onKeyboardInteractive: (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => secret.password)),
      }
    case 'api-token':
    case 'bearer':
    case 'hmac':
      return null
  }
}

const unclear = (host: string): DriverFailure =>
  unknownOutcome(`${host} was asked, and no answer came. It may have been carried out.`, 'Look at the state before trying again.')

const GONE = Symbol('gone')

export const openSshHost = (address: HostAddress, secret: ManagerSecret, pins: readonly string[], shell: FarShell): SshHost => {
  const login = credentials(secret)
  const user = 'user' in secret ? secret.user : ''
  const queue = new PQueue({ concurrency: SESSIONS })
  const closing = new AbortController()
  setMaxListeners(0, closing.signal) // every call under way listens to it
  let connection: Promise<NodeSSH> | null = null
  /** The last attempt to connect, where it failed. */
  let trouble: { readonly failed: CallFailed; readonly atMs: number } | null = null
  /** While name service is silent, nothing was asked of the machine itself. */
  let nameIsKnown = isIP(address.host) !== 0
  const askForItsName = async (): Promise<void> => {
    if (isIP(address.host) !== 0) return
    nameIsKnown = false
    await lookup(address.host).then(
      () => (nameIsKnown = true),
      () => undefined, // the connection tells it in words
    )
  }

  const connect = async (config: Config): Promise<NodeSSH> => {
    const ssh = new NodeSSH()
    let keyRefusal: DriverFailure | null = null
    const abandon = () => ssh.dispose()
    closing.signal.addEventListener('abort', abandon, { once: true })
    try {
      const connecting = ssh.connect({
        ...config,
        host: address.host,
        port: address.port,
        readyTimeout: CONNECT_MS,
        keepaliveInterval: KEEPALIVE_MS,
        keepaliveCountMax: 3,
        hostVerifier: (key: Buffer) => {
          keyRefusal = hostKeyRefusal(address.name, key, pins, shell.hostKeyFile)
          return keyRefusal === null
        },
      })
      // The sign-in and each command go in several small packets: none waits until the one before was acknowledged.
      ssh.connection?.setNoDelay(true)
      void askForItsName()
      await connecting
      const forget = () => {
        connection = null
        closing.signal.removeEventListener('abort', abandon)
      }
      // Errors after the sign-in end in "close" too; unheard they would end the process.
      trouble = null
      ssh.connection?.setMaxListeners(0) // every command under way listens for its end
      ssh.connection?.on('error', () => ssh.dispose())
      ssh.connection?.on('close', forget)
      return ssh
    } catch (error) {
      closing.signal.removeEventListener('abort', abandon)
      connection = null
      ssh.dispose()
      const failure = keyRefusal ?? connectFailure(address.name, user, error, shell)
      const failed = new CallFailed(failure, failure.kind === 'refused' || livesAfter(error, nameIsKnown))
      trouble = { failed, atMs: performance.now() }
      throw failed
    }
  }

  const connected = (): Promise<NodeSSH> => {
    if (login === null) throw new CallFailed(refused('This cannot sign in by SSH.', 'Give an SSH key, or a user and a password.'))
    const recent = trouble !== null && performance.now() - trouble.atMs < TROUBLE_LASTS_MS ? trouble.failed : null
    if (recent?.failure.kind === 'refused') throw recent
    connection ??= connect(login)
    if (recent === null) return connection
    // Silent until now: it is tried again, but nobody waits for it, or all calls about other hosts would wait as well.
    connection.catch(() => undefined)
    throw recent
  }

  /** The work's result, or GONE when the call or the session ended first. */
  const orGone = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T | typeof GONE> => {
    work.catch(() => undefined) // nobody waits for it any more once the call has ended
    if (signal.aborted || closing.signal.aborted) return GONE
    let leave = () => {}
    const ended = new Promise<typeof GONE>((done) => {
      leave = () => done(GONE)
      signal.addEventListener('abort', leave, { once: true })
      closing.signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([work, ended])
    } finally {
      signal.removeEventListener('abort', leave)
      closing.signal.removeEventListener('abort', leave)
    }
  }

  const execute = async (ssh: NodeSSH, script: string, changes: boolean, signal: AbortSignal, leftMs: number) => {
    const lost = changes ? unclear(address.name) : noAnswer(address.name)
    let hangUp = () => {}
    let breakOff = () => {}
    const broken = new Promise<typeof GONE>((done) => {
      breakOff = () => done(GONE)
      ssh.connection?.once('close', breakOff)
    })
    const { line, stdin } = shell.command(script, leftMs / 1000)
    const command = ssh.execCommand(line, {
      noTrim: true,
      ...(stdin === undefined ? {} : { stdin }),
      onChannel: (channel) => {
        hangUp = () => channel.close()
      },
    })
    try {
      const answer = await orGone(Promise.race([command, broken]), signal)
      if (answer === GONE || (answer.code === null && answer.signal == null)) throw new CallFailed(lost)
      if (answer.code !== null && shell.endedByItself.includes(answer.code)) throw new CallFailed(lost)
      return answer
    } catch (error) {
      hangUp()
      if (error instanceof CallFailed) throw error
      throw new CallFailed(lost)
    } finally {
      ssh.connection?.off('close', breakOff)
    }
  }

  const use = async <T>(
    changes: boolean,
    options: CallOptions,
    work: (ssh: NodeSSH, deadline: CallDeadline) => Promise<T>,
  ): Promise<T> => {
    if (closing.signal.aborted) throw new CallFailed(unreachable('The session is closed.', 'Open another one.'), null)
    const deadline = callDeadline(options)
    let begun = false
    let sent = false
    try {
      const whenFree = async () => {
        if (deadline.remainingMs() === 0 || deadline.signal.aborted) throw new CallFailed(noTime(address.name), null)
        begun = true
        const ssh = await orGone(connected(), deadline.signal)
        if (ssh === GONE) throw new CallFailed(noAnswer(address.name), nameIsKnown ? false : null)
        sent = true
        return work(ssh, deadline)
      }
      const answer = await orGone(queue.add(whenFree), deadline.signal)
      if (answer !== GONE) return answer
      if (!begun) throw new CallFailed(noTime(address.name), null)
      throw sent && changes
        ? new CallFailed(unclear(address.name))
        : new CallFailed(noAnswer(address.name), sent || nameIsKnown ? false : null)
    } finally {
      deadline.dispose()
    }
  }

  return {
    address,
    user,
    run: (script, changes, options) =>
      use(changes, options, (ssh, deadline) => execute(ssh, script, changes, deadline.signal, deadline.remainingMs())),
    reach: (options) => use(false, options, () => Promise.resolve()),
    close: () => closing.abort(),
  }
}
