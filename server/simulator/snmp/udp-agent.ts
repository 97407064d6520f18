import { createSocket } from 'node:dgram'
import { once } from 'node:events'

export interface UdpAgent {
  readonly host: string
  readonly port: number
  close(): Promise<void>
}

/** Answers datagrams on loopback; `answer` gives null to stay silent. */
export const startUdpAgent = async (
  answer: (request: Buffer) => Buffer | null,
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {},
): Promise<UdpAgent> => {
  const socket = createSocket('udp4')
  socket.on('message', (request, sender) => {
    const reply = answer(request)
    if (reply !== null) socket.send(reply, sender.port, sender.address)
  })
  socket.bind(port, host)
  await once(socket, 'listening')
  // A client that is gone makes the kernel report its closed port here; an agent does not care.
  socket.on('error', () => undefined)
  return {
    host,
    port: socket.address().port,
    close: () => new Promise((done) => socket.close(() => done())),
  }
}
