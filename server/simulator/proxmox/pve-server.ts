import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'
import { isUp } from '../world/hosts'
import type { World } from '../world/world'
import { Access, type Account } from './access'
import { ApiError } from './api-error'
import { clusterRoutes } from './cluster-routes'
import { guestRoutes } from './guest-routes'
import { nodeRoutes } from './node-routes'
import { findRoute, type Context, type Route } from './route'
import { selfSignedCertificate } from './self-signed-certificate'
import { Tasks } from './tasks'

const PREFIX = '/api2/json'
const routes: readonly Route[] = [...clusterRoutes, ...nodeRoutes, ...guestRoutes]

export interface PveServer {
  readonly url: string
  readonly fingerprint: string
  close(): Promise<void>
}

/** Query and body together; bodies come as forms or as JSON. */
const parametersOf = (url: URL, type: string, body: string): Map<string, string> => {
  const found = new Map(url.searchParams)
  if (body === '') return found
  if (!type.includes('json')) {
    for (const [name, value] of new URLSearchParams(body)) found.set(name, value)
    return found
  }
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null)
      for (const [name, value] of Object.entries(parsed)) found.set(name, String(value))
    return found
  } catch {
    throw new ApiError(400, 'malformed JSON string')
  }
}

const send = (response: ServerResponse, status: number, reason: string, body: unknown): void => {
  const payload = JSON.stringify(body)
  // A status line carries no line breaks.
  response.writeHead(status, reason.replace(/[^\x20-\x7e]+/g, ' '), {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': Buffer.byteLength(payload),
    'cache-control': 'max-age=0',
    server: 'pve-api-daemon/3.0',
  })
  response.end(payload)
}

const handlerOf = (world: World, account: Account, epochMs: number) => {
  const tasks = new Tasks(world, epochMs)
  const access = new Access(account, Date.now)
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const url = new URL(request.url ?? '/', 'https://localhost')
    if (!url.pathname.startsWith(`${PREFIX}/`)) throw new ApiError(404, 'no such file')
    const path = url.pathname.slice(PREFIX.length)
    const given = parametersOf(url, request.headers['content-type'] ?? '', await text(request))
    const method = request.method ?? 'GET'
    if (path === '/access/ticket' && method === 'POST') {
      const name = given.get('username') ?? ''
      const realm = given.get('realm')
      return access.signIn(realm === undefined || name.includes('@') ? name : `${name}@${realm}`, given.get('password') ?? '')
    }
    const user = access.userOf(method, request.headers)
    const { route, params } = findRoute(routes, method, path, given)
    const context: Context = { world, tasks, user, params }
    return route.answer(context)
  }
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (world.state.managerDown === 'hangs') return
    // Every node serves the API; when none is up there is nobody to ask.
    if (![...world.state.hosts.values()].some(isUp)) return void request.socket.destroy()
    try {
      send(response, 200, 'OK', { data: (await answer(request)) ?? null })
    } catch (error) {
      if (error instanceof ApiError) {
        const body = { data: null, message: `${error.message}\n`, ...(error.errors === null ? {} : { errors: error.errors }) }
        return send(response, error.status, error.message, body)
      }
      send(response, 500, error instanceof Error ? error.message : 'internal error', { data: null })
    }
  }
}

const portOf = (server: Server): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the API server has no port')
  return address.port
}

/** The cluster's API on loopback. While the manager "refuses", nothing listens on its port. */
export const startPveServer = async (world: World, account: Account, epochMs: number): Promise<PveServer> => {
  const { keyPem, certificatePem, fingerprint } = selfSignedCertificate('simulated-pve', new Date(epochMs))
  const handler = handlerOf(world, account, epochMs)
  const sockets = new Set<Duplex>()
  const listen = async (port: number): Promise<Server> => {
    const server = createServer({ key: keyPem, cert: certificatePem }, (request, response) => void handler(request, response))
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  const shut = (server: Server): Promise<void> =>
    new Promise((done) => {
      server.close(() => done())
      for (const socket of sockets) socket.destroy()
    })

  let current: Server | null = await listen(0)
  const port = portOf(current)
  let wantsOpen = true
  let change = Promise.resolve()
  const follow = async (): Promise<void> => {
    if (wantsOpen && current === null) current = await listen(port)
    if (wantsOpen || current === null) return
    await shut(current)
    current = null
  }
  const stopWatching = world.onTick(() => {
    const open = world.state.managerDown !== 'refuses'
    if (open === wantsOpen) return
    wantsOpen = open
    change = change.then(follow)
  })
  return {
    url: `https://127.0.0.1:${port}`,
    fingerprint,
    close: async () => {
      stopWatching()
      await change
      if (current !== null) await shut(current)
    },
  }
}
