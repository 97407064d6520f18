import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'

/** Why nothing came of an exchange. */
export class LineBroken extends Error {
  constructor(
    readonly code: string | null,
    readonly unreadable: number,
  ) {
    super(code ?? 'no answer')
  }
}

/** How long to wait before sending again, each time; the last one goes on. */
export const QUICKLY_MS = [600, 900, 1_500, 2_500] as const
/** Slow BMCs reckon for a second and more; asked twice meanwhile, they begin the handshake anew. */
export const PATIENTLY_MS = [2_000, 3_000] as const

export interface HowToAsk {
  /** When to send again. Empty: never. */
  readonly againAfterMs: readonly number[]
  readonly signal: AbortSignal
  readonly onAgain?: () => void
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'EIO'

/** Datagrams to and from one BMC, and from nobody else. One exchange at a time. */
export class DatagramLine {
  readonly #socket: Socket
  #onDatagram: ((datagram: Buffer) => void) | null = null
  #onError: ((error: unknown) => void) | null = null
  #unreadable = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (datagram) => this.#onDatagram?.(datagram))
    socket.on('error', (error) => this.#onError?.(error))
    socket.unref()
  }

  static async open(host: string, port: number, signal: AbortSignal): Promise<DatagramLine> {
    const aborted = new Promise<never>((_done, fail) => {
      if (signal.aborted) fail(new LineBroken(null, 0))
      signal.addEventListener('abort', () => fail(new LineBroken(null, 0)), { once: true })
    })
    try {
      const { address, family } = await Promise.race([lookup(host), aborted])
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
      await new Promise<void>((done, fail) => {
        socket.once('error', fail)
        // Connected, so that only this BMC is heard, and a closed port is told.
        socket.connect(port, address, () => {
          socket.off('error', fail)
          done()
        })
      })
      return new DatagramLine(socket)
    } catch (error) {
      throw error instanceof LineBroken ? error : new LineBroken(codeOf(error), 0)
    }
  }

  /** Datagrams so far that were not what was waited for: damaged, late, or somebody else's. */
  get unreadable(): number {
    return this.#unreadable
  }

  /**
   * Sends what `next` makes, again and again where that does no harm, until `read` finds the answer in a datagram. Whatever else
   * comes is counted, and ignored.
   */
  exchange<T>(next: () => Buffer, read: (datagram: Buffer) => T | null, how: HowToAsk): Promise<T> {
    const { againAfterMs, signal, onAgain } = how
    const before = this.#unreadable
    return new Promise<T>((done, fail) => {
      let sent = 0
      let timer: NodeJS.Timeout | undefined
      const end = (finish: () => void) => {
        clearTimeout(timer)
        this.#onDatagram = null
        this.#onError = null
        signal.removeEventListener('abort', stop)
        finish()
      }
      const broken = (code: string | null) => end(() => fail(new LineBroken(code, this.#unreadable - before)))
      const stop = () => broken(null)
      const send = () => {
        this.#socket.send(next(), (error) => {
          if (error !== null) broken(codeOf(error))
        })
        const waitMs = againAfterMs[Math.min(sent, againAfterMs.length - 1)]
        sent += 1
        if (waitMs !== undefined) timer = setTimeout(sendAgain, waitMs)
      }
      const sendAgain = () => {
        onAgain?.()
        send()
      }
      this.#onDatagram = (datagram) => {
        const found = read(datagram)
        if (found === null) this.#unreadable += 1
        else end(() => done(found))
      }
      this.#onError = (error) => broken(codeOf(error))
      if (signal.aborted) return stop()
      signal.addEventListener('abort', stop, { once: true })
      send()
    })
  }

  close(): void {
    this.#onDatagram = null
    this.#socket.removeAllListeners()
    this.#socket.on('error', () => undefined)
    try {
      this.#socket.close()
    } catch {
      // It is closed already.
    }
  }
}
