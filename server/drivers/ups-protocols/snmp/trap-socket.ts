import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** A storm of thousands of traps must fit into what the kernel keeps while the process is busy. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024

export interface TrapSource {
  readonly address: string
  readonly port: number
}

export interface TrapSocket {
  /** "[::]:162" */
  readonly at: string
  /** What the kernel granted; null: it does not say. */
  readonly receiveBufferBytes: number | null
  reply(bytes: Buffer, to: TrapSource): void
  close(): Promise<void>
}

/** An IPv4 address as it is written, also where it comes through an IPv6 socket. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')

const bound = async (type: 'udp4' | 'udp6', port: number): Promise<Socket> => {
  const socket = createSocket({ type })
  try {
    const listening = once(socket, 'listening')
    socket.bind(port, type === 'udp6' ? '::' : '0.0.0.0')
    await listening
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

const noIpv6 = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL'])
const codeOf = (error: unknown): unknown => (error instanceof Error ? Reflect.get(error, 'code') : null)

/** Listens on every address of this machine. `failed`: the socket broke and is closed. Rejects where the port cannot be had. */
export const openTrapSocket = async (
  port: number,
  heard: (message: Buffer, from: TrapSource) => void,
  failed: (error: Error) => void,
): Promise<TrapSocket> => {
  const socket = await bound('udp6', port).catch((error: unknown) => {
    if (noIpv6.has(String(codeOf(error)))) return bound('udp4', port)
    throw error
  })
  let receiveBufferBytes: number | null = null
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
    // Linux counts its own bookkeeping in: twice what was asked for.
    receiveBufferBytes = Math.min(RECEIVE_BUFFER_BYTES, socket.getRecvBufferSize())
  } catch {
    // The kernel allows no more; it stays as it is.
  }
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    const closed = once(socket, 'close')
    socket.close()
    await closed
  }
  socket.removeAllListeners('error')
  socket.on('error', (error) => void close().then(() => failed(error)))
  socket.on('message', (message, { address, port: fromPort }) => heard(message, { address, port: fromPort }))
  const { address, port: at } = socket.address()
  return {
    at: address.includes(':') ? `[${address}]:${at}` : `${address}:${at}`,
    receiveBufferBytes,
    reply: (bytes, to) => {
      // An acknowledgement that is lost is asked for again by who waits for it.
      if (open) socket.send(bytes, to.port, to.address, () => undefined)
    },
    close,
  }
}
