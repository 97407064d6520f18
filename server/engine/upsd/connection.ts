import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import { LineReader } from './line-reader'
import type { Reply, Session } from './session'

/** upsmon asks every 5 s; who is logged in and silent for so long has gone without saying. */
const LOGGED_IN_IDLE_MS = 600_000
/** Who only looks may come back. */
const ANONYMOUS_IDLE_MS = 180_000
const HANDSHAKE_MS = 10_000
/** More than any client needs; a flood must not take the engine's time from the UPSs. */
const COMMANDS_PER_SECOND = 250
/** A client that asks and does not read is not worth more memory. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024

export interface ConnectionParts {
  readonly session: Session
  /** Null: the certificate cannot be used at the moment. */
  secureContext(): SecureContext | null
  onEnd(): void
}

/** One client's socket: lines in, answers out, one after the other, whatever comes. */
export class Connection {
  readonly #parts: ConnectionParts
  readonly #reader = new LineReader()
  readonly #plain: Socket
  #socket: Socket
  #waiting: string[] = []
  #pace = { sinceMs: 0, commands: 0 }
  #busy = false
  #ended = false

  constructor(socket: Socket, parts: ConnectionParts) {
    this.#parts = parts
    this.#plain = socket
    this.#socket = socket
    socket.setNoDelay(true)
    socket.setKeepAlive(true, 60_000)
    socket.once('close', () => this.end())
    socket.on('error', () => this.end())
    this.#listen(socket)
    this.#restartIdle()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#waiting = []
    this.#socket.destroy()
    this.#plain.destroy()
    this.#parts.onEnd()
  }

  readonly #onData = (chunk: Buffer): void => {
    const lines = this.#reader.take(chunk)
    if (lines === null) {
      this.#socket.off('data', this.#onData)
      this.#waiting = []
      this.#socket.end('ERR TOO-LONG\n', () => this.end())
      return
    }
    this.#restartIdle()
    this.#waiting.push(...lines)
    void this.#work()
  }

  #listen(socket: Socket): void {
    socket.on('data', this.#onData)
    socket.on('timeout', () => this.end())
  }

  #restartIdle(): void {
    this.#socket.setTimeout(this.#parts.session.isLoggedIn ? LOGGED_IN_IDLE_MS : ANONYMOUS_IDLE_MS)
  }

  async #work(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    // Nothing more is read while what came is answered: a flood waits in the sender's buffers.
    this.#socket.pause()
    try {
      for (let next = this.#waiting.shift(); next !== undefined && !this.#ended; next = this.#waiting.shift()) {
        await this.#paced()
        await this.#carryOut(await this.#parts.session.answer(next))
      }
    } catch {
      this.end()
    } finally {
      this.#busy = false
      if (!this.#ended) this.#socket.resume()
    }
  }

  async #paced(): Promise<void> {
    const nowMs = performance.now()
    if (nowMs - this.#pace.sinceMs >= 1_000) this.#pace = { sinceMs: nowMs, commands: 0 }
    this.#pace.commands += 1
    if (this.#pace.commands > COMMANDS_PER_SECOND)
      await new Promise((next) => setTimeout(next, 1_000 - (nowMs - this.#pace.sinceMs)))
  }

  async #carryOut(reply: Reply): Promise<void> {
    if (this.#ended) return
    const isTaken = this.#socket.write(reply.text)
    switch (reply.then) {
      case 'go-on':
        if (this.#socket.writableLength > MOST_UNREAD_BYTES) this.end()
        else if (!isTaken) await this.#drained()
        return
      case 'close':
        this.#socket.end(() => this.end())
        this.#waiting = []
        return
      case 'start-tls':
        await this.#startTls()
    }
  }

  #drained(): Promise<void> {
    const socket = this.#socket
    return new Promise((done) => {
      const finish = () => {
        socket.off('drain', finish).off('close', finish)
        done()
      }
      socket.once('drain', finish).once('close', finish)
    })
  }

  async #startTls(): Promise<void> {
    // What follows in clear would be taken for what was said under TLS.
    if (this.#waiting.length > 0 || !this.#reader.isEmpty) return this.end()
    const secureContext = this.#parts.secureContext()
    if (secureContext === null) return this.end()
    this.#plain.off('data', this.#onData)
    this.#plain.removeAllListeners('timeout')
    this.#plain.setTimeout(0)
    const secured = new TLSSocket(this.#plain, { isServer: true, secureContext })
    this.#socket = secured
    await new Promise<void>((done) => {
      const late = setTimeout(() => this.end(), HANDSHAKE_MS)
      const finish = () => {
        clearTimeout(late)
        done()
      }
      secured.once('secure', () => {
        this.#parts.session.secured()
        this.#listen(secured)
        finish()
      })
      secured.once('close', () => {
        this.end()
        finish()
      })
      secured.on('error', () => this.end())
    })
    if (!this.#ended) this.#restartIdle()
  }
}
