import { createSocket, type Socket, type SocketType } from 'node:dgram'

export interface DatagramTrouble {
  /** A datagram came that could not be taken apart. */
  garbage(error: unknown): void
  socketError(error: Error): void
}

/**
 * net-snmp parses inside the socket's own listeners, where a hostile datagram's exception would end the process.
 * This hands it a socket whose message listeners cannot throw.
 */
export const guardedSocket = (trouble: DatagramTrouble) => ({
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
                listener(...given)
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
