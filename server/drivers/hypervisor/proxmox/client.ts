import { z } from 'zod'
import type { ManagerSecret } from '../../../domain/manager'
import { type CallOptions, refused, unreachable } from '../../ports'
import { budgetOf, callDeadline } from '../../protocols/call-deadline'
import type { HttpsAnswer, HttpsClient } from '../../protocols/https/https-client'
import { parseJsonInTurns } from '../../protocols/json-in-turns'
import { Turns } from '../../protocols/turns'
import { type PveFailure, type PveResult, notProxmox, notReadInTime, other, statusFailure, unreadableAnswer } from './failure'
import { ticketSchema } from './wire'

export type Parameters = Readonly<Record<string, string | number | boolean>>
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One cluster's REST API, signed in. `path` has no `/api2/json`; its variable parts are encoded by the caller with `segment`. */
export interface PveClient {
  get<T>(path: string, query: Parameters, schema: z.ZodType<T>, options: CallOptions): Promise<PveResult<T>>
  post<T>(path: string, body: Parameters, schema: z.ZodType<T>, options: CallOptions): Promise<PveResult<T>>
  put<T>(path: string, body: Parameters, schema: z.ZodType<T>, options: CallOptions): Promise<PveResult<T>>
  delete<T>(path: string, schema: z.ZodType<T>, options: CallOptions): Promise<PveResult<T>>
  close(): Promise<void>
}

/** Tickets live two hours; half of that leaves room for a manager that does not answer for a while. */
const TICKET_LIFE_MS = 60 * 60_000

export const segment = (value: string | number): string => encodeURIComponent(String(value))

const formOf = (parameters: Parameters): string =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, typeof value === 'boolean' ? (value ? '1' : '0') : String(value)]),
  ).toString()

const envelopeSchema = z
  .object({
    data: z.unknown(),
    errors: z.record(z.string(), z.unknown()).nullish(),
    message: z.string().nullish(),
  })
  .refine((envelope) => 'data' in envelope)

const reasonOf = (answer: HttpsAnswer, envelope: z.infer<typeof envelopeSchema> | null): string => {
  const errors = Object.entries(envelope?.errors ?? {}).map(([name, problem]) => `${name}: ${String(problem).trim()}`)
  return [(envelope?.message ?? answer.statusText).trim().replace(/\.$/, ''), ...errors].filter((part) => part !== '').join('; ')
}

interface Ticket {
  readonly headers: Readonly<Record<string, string>>
  readonly madeAtMs: number
}

export const openPveClient = (endpoints: readonly HttpsClient[], secret: ManagerSecret): PveClient => {
  let preferred = 0
  let ticket: Ticket | null = null
  let signingIn: Promise<PveResult<Ticket>> | null = null

  /** No secret leaves in a message, not even when the server echoes it. */
  const hidden = (): string[] =>
    [
      secret.kind === 'password' ? secret.password : secret.kind === 'api-token' ? secret.token : '',
      ...Object.values(ticket?.headers ?? {}),
    ].filter((value) => value.length >= 3)
  const censored = <F extends PveFailure>(failure: F): F => ({
    ...failure,
    message: hidden().reduce((message, value) => message.replaceAll(value, '…'), failure.message),
  })

  /** Any node answers for the whole cluster: the next one is asked where the request certainly did not arrive. */
  const exchange = async (
    method: Method,
    path: string,
    parameters: Parameters,
    headers: Readonly<Record<string, string>>,
    changes: boolean,
    options: CallOptions,
  ): Promise<{ readonly server: string; readonly answer: HttpsAnswer } | PveFailure> => {
    const budget = budgetOf(options)
    const form = formOf(parameters)
    let failure: PveFailure = other(unreachable('There was no time left to ask Proxmox VE.', 'Ask again.'))
    for (let tried = 0; tried < endpoints.length; tried += 1) {
      const index = (preferred + tried) % endpoints.length
      const endpoint = endpoints[index]
      if (endpoint === undefined) break
      const left = budget()
      if (left.deadlineMs === 0 || options.signal?.aborted) break
      const inBody = method === 'POST' || method === 'PUT'
      const result = await endpoint.request(
        {
          method,
          path: `/api2/json${path}${!inBody && form !== '' ? `?${form}` : ''}`,
          headers: { ...headers, ...(inBody ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
          body: inBody ? form : null,
          changes,
        },
        { ...left, deadlineMs: left.deadlineMs / (endpoints.length - tried) },
      )
      if (result.kind === 'ok') {
        preferred = index
        return { server: endpoint.server, answer: result.value }
      }
      failure = other(result)
      if (result.kind !== 'unreachable') break
    }
    return failure
  }

  const understand = async <T>(
    { server, answer }: { readonly server: string; readonly answer: HttpsAnswer },
    schema: z.ZodType<T>,
    changes: boolean,
    options: CallOptions,
  ): Promise<PveResult<T>> => {
    // What was changed is told in few words; and it was changed, also where the time is over now.
    const turns = new Turns(changes ? undefined : options)
    const envelope = envelopeSchema.safeParse(await parseJsonInTurns(answer.body, turns))
    if (turns.hasEnded) return notReadInTime()
    if (answer.status < 200 || answer.status > 299) {
      const authentic = envelope.success || answer.status >= 595 || answer.status === 401 || answer.status === 403
      if (!authentic && answer.status < 500) return notProxmox(server, answer.status)
      return statusFailure(server, answer.status, reasonOf(answer, envelope.success ? envelope.data : null), changes)
    }
    if (!envelope.success) return changes ? unreadableAnswer(server, true, 'no JSON') : notProxmox(server, answer.status)
    const data = schema.safeParse(envelope.data.data)
    if (data.success) return { kind: 'ok', value: data.data }
    return unreadableAnswer(server, changes, data.error.issues[0]?.path.join('.') ?? '')
  }

  const signIn = async (options: CallOptions): Promise<PveResult<Ticket>> => {
    if (secret.kind !== 'password')
      return other(refused('An SSH key cannot sign in to Proxmox VE.', 'Give an API token, or a user and a password.'))
    const username = secret.user.includes('@') ? secret.user : `${secret.user}@pam`
    const budget = budgetOf(options)
    const reply = await exchange('POST', '/access/ticket', { username, password: secret.password }, {}, false, budget())
    if ('kind' in reply) return reply
    const parsed = await understand(reply, ticketSchema, false, budget())
    if (parsed.kind !== 'ok') return parsed
    if (parsed.value.NeedTFA)
      return other(refused(`${username} needs a second factor.`, 'Use an API token: it works without one, also in an outage.'))
    if (parsed.value.ticket === null) return unreadableAnswer(reply.server, false, 'no ticket')
    const csrf = parsed.value.CSRFPreventionToken
    const headers = { cookie: `PVEAuthCookie=${parsed.value.ticket}`, ...(csrf === null ? {} : { csrfpreventiontoken: csrf }) }
    return { kind: 'ok', value: { headers, madeAtMs: performance.now() } }
  }

  /** Waits for another call's sign-in, but no longer than this call may take. */
  const joinedSignIn = async (other: Promise<PveResult<Ticket>>, options: CallOptions): Promise<PveResult<Ticket> | null> => {
    const deadline = callDeadline(options)
    const gaveUp = new Promise<null>((done) => deadline.signal.addEventListener('abort', () => done(null), { once: true }))
    try {
      return await Promise.race([other, gaveUp])
    } finally {
      deadline.dispose()
    }
  }

  /** Calls at the same time share one sign-in; if it failed for the one who began it (e.g. cancelled), the next tries itself. */
  const signedIn = async (options: CallOptions): Promise<PveResult<Readonly<Record<string, string>>>> => {
    if (secret.kind === 'api-token')
      return { kind: 'ok', value: { authorization: `PVEAPIToken=${secret.tokenId}=${secret.token}` } }
    if (ticket !== null && performance.now() - ticket.madeAtMs < TICKET_LIFE_MS) return { kind: 'ok', value: ticket.headers }
    const budget = budgetOf(options)
    const joined = signingIn === null ? null : await joinedSignIn(signingIn, options)
    const result = joined?.kind === 'ok' || joined?.kind === 'refused' ? joined : await (signingIn = signIn(budget()))
    signingIn = null
    if (result.kind !== 'ok') return result
    ticket = result.value
    return { kind: 'ok', value: ticket.headers }
  }

  const call = async <T>(
    method: Method,
    path: string,
    parameters: Parameters,
    schema: z.ZodType<T>,
    options: CallOptions,
  ): Promise<PveResult<T>> => {
    const changes = method !== 'GET'
    const budget = budgetOf(options)
    for (let again = false; ; again = true) {
      if (budget().deadlineMs === 0) return other(unreachable('There was no time left to ask Proxmox VE.', 'Ask again.'))
      const headers = await signedIn(budget())
      if (headers.kind !== 'ok') return censored(headers)
      const reply = await exchange(method, path, parameters, headers.value, changes, budget())
      if ('kind' in reply) return censored(reply)
      // A ticket that ran out: nothing was done, so signing in again and repeating is safe.
      if (reply.answer.status === 401 && secret.kind === 'password' && !again) {
        ticket = null
        continue
      }
      const result = await understand(reply, schema, changes, budget())
      return result.kind === 'ok' ? result : censored(result)
    }
  }

  return {
    get: (path, query, schema, options) => call('GET', path, query, schema, options),
    post: (path, body, schema, options) => call('POST', path, body, schema, options),
    put: (path, body, schema, options) => call('PUT', path, body, schema, options),
    delete: (path, schema, options) => call('DELETE', path, {}, schema, options),
    close: async () => {
      ticket = null
      await Promise.all(endpoints.map((endpoint) => endpoint.close()))
    },
  }
}
