import { connect, isIP, type Socket } from 'node:net'
import type { CallOptions } from '../../ports'

/** `there`: its address takes or refuses a connection. `silent`: nothing comes back. `unclear`: from here nobody can tell. */
export type Presence = 'there' | 'silent' | 'unclear'
export type Knock = (address: string, options: CallOptions) => Promise<Presence>

/** The toolstack's and SSH: the host's own domain listens on both, and its firewall lets both in. */
const PORTS = [443, 22] as const
/** Long enough for a lost first packet to be sent again. */
const PATIENCE_MS = 1_500
/** What routers and neighbours say of an address that nobody answers for. */
const SILENT = new Set(['EHOSTUNREACH', 'EHOSTDOWN', 'ETIMEDOUT'])
/** Only something that runs says these. */
const ALIVE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/** What an error of the attempt says of the other side. No route, no socket, no permission: of that side nothing. */
export const presenceOf = (code: string | undefined): Presence =>
  code !== undefined && ALIVE.has(code) ? 'there' : code !== undefined && SILENT.has(code) ? 'silent' : 'unclear'

const codeOf = (error: Error): string | undefined => ('code' in error && typeof error.code === 'string' ? error.code : undefined)

const tryPort = (open: () => Socket, patienceMs: number, signal: AbortSignal | undefined): Promise<Presence> =>
  new Promise((done) => {
    if (signal?.aborted === true) return done('unclear')
    const socket = open()
    let immediate: NodeJS.Immediate | undefined
    const settle = (presence: Presence): void => {
      clearTimeout(timer)
      clearImmediate(immediate)
      signal?.removeEventListener('abort', giveUp)
      socket.destroy()
      done(presence)
    }
    const giveUp = (): void => settle('unclear')
    // What has come meanwhile is heard first: a process that was busy must not take a host for silent.
    const timer = setTimeout(() => (immediate = setImmediate(() => settle('silent'))), patienceMs)
    signal?.addEventListener('abort', giveUp, { once: true })
    socket.once('connect', () => settle('there'))
    // Stays, for what breaks while it is being closed.
    socket.on('error', (error) => settle(presenceOf(codeOf(error))))
  })

/** One short attempt at each port, all at once. */
export const knockAt = async (
  opens: readonly (() => Socket)[],
  options: CallOptions,
  patienceMs: number = PATIENCE_MS,
): Promise<Presence> => {
  // Too little time to hear anything is no silence of theirs.
  if (options.deadlineMs < patienceMs) return 'unclear'
  const all = await Promise.all(opens.map((open) => tryPort(open, patienceMs, options.signal)))
  if (all.includes('there')) return 'there'
  return all.includes('unclear') ? 'unclear' : 'silent'
}

/** Names are not looked up: in an outage nobody may be there to ask (A12). */
export const tcpKnock: Knock = async (address, options) =>
  isIP(address) === 0
    ? 'unclear'
    : await knockAt(
        PORTS.map((port) => () => connect({ host: address, port })),
        options,
      )
