import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import { testAuthority } from '../../server/testing/certificates'

export interface Received {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** `lost`: the connection ends without an answer. */
export type Reply = { readonly status: number; readonly body?: unknown } | 'lost'

export interface HttpsLab {
  readonly url: string
  readonly fingerprint: string
  readonly received: Received[]
  stop(): Promise<void>
}

/** A server over real TLS, with a certificate of its own. What is no text in an answer is sent as JSON. */
export const startHttpsLab = async (answer: (received: Received) => Reply): Promise<HttpsLab> => {
  const certificate = testAuthority().issue()
  const sockets = new Set<Socket>()
  const received: Received[] = []
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const body = Buffer.concat(chunks).toString('utf8')
      const one: Received = { method: request.method ?? '', path: request.url ?? '', body, headers }
      received.push(one)
      const reply = answer(one)
      if (reply === 'lost') return void request.socket.destroy()
      const text = typeof reply.body === 'string' || reply.body === undefined ? reply.body : JSON.stringify(reply.body)
      response.writeHead(reply.status).end(text)
    })
  })
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('no port')
  return {
    url: `https://127.0.0.1:${place.port}`,
    fingerprint: certificate.fingerprint,
    received,
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
}
