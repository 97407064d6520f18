import { createSocket, type Socket, type SocketType } from 'node:dgram'

export interface DatagramTrouble {
  /** A datagram came that is no answer: it cannot be taken apart, or is not what this session is answered with. */
  garbage(error: unknown): void
  socketError(error: Error): void
}

/**
 * net-snmp parses inside the socket's own listeners, where a hostile datagram's exception would end the process; it makes values of
 * half a message, and takes an answer without authentication for a question with it. This hands it a socket whose listeners
 * cannot throw, and that hears only what `fits`.
 */
export const guardedSocket = (trouble: DatagramTrouble, fits: (message: Buffer) => boolean) => ({
  createSocket(type: SocketType): Socket {
    const socket = createSocket(type)
    const listen = socket.on.bind(socket)
    socket.on('error', (error) => trouble.socketError(error))
    return new Proxy(socket, {
      get(target, property): unknown {
        if (property === 'on') {
          return (event: string, listener: (...given: unknown[]) => void) =>
            listen(event, (...given: unknown[]) => {
              try {
                const [message] = given
                if (event === 'message' && Buffer.isBuffer(message) && !fits(message)) trouble.garbage(null)
                else listener(...given)
              } catch (error) {
                trouble.garbage(error)
              }
            })
        }
        const member: unknown = Reflect.get(target, property, target)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
  },
})
