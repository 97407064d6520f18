import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Carry } from './wire'

/** The same as a carried line, through the kernel: each port of `ports` is a socket on loopback that answers as `carry` says. */
export const realLine = async (
  carry: Carry,
  ports: number,
): Promise<{ readonly portOf: readonly number[]; close(): Promise<void> }> => {
  const sockets = await Promise.all(
    Array.from({ length: ports }, async (_, index) => {
      const socket = createSocket({ type: 'udp4', sendBufferSize: 1024 * 1024 })
      socket.on('message', (bytes, from) => {
        for (const answer of carry({ bytes, port: index })) socket.send(answer, from.port, from.address)
      })
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
      return socket
    }),
  )
  return {
    portOf: sockets.map((socket) => socket.address().port),
    close: async () => {
      await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.close(() => done()))))
    },
  }
}
