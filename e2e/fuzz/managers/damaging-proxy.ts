import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { Agent, request as send } from 'undici'
import type { Answer, Damaged } from './damage'

export interface Request {
  readonly method: string
  readonly path: string
  readonly body: string
}

export interface DamagingProxy {
  /** The manager's address, by way of the proxy. */
  readonly url: string
  /** What becomes of an answer; null: it passes as it is. */
  damaging: (request: Request, answer: Answer) => Damaged | null
  /** Requests that are not to reach the manager: their connection ends. */
  withheld: (request: Request) => boolean
  readonly requests: Request[]
  stop(): Promise<void>
}

/** Between hops, or wrong once the body is another. */
const OWN = new Set(['connection', 'content-length', 'content-encoding', 'transfer-encoding', 'keep-alive', 'host', 'expect'])

const passedOn = (headers: IncomingHttpHeaders): Record<string, string | string[]> => {
  const passed: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) if (!OWN.has(name) && value !== undefined) passed[name] = value
  return passed
}

const reply = (response: ServerResponse, { status, headers, body }: Answer, cut: number | null): void => {
  const bytes = Buffer.from(body)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.statusCode = status
  if (status !== 204) response.setHeader('content-length', bytes.length)
  if (cut === null) return void response.end(status === 204 ? undefined : bytes)
  response.write(bytes.subarray(0, cut), () => response.destroy())
}

/** Stands before a manager and damages what it says. */
export const startDamagingProxy = async (manager: string): Promise<DamagingProxy> => {
  const upstream = new URL(manager)
  const agent = new Agent({ connect: { rejectUnauthorized: false } })
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const request = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', body }
      proxy.requests.push(request)
      if (proxy.withheld(request)) return void response.destroy()
      send(new URL(request.path, upstream.origin), {
        dispatcher: agent,
        method: request.method,
        headers: passedOn(incoming.headers),
        ...(body === '' ? {} : { body }),
      })
        .then(async (told) => {
          const answer = { status: told.statusCode, headers: passedOn(told.headers), body: await told.body.text() }
          const damaged = proxy.damaging(request, answer)
          reply(response, damaged ?? answer, damaged?.cut ?? null)
        })
        .catch(() => response.destroy())
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const proxy: DamagingProxy = {
    url: manager.replace(upstream.origin, `http://127.0.0.1:${address.port}`),
    damaging: () => null,
    withheld: () => false,
    requests: [],
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await agent.destroy()
    },
  }
  return proxy
}
