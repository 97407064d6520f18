import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { Agent, DecoratorHandler, buildConnector, request as send } from 'undici'
import type { Dispatcher } from 'undici'
import { normalFingerprint } from '../../../domain/fingerprint'
import { callDeadline } from '../call-deadline'
import { type CallOptions, type DriverResult, ok, refused } from '../../ports'
import { certificateRefusal } from './certificate'
import { requestFailure } from './failure'

export interface HttpsTarget {
  /** https://host[:port]; http:// only for this machine itself, e.g. the end of an SSH tunnel. */
  readonly url: string
  readonly defaultPort: number
  /** Accepted SHA-256 fingerprints; none: the certificate must be signed by a trusted authority and name the host. */
  readonly pins: readonly string[]
  readonly connections: number
  /** More trusted authorities, PEM; they replace the system's. */
  readonly authorities?: string
}

export interface HttpsRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** True where the request changes something there: a lost answer then leaves the outcome unknown. */
  readonly changes: boolean
}

export interface HttpsAnswer {
  readonly status: number
  /** The reason phrase: some managers put their error message there. */
  readonly statusText: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface HttpsClient {
  /** "host:port", for messages. */
  readonly server: string
  request(request: HttpsRequest, options: CallOptions): Promise<DriverResult<HttpsAnswer>>
  close(): Promise<void>
}

const LARGEST_ANSWER_BYTES = 128 * 1024 * 1024
/** A connection that takes longer than this is given up, so that no sockets pile up before a dead server. */
const CONNECT_MS = 5_000
/** Shorter than servers keep idle connections, so that a request is not written to one that is just being closed. */
const IDLE_CONNECTION_MS = 2_000

/** What a header may hold (RFC 9110). Sending anything else would throw, and undici would never use that connection again. */
const SENDABLE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

const isThisMachine = (hostname: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)

const parsedUrl = (target: HttpsTarget): DriverResult<URL> => {
  const hint = `Write it as https://name:${target.defaultPort}.`
  const text = /^[a-z]+:\/\//i.test(target.url) ? target.url : `https://${target.url}`
  if (!URL.canParse(text)) return refused('The address is not a URL.', hint)
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return refused('The address holds a user name or a password.', hint)
  if (url.protocol === 'http:' && !isThisMachine(url.hostname))
    return refused(`${url.host} would be reached without encryption.`, hint)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refused('The address is not an https:// URL.', hint)
  const explicitPort = /^[a-z]+:\/\/[^/]*:\d+(\/|$)/i.test(text)
  if (!explicitPort) url.port = String(target.defaultPort)
  return ok(url)
}

const pinsOf = (pins: readonly string[]): DriverResult<readonly string[]> => {
  const normal = pins.map(normalFingerprint)
  const good = normal.filter((pin) => pin !== null)
  return good.length === normal.length
    ? ok(good)
    : refused('A pinned fingerprint is not a SHA-256 fingerprint.', 'Write it as 32 pairs of hexadecimal digits: AA:BB:…')
}

/** `sockets` holds the connections in the making: closing an agent does not end those. */
const agentFor = (target: HttpsTarget, pins: readonly string[], sockets: Set<Socket>): Agent => {
  const connect = buildConnector({
    // Judged below, so that the fingerprint can be told to people. No resumed sessions: they carry no certificate.
    rejectUnauthorized: false,
    maxCachedSessions: 0,
    timeout: CONNECT_MS,
    ...(target.authorities === undefined ? {} : { ca: target.authorities }),
  })
  const judged: buildConnector.connector = (options, callback) => {
    const begun: unknown = connect(options, (...result) => {
      if (begun instanceof Socket) sockets.delete(begun)
      const [error, socket] = result
      if (error !== null || !(socket instanceof TLSSocket)) return callback(...result)
      const refusal = certificateRefusal(socket, pins)
      if (refusal === null) return callback(...result)
      socket.destroy()
      return callback(refusal, null)
    })
    if (begun instanceof Socket) sockets.add(begun)
  }
  return new Agent({
    connections: target.connections,
    pipelining: 1,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
    maxResponseSize: LARGEST_ANSWER_BYTES,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: judged,
  })
}

/** Tells when a request is about to be written to an open connection: before that, it certainly did not arrive. */
const watchSending = (handler: Dispatcher.DispatchHandler, onSent: () => void): Dispatcher.DispatchHandler => {
  const inner: Dispatcher.DispatchHandler = new DecoratorHandler(handler)
  return {
    onRequestStart: (controller, context) => {
      onSent()
      inner.onRequestStart?.(controller, context)
    },
    onResponseStart: (...response) => inner.onResponseStart?.(...response),
    onResponseData: (...data) => inner.onResponseData?.(...data),
    onResponseEnd: (...end) => inner.onResponseEnd?.(...end),
    onResponseError: (...problem) => inner.onResponseError?.(...problem),
  }
}

export const openHttps = (target: HttpsTarget): HttpsClient => {
  const url = parsedUrl(target)
  const pins = pinsOf(target.pins)
  const server = url.kind === 'ok' ? url.value.host : 'the manager'
  const connecting = new Set<Socket>()
  let agent: Agent | null = null
  let closed = false

  const attempt = async (address: URL, accepted: readonly string[], request: HttpsRequest, options: CallOptions) => {
    agent ??= agentFor(target, accepted, connecting)
    let sent = false
    const deadline = callDeadline(options)
    const dispatcher = agent.compose(
      (dispatch) => (opts, handler) =>
        dispatch(
          opts,
          watchSending(handler, () => (sent = true)),
        ),
    )
    // An abort ends a request on an open connection; one that still waits for its connection is left behind, never to be written.
    const aborted = new Promise<never>((_done, fail) => {
      deadline.signal.addEventListener('abort', () => fail(new Error('aborted')), { once: true })
      if (deadline.signal.aborted) fail(new Error('aborted'))
    })
    const exchange = async (): Promise<HttpsAnswer> => {
      const answer = await send(new URL(request.path, address), {
        method: request.method,
        headers: { ...request.headers },
        body: request.body,
        dispatcher,
        signal: deadline.signal,
      })
      const { statusCode: status, statusText, headers } = answer
      return { status, statusText, headers, body: await answer.body.text() }
    }
    try {
      return { result: ok(await Promise.race([exchange(), aborted])), retry: false }
    } catch (error) {
      const ended = deadline.ended()
      const failure = requestFailure(server, error, { sent, changes: request.changes, ended, deadlineMs: options.deadlineMs })
      // A kept connection may have been closed by the server just as it was used; reading again does no harm.
      return { result: failure, retry: sent && !request.changes && ended === null && failure.kind === 'unreachable' }
    } finally {
      deadline.dispose()
    }
  }

  return {
    server,
    async request(request, options) {
      if (url.kind !== 'ok') return url
      if (pins.kind !== 'ok') return pins
      const unsendable = Object.entries(request.headers).find(([, value]) => !SENDABLE.test(value))
      if (unsendable !== undefined)
        return refused(
          `What ${server} would be sent as "${unsendable[0]}" holds characters that HTTP does not allow.`,
          'Enter the user, password or token again, without line breaks; if it was the manager that gave it, look at what stands in between.',
        )
      if (closed) return refused(`The session with ${server} is closed.`, 'Open a new one.')
      const startedAtMs = performance.now()
      const first = await attempt(url.value, pins.value, request, options)
      const leftMs = options.deadlineMs - (performance.now() - startedAtMs)
      if (!first.retry || leftMs <= 0 || closed) return first.result
      return (await attempt(url.value, pins.value, request, { ...options, deadlineMs: leftMs })).result
    },
    async close() {
      closed = true
      const closing = agent
      agent = null
      for (const socket of connecting) socket.destroy()
      await closing?.destroy()
    },
  }
}
