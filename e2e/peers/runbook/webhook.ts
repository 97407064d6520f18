import { createHmac } from 'node:crypto'
import type { ManagerAddress, ManagerSecret } from '../../../server/domain/manager'
import { runbookSchema } from '../../../server/domain/runbook'
import { type HttpsLab, type Received, type Reply, startHttpsLab } from '../https-lab'
import { NAS } from './start'

export const TOKEN = 'webhook-token-of-the-test'
export const HMAC_KEY = 'webhook-key-of-the-test-1234'

export interface WebhookLab extends HttpsLab {
  readonly address: ManagerAddress
  readonly secrets: { readonly bearer: ManagerSecret; readonly hmac: ManagerSecret }
  readonly state: {
    power: 'on' | 'off'
    /** What orders are answered with; `lost`: carried out, and the connection ends without an answer. */
    orders: number | 'lost'
  }
}

/** The receiver's side of the signature, written from its description in the driver's README. */
const isSigned = ({ method, path, body, headers }: Received): boolean => {
  const { 'x-ridethrough-timestamp': time, 'x-ridethrough-request': id, 'x-ridethrough-signature': signature } = headers
  const text = [time, id, method, path, body].join('\n')
  return signature === `sha256=${createHmac('sha256', HMAC_KEY).update(text).digest('hex')}`
}

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

/** A webhook over real TLS with one machine behind it. */
export const startWebhookLab = async (): Promise<WebhookLab> => {
  const state: WebhookLab['state'] = { power: 'on', orders: 202 }
  const answer = (request: Received): Reply => {
    const { method, path, headers } = request
    if (headers.authorization !== `Bearer ${TOKEN}` && !isSigned(request)) return { status: 401 }
    if (path === '/hooks/health') return { status: 200, body: { service: 'runbook receiver' } }
    if (path === `/hooks/${NAS}/power`) return { status: state.power === 'on' ? 200 : 410 }
    if (method === 'GET') return { status: 404 }
    const { orders } = state
    if (orders === 'lost' || (orders >= 200 && orders < 300)) state.power = path.endsWith('/start') ? 'on' : 'off'
    return orders === 'lost' ? 'lost' : { status: orders }
  }
  const lab = await startHttpsLab(answer)
  return {
    ...lab,
    state,
    address: { kind: 'runbook', url: `${lab.url}/hooks`, pins: [lab.fingerprint], runbook },
    secrets: { bearer: { kind: 'bearer', token: TOKEN }, hmac: { kind: 'hmac', key: HMAC_KEY } },
  }
}
