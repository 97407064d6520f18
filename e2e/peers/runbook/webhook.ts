import { createHmac } from 'node:crypto'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import type { ManagerAddress, ManagerSecret } from '../../../server/domain/manager'
import { runbookSchema } from '../../../server/domain/runbook'
import { testAuthority } from '../../../server/testing/certificates'
import { NAS } from './start'

export const TOKEN = 'webhook-token-of-the-test'
export const HMAC_KEY = 'webhook-key-of-the-test-1234'

export interface Received {
  readonly method: string
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export interface WebhookLab {
  readonly address: ManagerAddress
  readonly fingerprint: string
  readonly secrets: { readonly bearer: ManagerSecret; readonly hmac: ManagerSecret }
  readonly received: Received[]
  power: 'on' | 'off'
  /** What orders are answered with; `lost`: carried out, and the connection ends without an answer. */
  orders: number | 'lost'
  stop(): Promise<void>
}

/** The receiver's side of the signature, written from its description in the driver's README. */
const isSigned = ({ method, path, body, headers }: Received): boolean => {
  const { 'x-ridethrough-timestamp': time, 'x-ridethrough-request': id, 'x-ridethrough-signature': signature } = headers
  const text = [time, id, method, path, body].join('\n')
  return signature === `sha256=${createHmac('sha256', HMAC_KEY).update(text).digest('hex')}`
}

/** A webhook over real TLS with one machine behind it. */
export const startWebhookLab = async (): Promise<WebhookLab> => {
  const certificate = testAuthority().issue()
  const sockets = new Set<Socket>()
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        body: Buffer.concat(chunks).toString('utf8'),
        headers,
      }
      lab.received.push(one)
      const say = (status: number, body = ''): void => void response.writeHead(status).end(body)
      if (headers.authorization !== `Bearer ${TOKEN}` && !isSigned(one)) return say(401)
      if (one.path === '/hooks/health') return say(200, '{"service":"runbook receiver"}')
      if (one.path === `/hooks/${NAS}/power`) return say(lab.power === 'on' ? 200 : 410)
      if (one.method === 'GET') return say(404)
      if (lab.orders === 'lost' || (lab.orders >= 200 && lab.orders < 300)) lab.power = one.path.endsWith('/start') ? 'on' : 'off'
      if (lab.orders === 'lost') return void request.socket.destroy()
      say(lab.orders)
    })
  })
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('no port')
  const action = (verb: string) => ({ path: `/{{id}}/${verb}`, body: '{"machine":"{{name}}","action":"{{action}}"}' })
  const runbook = runbookSchema.parse({
    check: { path: '/health', contains: 'runbook receiver' },
    machines: [
      {
        id: NAS,
        name: 'a "NAS"',
        kind: 'storage',
        stop: action('stop'),
        start: action('start'),
        probe: { kind: 'request', path: '/{{id}}/power', on: [200], off: [410] },
      },
    ],
  })
  const lab: WebhookLab = {
    address: {
      kind: 'runbook',
      url: `https://127.0.0.1:${place.port}/hooks`,
      pins: [certificate.fingerprint],
      runbook,
    },
    fingerprint: certificate.fingerprint,
    secrets: { bearer: { kind: 'bearer', token: TOKEN }, hmac: { kind: 'hmac', key: HMAC_KEY } },
    received: [],
    power: 'on',
    orders: 202,
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
  return lab
}
