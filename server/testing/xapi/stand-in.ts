import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { z } from 'zod'
import { testAuthority, type TestAuthority, type TestCertificate } from '../certificates'
import { loadClassList, type ClassList } from './class-list'
import { PoolState, type PoolFault } from './pool-state'
import { smallPool, type PoolRecords } from './pool-records'

export interface Seen {
  readonly method: string
  /** Without the session. */
  readonly args: readonly unknown[]
}

/** What a test puts in an answer's place. `broken`: the connection ends. `silence`: nothing ever comes. */
export type Instead = PoolFault | { readonly raw: string; readonly status?: number } | 'broken' | 'silence'

export interface StandIn {
  readonly url: string
  readonly port: number
  readonly fingerprint: string
  readonly state: PoolState
  readonly calls: readonly Seen[]
  /** Calls that the API's own class list does not know so; must stay empty. */
  readonly problems: readonly string[]
  /** Undefined: the usual answer. */
  instead: (seen: Seen) => Instead | undefined
  methods(): string[]
  close(): Promise<void>
}

export const account = { user: 'ridethrough', password: 'right-secret' }

const requestSchema = z.object({ method: z.string(), params: z.array(z.unknown()), id: z.unknown() })

/** The role that the driver asks for must do for all that it does. */
const ROLE = 'pool-operator'

const isFault = (instead: Instead): instead is PoolFault => typeof instead === 'object' && 'code' in instead

const made: { authority?: TestAuthority; usual?: TestCertificate } = {}
/** Another than the stand-ins usually have. */
export const otherCertificate = (): TestCertificate => (made.authority ??= testAuthority()).issue()
const usualCertificate = (): TestCertificate => (made.usual ??= otherCertificate())

/** Fields that the API's classes do not have. */
const problemsOfRecords = (records: PoolRecords, classes: ClassList): string[] =>
  Object.entries(records).flatMap(([name, all]) =>
    Object.values(all).flatMap((record) =>
      Object.keys(record)
        .filter((field) => classes.fieldType(name, field) === null)
        .map((field) => `${name}.${field}: no such field`),
    ),
  )

/** A pool's master on loopback, without a certificate in clear (which is quicker): the JSON-RPC of the toolstack over a made pool. */
export const startStandIn = async (
  records: PoolRecords = smallPool(),
  certificate: TestCertificate | null = usualCertificate(),
): Promise<StandIn> => {
  const classes = loadClassList()
  const state = new PoolState(records, account)
  const calls: Seen[] = []
  const problems = classes === null ? [] : problemsOfRecords(records, classes)
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, params, id } = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      if (request.url !== '/jsonrpc' || request.method !== 'POST') problems.push(`${request.method} ${request.url}`)
      // VM groups came after the class list at hand; a pool without them does not know the call.
      const isNewer = method.startsWith('VM_group.')
      if (classes !== null && !isNewer) problems.push(...classes.problemsOfCall(method, params))
      if (classes?.rolesOf(method)?.includes(ROLE) === false) problems.push(`${method}: the role ${ROLE} may not`)
      const isLogin = method === 'session.login_with_password'
      const seen = { method, args: isLogin ? params : params.slice(1) }
      calls.push(seen)
      const instead = standIn.instead(seen)
      if (instead === 'silence') return
      if (instead === 'broken') return void request.socket.destroy()
      response.setHeader('content-type', 'application/json')
      if (instead !== undefined && !isFault(instead)) {
        response.statusCode = instead.status ?? 200
        return void response.end(instead.raw)
      }
      const outcome = instead ?? state.answer(method, params)
      const body =
        outcome !== null && typeof outcome === 'object' && 'code' in outcome
          ? { error: { code: 1, message: outcome.code, data: outcome.params ?? [] } }
          : { result: outcome.result }
      response.end(JSON.stringify({ jsonrpc: '2.0', ...body, id }))
    })
  }
  const server =
    certificate === null ? createHttp(listener) : createHttps({ key: certificate.key, cert: certificate.cert }, listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const standIn: StandIn = {
    url: `${certificate === null ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    port: address.port,
    fingerprint: certificate?.fingerprint ?? '',
    state,
    calls,
    problems,
    instead: () => undefined,
    methods: () => calls.map((seen) => seen.method),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
  return standIn
}
