import { createSocket, type Socket, type SocketOptions } from 'node:dgram'
import { lookup } from 'node:dns'
import { isIP, isIPv6 } from 'node:net'
import { requestIdOf } from './answer'
import { countMalformed } from './datagram-count'
import type { Question } from './question'
import type { SnmpEndpoint } from './raw-session'

/** So many agents that answer at once must fit into what the kernel keeps for one socket while the process is busy. */
const SEATS = 64
const LOWEST_ID = 0x0100_0000
const HIGHEST_ID = 0x7fff_ffff

type Family = 'udp4' | 'udp6'

/** The question is sent again every `againMs`, until `endsAt` (performance.now). */
export interface Patience {
  readonly endsAt: number
  readonly againMs: number
}

/** `told` null: no answer came, or the question could not be sent. */
export interface Wait<Told> {
  readonly told: Promise<Told | null>
  cancel(): void
}

/** What a datagram with the question's request id says; null: nothing, the answer is still to come. */
export type Read<Told> = (message: Buffer) => Told | null

/** What is an address already is sent to in this turn of the event loop; Node would take it for a name and wait for the next one. */
const lookUpNames: NonNullable<SocketOptions['lookup']> = (host, options, done) => {
  const family = isIP(host)
  if (family === 0) lookup(host, options, done)
  else done(null, host, family)
}

/** One UDP socket for many agents; answers find their question by its request id. */
class SharedSocket {
  seats = SEATS
  broken = false
  private readonly socket: Socket
  /** Null: there will be no answer. */
  private readonly waiting = new Map<number, (message: Buffer | null) => void>()

  constructor(family: Family) {
    this.socket = createSocket({ type: family, lookup: lookUpNames })
    this.socket.on('message', (message, { address }) => {
      const id = requestIdOf(message)
      if (id === null) countMalformed(address)
      else this.waiting.get(id)?.(message)
    })
    this.socket.on('error', () => this.close())
    this.socket.unref()
  }

  ask<Told>(question: Question, { host, port }: SnmpEndpoint, { endsAt, againMs }: Patience, read: Read<Told>): Wait<Told> {
    if (this.broken) return { told: Promise.resolve(null), cancel: () => undefined }
    const id = this.freeId()
    const bytes = Buffer.from(question.bytes)
    bytes.writeInt32BE(id, question.idAt)
    let timer: NodeJS.Timeout | undefined
    let turn: NodeJS.Immediate | undefined
    let done: (told: Told | null) => void = () => undefined
    const told = new Promise<Told | null>((resolve) => {
      done = resolve
    })
    const settle = (heard: Told | null) => {
      clearTimeout(timer)
      clearImmediate(turn)
      this.waiting.delete(id)
      done(heard)
    }
    const hear = (message: Buffer | null) => {
      const said = message === null ? null : read(message)
      if (message === null || said !== null) settle(said)
    }
    const send = () =>
      this.socket.send(bytes, port, host, (error) => {
        if (error !== null) settle(null)
      })
    const askAgain = () => {
      const leftMs = endsAt - performance.now()
      if (leftMs < 1) return settle(null)
      send()
      waitOn(leftMs)
    }
    // What has arrived is read first: a process that was busy must not take its agents for silent.
    const waitOn = (leftMs: number) => {
      timer = setTimeout(() => (turn = setImmediate(askAgain)), Math.min(againMs, leftMs))
    }
    this.waiting.set(id, hear)
    send()
    waitOn(endsAt - performance.now())
    return { told, cancel: () => settle(null) }
  }

  close(): void {
    if (this.broken) return
    this.broken = true
    for (const hear of [...this.waiting.values()]) hear(null)
    try {
      this.socket.close()
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

const open: Record<Family, Set<SharedSocket>> = { udp4: new Set(), udp6: new Set() }

/** An agent's place on a shared socket. */
export class Seat {
  private readonly family: Family
  private socket: SharedSocket | null = null

  constructor(private readonly endpoint: SnmpEndpoint) {
    this.family = isIPv6(endpoint.host) ? 'udp6' : 'udp4'
  }

  ask<Told>(question: Question, patience: Patience, read: Read<Told>): Wait<Told> {
    if (this.socket?.broken !== false) this.socket = this.take()
    return this.socket.ask(question, this.endpoint, patience, read)
  }

  leave(): void {
    const { socket } = this
    this.socket = null
    if (socket === null) return
    socket.seats += 1
    if (socket.seats < SEATS) return
    socket.close()
    open[this.family].delete(socket)
  }

  private take(): SharedSocket {
    const sockets = open[this.family]
    for (const socket of sockets) if (socket.broken) sockets.delete(socket)
    let free = [...sockets].find(({ seats }) => seats > 0)
    if (free === undefined) {
      free = new SharedSocket(this.family)
      sockets.add(free)
    }
    free.seats -= 1
    return free
  }
}
