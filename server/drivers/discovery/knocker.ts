import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { countMalformed } from '../ups-protocols/snmp/datagram-count'
import { type Greeting, type Letter, letterIdOf } from './letter'

const WAIT_MS = 1_000
/** Asked twice: a datagram may be lost. */
const AGAIN_MS = 500
const LOWEST_ID = 0x0100_0000
const HIGHEST_ID = 0x7fff_ffff
/** Agents of a whole network may answer while the process is busy. */
const RECEIVE_BUFFER_BYTES = 1_048_576

type Family = 'udp4' | 'udp6'
/** A datagram with the question's id, or null: there will be no answer. */
/** Resolves when a datagram may be sent. */
export type Turn = () => Promise<void>
type Hear = (message: Buffer | null) => void

/** Asks any number of addresses over one socket (one each for IPv4 and IPv6), and waits for each only so long. */
export class Knocker {
  private readonly sockets = new Map<Family, Socket>()
  private readonly waiting = new Map<number, Hear>()

  /** `ip`: no name, for looking it up could take long. Null: nothing answers. */
  async knock(letter: Letter, ip: string, port: number, signal: AbortSignal, turn: Turn): Promise<Greeting | null> {
    await turn()
    return new Promise((done) => {
      if (signal.aborted) return done(null)
      const id = this.freeId()
      const bytes = Buffer.from(letter.bytes)
      bytes.writeInt32BE(id, letter.idAt)
      let timer: NodeJS.Timeout | undefined
      let immediate: NodeJS.Immediate | undefined
      const settle = (greeting: Greeting | null): void => {
        clearTimeout(timer)
        clearImmediate(immediate)
        signal.removeEventListener('abort', giveUp)
        this.waiting.delete(id)
        done(greeting)
      }
      const giveUp = (): void => settle(null)
      const send = (): void => {
        // What cannot be sent (no route, a full buffer) is as silent as a dead address: the second time may be better.
        this.socketFor(ip).send(bytes, port, ip, () => undefined)
      }
      this.waiting.set(id, (message) => {
        const greeting = message === null ? null : letter.read(message)
        if (message === null || greeting !== null) settle(greeting)
      })
      signal.addEventListener('abort', giveUp, { once: true })
      send()
      const sendAgain = (): void => {
        if (!this.waiting.has(id)) return
        send()
        // What has arrived is read first: a process that was busy must not take agents for silent.
        timer = setTimeout(() => (immediate = setImmediate(giveUp)), WAIT_MS - AGAIN_MS)
      }
      timer = setTimeout(() => void turn().then(sendAgain), AGAIN_MS)
    })
  }

  close(): void {
    for (const hear of [...this.waiting.values()]) hear(null)
    for (const family of [...this.sockets.keys()]) this.drop(family)
  }

  private socketFor(ip: string): Socket {
    const family: Family = isIPv6(ip) ? 'udp6' : 'udp4'
    const open = this.sockets.get(family)
    if (open !== undefined) return open
    const socket = createSocket({ type: family, recvBufferSize: RECEIVE_BUFFER_BYTES })
    socket.on('message', (message, { address }) => {
      const id = letterIdOf(message)
      if (id === null) countMalformed(address)
      else this.waiting.get(id)?.(message)
    })
    // A broken socket is of no more use: the next question opens another.
    socket.on('error', () => this.drop(family, socket))
    this.sockets.set(family, socket)
    return socket
  }

  private drop(family: Family, socket = this.sockets.get(family)): void {
    if (this.sockets.get(family) === socket) this.sockets.delete(family)
    try {
      socket?.close()
    } catch {
      // It was closed already.
    }
  }

  private freeId(): number {
    for (;;) {
      const id = LOWEST_ID + Math.floor(Math.random() * (HIGHEST_ID - LOWEST_ID))
      if (!this.waiting.has(id)) return id
    }
  }
}
