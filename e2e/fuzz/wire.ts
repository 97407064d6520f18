import dgram from 'node:dgram'
import { EventEmitter } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'

export interface Datagram {
  readonly bytes: Buffer
  readonly port: number
}

/** Datagrams that come back for one that was sent, in order. */
export type Carry = (sent: Datagram) => readonly Buffer[]

const HOST = '127.0.0.1'

const isCallback = (given: unknown): given is (error: null) => void => typeof given === 'function'

/** As much of a socket as the product and the library use; what is sent is carried in this process. */
class CarriedSocket extends EventEmitter {
  private open = true

  constructor(private readonly carry: Carry) {
    super()
  }

  send(bytes: Buffer, ...rest: readonly unknown[]): void {
    const numbers = rest.filter((part) => typeof part === 'number')
    const sent = { bytes: Buffer.from(bytes), port: numbers.at(-1) ?? 0 }
    const callback = rest.at(-1)
    setImmediate(() => {
      if (isCallback(callback)) callback(null)
      for (const answer of this.carry(sent))
        if (this.open) this.emit('message', answer, { address: HOST, port: sent.port, family: 'IPv4', size: answer.length })
    })
  }

  bind(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  close(): this {
    this.open = false
    return this
  }
}

/** Until it is undone every socket that is opened is one of these. */
export const carryDatagrams = (carry: Carry): (() => void) => {
  const real = dgram.createSocket
  const carried = (): dgram.Socket => new CarriedSocket(carry) as unknown as dgram.Socket
  dgram.createSocket = carried
  syncBuiltinESMExports()
  return () => {
    dgram.createSocket = real
    syncBuiltinESMExports()
  }
}
