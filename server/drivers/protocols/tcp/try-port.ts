import type { Socket } from 'node:net'

/**
 * What came of one attempt to connect. `taken`: something took the connection. `refused`: the machine answered that nothing
 * does. `silent`: nothing came back. `unclear`: from here nobody can tell.
 */
export type PortAnswer = 'taken' | 'refused' | 'silent' | 'unclear'

/** What routers and neighbours say of an address that nobody answers for. */
const SILENT = new Set(['EHOSTUNREACH', 'EHOSTDOWN', 'ETIMEDOUT'])
/** Only something that runs says these. */
const ALIVE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/** What an error of the attempt says of the other side. No route, no socket, no permission: of that side nothing. */
export const answerOf = (code: string | undefined): PortAnswer =>
  code !== undefined && ALIVE.has(code) ? 'refused' : code !== undefined && SILENT.has(code) ? 'silent' : 'unclear'

const codeOf = (error: Error): string | undefined => ('code' in error && typeof error.code === 'string' ? error.code : undefined)

/** One attempt; the socket is closed again whatever comes of it. */
export const tryPort = (open: () => Socket, patienceMs: number, signal: AbortSignal | undefined): Promise<PortAnswer> =>
  new Promise((done) => {
    if (signal?.aborted === true) return done('unclear')
    const socket = open()
    let immediate: NodeJS.Immediate | undefined
    const settle = (answer: PortAnswer): void => {
      clearTimeout(timer)
      clearImmediate(immediate)
      signal?.removeEventListener('abort', giveUp)
      socket.destroy()
      done(answer)
    }
    const giveUp = (): void => settle('unclear')
    // What has come meanwhile is heard first: a process that was busy must not take a host for silent.
    const timer = setTimeout(() => (immediate = setImmediate(() => settle('silent'))), patienceMs)
    signal?.addEventListener('abort', giveUp, { once: true })
    socket.once('connect', () => settle('taken'))
    // Stays, for what breaks while it is being closed.
    socket.on('error', (error) => settle(answerOf(codeOf(error))))
  })
