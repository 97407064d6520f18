import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { Agent, request as send } from 'undici'
import type { HypervisorPeer } from '../../../server/drivers/contract/peers/peer'
import type { Answer } from './damage'
import type { DamagedLine } from './damaged-line'

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

/** Stands before a manager that speaks HTTP and damages what it says; a withheld request does not reach it: its connection ends. */
export const startDamagingProxy = async (peer: HypervisorPeer): Promise<DamagedLine> => {
  const manager = await peer.start()
  // Several appliances of one stand-in share its address.
  const [first = ''] = manager.address.url.split(',')
  const upstream = new URL(first)
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
  const url = manager.address.url.replaceAll(upstream.origin, `http://127.0.0.1:${address.port}`)
  const proxy: DamagedLine = {
    target: { address: { ...manager.address, url, pins: [] }, secret: manager.secret },
    secretTexts: manager.secretTexts,
    damaging: () => null,
    withheld: () => false,
    requests: [],
    stop: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await agent.destroy()
      // A peer may complain of what damaged answers made the driver ask.
      await manager.stop().catch(() => undefined)
    },
  }
  return proxy
}
