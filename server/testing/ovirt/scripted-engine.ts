import { type IncomingMessage, createServer as createHttp } from 'node:http'
import { createServer } from 'node:https'
import { type Socket } from 'node:net'
import { type TestCertificate, testAuthority } from '../certificates'

export interface EngineCall {
  readonly method: string
  /** Behind `/ovirt-engine/api`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface EngineReply {
  readonly status?: number
  readonly xml?: string
  /** Breaks the connection instead of answering. */
  readonly breaks?: true
  /** Never answers. */
  readonly hangs?: true
}

export interface ScriptedEngine {
  readonly url: string
  readonly fingerprint: string
  /** Every call of the API, in order, without signing in and out. */
  readonly calls: readonly EngineCall[]
  /** Calls that an engine does not understand. */
  readonly problems: readonly string[]
  /** Tokens given out and not yet revoked. */
  readonly tokens: ReadonlySet<string>
  readonly signIns: () => number
  /** Throws every session out. */
  expire(): void
  close(): Promise<void>
}

export interface EngineAccount {
  readonly user: string
  readonly password: string
}

let issued: TestCertificate | null = null
const certificate = (): TestCertificate => (issued ??= testAuthority().issue())

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) text += String(chunk)
  return text
}

export interface EngineOptions {
  /** Another certificate than the usual one of this test run. */
  readonly certificate?: TestCertificate
  /** What is answered to a sign-in instead: status and body. Undefined: what an engine answers. */
  readonly signIn?: () => readonly [number, unknown] | undefined
  /** Without TLS: for clients that take no pins. */
  readonly plain?: boolean
  /** Where problems are noted. */
  readonly problems?: string[]
}

/** The REST API of an engine on loopback: signs in as it does, and answers what the test says. */
export const scriptedEngine = async (
  account: EngineAccount,
  answer: (call: EngineCall) => EngineReply | undefined | Promise<EngineReply | undefined>,
  options: EngineOptions = {},
): Promise<ScriptedEngine> => {
  const tls = options.certificate ?? certificate()
  const tokens = new Set<string>()
  const calls: EngineCall[] = []
  const problems = options.problems ?? []
  let signIns = 0

  const signIn = (form: URLSearchParams): readonly [number, unknown] => {
    signIns += 1
    const instead = options.signIn?.()
    if (instead !== undefined) return instead
    if (form.get('grant_type') !== 'password' || form.get('scope') !== 'ovirt-app-api') {
      problems.push(`sign-in with grant ${form.get('grant_type')} and scope ${form.get('scope')}`)
      return [400, { error: 'unsupported', error_code: 'unsupported_grant_type' }]
    }
    if (form.get('username') !== account.user || form.get('password') !== account.password)
      return [
        400,
        {
          error: `Cannot authenticate user '${form.get('username')}': the user name or password is incorrect.`,
          error_code: 'access_denied',
        },
      ]
    const token = `token-${tokens.size + signIns}-${Math.random().toString(36).slice(2)}`
    tokens.add(token)
    return [200, { access_token: token, scope: 'ovirt-app-api', exp: '9223372036854775807', token_type: 'bearer' }]
  }

  const isSignedIn = ({ authorization }: IncomingMessage['headers']): boolean =>
    tokens.has(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '') ||
    authorization === `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`

  const handler: Parameters<typeof createHttp>[1] = (request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'https://engine')
      const body = await read(request)
      const json = ([status, value]: readonly [number, unknown]) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
      if (url.pathname === '/ovirt-engine/sso/oauth/token') return void json(signIn(new URLSearchParams(body)))
      if (url.pathname === '/ovirt-engine/services/sso-logout') {
        tokens.delete(new URLSearchParams(body).get('token') ?? '')
        return void json([200, {}])
      }
      if (!url.pathname.startsWith('/ovirt-engine/api')) return void response.writeHead(404).end('<html>Not Found</html>')
      if (!isSignedIn(request.headers)) return void response.writeHead(401).end()
      const path = url.pathname.replace(/^\/ovirt-engine\/api\/?/, '/')
      const query = Object.fromEntries(url.searchParams)
      const call = { method: request.method ?? '', path, query, headers: request.headers, body }
      calls.push(call)
      const reply = await answer(call)
      if (reply === undefined) problems.push(`${call.method} ${path}: not expected`)
      if (reply?.hangs === true) return
      if (reply?.breaks === true) return void request.socket.destroy()
      response.writeHead(reply?.status ?? (reply === undefined ? 404 : 200), {
        'content-type': 'application/xml;charset=UTF-8',
        ...(call.headers['correlation-id'] === undefined ? {} : { 'correlation-id': call.headers['correlation-id'] }),
      })
      response.end(reply?.xml ?? '')
    })()
  }

  const server = options.plain === true ? createHttp(handler) : createServer({ key: tls.key, cert: tls.cert }, handler)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `${options.plain === true ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    fingerprint: tls.fingerprint,
    calls,
    problems,
    tokens,
    signIns: () => signIns,
    expire: () => tokens.clear(),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
