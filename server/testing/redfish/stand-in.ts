import { type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import { randomUUID } from 'node:crypto'
import { testAuthority } from '../certificates'

type Resources = Map<string, Record<string, unknown>>

export interface RedfishStandIn {
  readonly url: string
  readonly fingerprint: string
  /** By path without a slash at its end; what is put here is answered. */
  readonly resources: Resources
  /** "GET /redfish/v1/Systems", those with a body followed by it; passwords are left out. */
  readonly requests: readonly string[]
  readonly openSessions: ReadonlySet<string>
  /** Answers first; null: as it would. `'cut'`: the connection breaks instead of an answer. */
  before: ((request: string) => { readonly status: number; readonly body: string } | 'cut' | null) | null
  endSessions(): void
  close(): Promise<void>
}

export interface RedfishOptions {
  readonly account: { readonly user: string; readonly password: string }
  /** False: every request brings the password. */
  readonly hasSessions?: boolean
}

const SESSIONS = '/redfish/v1/SessionService/Sessions'
const RESET = /^(\/redfish\/v1\/Systems\/[^/]+)\/Actions\/ComputerSystem\.Reset$/

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

const jsonOf = (body: string): Record<string, unknown> => {
  const parsed: unknown = JSON.parse(body === '' ? '{}' : body)
  return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
}

/** A Redfish service over given resources: sessions, ComputerSystem.Reset, and nothing else that changes anything. */
export const startRedfish = async (resources: Resources, options: RedfishOptions): Promise<RedfishStandIn> => {
  const { account, hasSessions = true } = options
  const certificate = testAuthority().issue()
  const requests: string[] = []
  const tokens = new Map<string, string>()
  const openSessions = new Set<string>()
  const sockets = new Set<Socket>()

  const isKnown = ({ headers }: IncomingMessage): boolean => {
    const basic = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`
    const token = headers['x-auth-token']
    return headers.authorization === basic || (typeof token === 'string' && tokens.has(token))
  }
  const send = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body === null ? '' : JSON.stringify(body))
  }
  const error = (response: ServerResponse, status: number, message: string) =>
    send(response, status, { error: { code: 'Base.1.0.GeneralError', message } })

  const signIn = (body: string, response: ServerResponse) => {
    const { UserName: user, Password: password } = jsonOf(body)
    if (user !== account.user || password !== account.password) return error(response, 401, 'Invalid credentials')
    const [token, path] = [randomUUID(), `${SESSIONS}/${randomUUID()}`]
    tokens.set(token, path)
    openSessions.add(path)
    return send(response, 201, { '@odata.id': path }, { 'x-auth-token': token, location: path })
  }
  const reset = (path: string, type: unknown, response: ServerResponse) => {
    const system = resources.get(path)
    if (system === undefined) return error(response, 404, 'No such system')
    const power = type === 'On' || type === 'ForceOn' || type === 'PowerCycle' ? 'On' : 'Off'
    resources.set(path, { ...system, PowerState: power })
    return send(response, 204, null)
  }

  const answer = (request: IncomingMessage, path: string, body: string, response: ServerResponse) => {
    if (request.method === 'POST' && path === SESSIONS)
      return hasSessions ? signIn(body, response) : error(response, 404, 'No sessions')
    if (path !== '/redfish/v1' && !isKnown(request)) return error(response, 401, 'Sign in first')
    if (request.method === 'DELETE') {
      for (const [token, session] of tokens) if (session === path) tokens.delete(token)
      return openSessions.delete(path) ? send(response, 204, null) : error(response, 404, 'No such session')
    }
    if (request.method === 'POST') {
      const system = RESET.exec(path)?.[1]
      return system === undefined ? error(response, 405, 'Not allowed') : reset(system, jsonOf(body).ResetType, response)
    }
    const resource = resources.get(path)
    return resource === undefined ? error(response, 404, `No resource at ${path}`) : send(response, 200, resource)
  }

  const standIn: { -readonly [Key in keyof RedfishStandIn]: RedfishStandIn[Key] } = {
    url: '',
    fingerprint: certificate.fingerprint,
    resources,
    requests,
    openSessions,
    before: null,
    endSessions: () => tokens.clear(),
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((done) => server.close(() => done()))
    },
  }
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    void bodyOf(request).then((body) => {
      const path = (request.url ?? '').split('?')[0]?.replace(/\/$/, '') ?? ''
      const what = `${request.method} ${path}${path === SESSIONS || body === '' ? '' : ` ${body}`}`
      requests.push(what)
      const instead = standIn.before?.(what) ?? null
      if (instead === 'cut') return request.socket.destroy()
      if (instead === null) return answer(request, path, body, response)
      response.writeHead(instead.status, { 'content-type': 'application/json' })
      return response.end(instead.body)
    })
  })
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => socket.destroy())))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  standIn.url = `https://127.0.0.1:${address.port}`
  return standIn
}
