import { type IncomingMessage, createServer } from 'node:http'
import { loadPveSchema, type PveMethod } from './pve-schema'

export interface PveCall {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly headers: IncomingMessage['headers']
}

/** What an answer is made of; `data` alone is a 200. `reason` travels in the status line, as Proxmox VE does it. */
export interface PveReply {
  readonly status?: number
  readonly reason?: string
  readonly data?: unknown
  readonly errors?: Readonly<Record<string, string>>
  /** Sent as it is, instead of the JSON envelope. */
  readonly raw?: string
  /** Breaks the connection instead of answering. */
  readonly breaks?: true
}

export interface ScriptedPve {
  readonly url: string
  /** Everything that was asked, in order. */
  readonly calls: readonly PveCall[]
  /** Deviations from the official API schema, of calls and of successful answers alike. Empty where the schema is not at hand. */
  readonly problems: readonly string[]
  close(): Promise<void>
}

const methodOf = (text: string): PveMethod | null =>
  text === 'GET' || text === 'POST' || text === 'PUT' || text === 'DELETE' ? text : null

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ''
  request.setEncoding('utf8')
  for await (const chunk of request) text += String(chunk)
  return text
}

export interface ScriptedPveOptions {
  /** False for recordings of versions older than the schema: then only calls are held against it. */
  readonly checkAnswers?: boolean
}

/** A cluster as it is installed sets no network apart for migrations. */
const defaultOf = ({ method, path }: PveCall): PveReply | undefined =>
  method === 'GET' && path === '/cluster/options' ? { data: {} } : undefined

/** The REST API of Proxmox VE on loopback, answering what the test says. An unexpected call is answered with 501 and is a problem. */
export const scriptedPve = async (
  answer: (call: PveCall) => PveReply | undefined | Promise<PveReply | undefined>,
  { checkAnswers = true }: ScriptedPveOptions = {},
): Promise<ScriptedPve> => {
  const schema = loadPveSchema()
  const calls: PveCall[] = []
  const problems: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://localhost')
      const method = methodOf(request.method ?? '')
      const path = decodeURIComponent(url.pathname.replace(/^\/api2\/json/, ''))
      const encoded = url.pathname.replace(/^\/api2\/json/, '')
      const params = { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(new URLSearchParams(await read(request))) }
      const call: PveCall = { method: request.method ?? '', path, params, headers: request.headers }
      calls.push(call)
      if (method !== null) problems.push(...(schema?.validateCall(method, encoded, params) ?? []))
      const reply = (await answer(call)) ?? defaultOf(call)
      if (reply === undefined) problems.push(`${call.method} ${path}: the test does not expect this call`)
      if (reply?.breaks === true) return void request.socket.destroy()
      const status = reply === undefined ? 501 : (reply.status ?? 200)
      if (status === 200 && method !== null && reply?.raw === undefined && checkAnswers)
        problems.push(...(schema?.validateReturn(method, encoded, reply?.data ?? null) ?? []))
      response.writeHead(status, (reply?.reason ?? (status === 200 ? 'OK' : 'not expected')).replaceAll('\n', ' '))
      response.end(
        reply?.raw ?? JSON.stringify({ data: reply?.data ?? null, ...(reply?.errors ? { errors: reply.errors } : {}) }),
      )
    })()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    problems,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
