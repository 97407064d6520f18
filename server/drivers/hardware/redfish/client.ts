import type { z } from 'zod'
import type { HardwareSecret } from '../../../domain/hardware'
import { type CallOptions, type DriverFailure, refused, unknownOutcome, unreachable, unsupported } from '../../ports'
import { CallFailed } from '../../protocols/call-failed'
import type { HttpsAnswer, HttpsClient } from '../../protocols/https/https-client'
import { errorSchema } from './wire'

export type Account = Extract<HardwareSecret, { kind: 'password' }>

const SESSIONS = '/redfish/v1/SessionService/Sessions'
const SIGN_OUT_WITHIN_MS = 1_500

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A resource that is not there, or cannot be read just now: the others are still read. */
export class ResourceFailed extends CallFailed {}

const saidBy = (answer: HttpsAnswer): string => {
  const parsed = errorSchema.safeParse(jsonOf(answer.body))
  if (!parsed.success) return answer.statusText
  const { message, '@Message.ExtendedInfo': more } = parsed.data.error
  const words = more.map((info) => info.Message ?? info.MessageId).filter((word) => word !== null)
  return (words.length > 0 ? words.join(' ') : (message ?? answer.statusText)).slice(0, 300)
}

/** A token of the session service, or the password itself where the service has no sessions. */
type Ticket = { readonly headers: Readonly<Record<string, string>>; readonly session: string | null }

/** One BMC's Redfish service, signed in. */
export class RedfishClient {
  readonly #https: HttpsClient
  readonly #account: Account
  #ticket: Ticket | null = null
  #signingIn: Promise<Ticket> | null = null

  constructor(https: HttpsClient, account: Account) {
    this.#https = https
    this.#account = account
  }

  get server(): string {
    return this.#https.server
  }

  /** The root is the only resource that everybody may read. */
  async root<T>(schema: z.ZodType<T>, options: CallOptions): Promise<T> {
    return this.#parsed(await this.#exchange('GET', '/redfish/v1/', null, {}, false, options), schema)
  }

  async get<T>(path: string, schema: z.ZodType<T>, budget: () => CallOptions): Promise<T> {
    return this.#parsed(await this.#signedIn('GET', path, null, budget), schema)
  }

  /** Answers where the service took it. */
  async post(path: string, body: unknown, budget: () => CallOptions): Promise<void> {
    await this.#signedIn('POST', path, JSON.stringify(body), budget)
  }

  async close(): Promise<void> {
    const ticket = this.#ticket
    this.#ticket = null
    // Services have few sessions, and end those that nobody closed only after half an hour.
    if (ticket?.session != null)
      await this.#https.request(
        { method: 'DELETE', path: ticket.session, headers: ticket.headers, body: null, changes: true },
        { deadlineMs: SIGN_OUT_WITHIN_MS },
      )
    await this.#https.close()
  }

  async #signedIn(method: 'GET' | 'POST', path: string, body: string | null, budget: () => CallOptions): Promise<HttpsAnswer> {
    for (let again = false; ; again = true) {
      const ticket = (this.#ticket ??= await this.#signInOnce(budget))
      const answer = await this.#exchange(method, path, body, ticket.headers, method === 'POST', budget())
      if (answer.status >= 200 && answer.status <= 299) return answer
      // A session that ran out: nothing was done, so signing in again and repeating is safe.
      if (answer.status === 401 && ticket.session !== null && !again) {
        if (this.#ticket === ticket) this.#ticket = null
        continue
      }
      throw this.#refusal(answer, method === 'POST')
    }
  }

  /** Calls at the same time share one sign-in. */
  async #signInOnce(budget: () => CallOptions): Promise<Ticket> {
    const begun = this.#signingIn ?? this.#signIn(budget)
    this.#signingIn = begun
    try {
      return await begun
    } finally {
      if (this.#signingIn === begun) this.#signingIn = null
    }
  }

  async #signIn(budget: () => CallOptions): Promise<Ticket> {
    const { user, password } = this.#account
    const body = JSON.stringify({ UserName: user, Password: password })
    const answer = await this.#exchange('POST', SESSIONS, body, {}, false, budget())
    const { 'x-auth-token': token, location } = answer.headers
    if (answer.status >= 200 && answer.status <= 299 && typeof token === 'string')
      return { headers: { 'x-auth-token': token }, session: typeof location === 'string' ? pathOf(location) : null }
    if (answer.status === 400 || answer.status === 401 || answer.status === 403) throw this.#refusal(answer, false)
    if (answer.status >= 500 && answer.status !== 501) throw this.#refusal(answer, false)
    // It has no session service: then the password goes with each request.
    const basic = Buffer.from(`${user}:${password}`).toString('base64')
    return { headers: { authorization: `Basic ${basic}` }, session: null }
  }

  async #exchange(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    headers: Readonly<Record<string, string>>,
    changes: boolean,
    options: CallOptions,
  ): Promise<HttpsAnswer> {
    if (options.deadlineMs <= 0) throw new CallFailed(unreachable(`There was no time left to ask ${this.server}.`, 'Ask again.'))
    const answer = await this.#https.request(
      {
        method,
        path,
        headers: {
          accept: 'application/json',
          'odata-version': '4.0',
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body,
        changes,
      },
      options,
    )
    if (answer.kind === 'ok') return answer.value
    throw new CallFailed(answer)
  }

  #parsed<T>(answer: HttpsAnswer, schema: z.ZodType<T>): T {
    if (answer.status < 200 || answer.status > 299) throw this.#refusal(answer, false)
    const parsed = schema.safeParse(jsonOf(answer.body))
    if (parsed.success) return parsed.data
    throw new ResourceFailed(
      refused(`${this.server} does not answer as a Redfish service does.`, 'Check that this is the address of the BMC.'),
    )
  }

  #refusal(answer: HttpsAnswer, changes: boolean): CallFailed {
    const hidden = [this.#account.password, this.#ticket?.headers['x-auth-token'] ?? ''].filter((word) => word.length >= 3)
    const said = hidden.reduce((words, secret) => words.replaceAll(secret, '…'), saidBy(answer))
    const failure = this.#failure(answer.status, said, changes)
    return answer.status === 401 || answer.status === 403 || changes ? new CallFailed(failure) : new ResourceFailed(failure)
  }

  #failure(status: number, said: string, changes: boolean): DriverFailure {
    const what = `${this.server} answered ${status}${said === '' ? '' : `: ${said}`}`
    if (status === 401)
      return refused(
        `The BMC at ${this.server} does not accept this user name and password.`,
        'Check both, and that the account is not locked.',
      )
    if (status === 403)
      return refused(
        `The account may not do this on the BMC at ${this.server}: ${said}`,
        'Give it the role Operator; ReadOnly is enough for sensors only.',
      )
    if (status === 404 || status === 405 || status === 501)
      return unsupported(what, 'This BMC does not have it: update its firmware, or do without.')
    if (status >= 500)
      return changes
        ? unknownOutcome(what, 'Look at the power state before ordering it again.')
        : unreachable(what, 'It is asked again; if this lasts, restart the BMC.')
    return refused(what, 'Look at the BMC itself.')
  }
}

/** The path of an address that may be whole; null: it leads elsewhere than to sessions. */
const pathOf = (location: string): string | null => {
  const path = location.replace(/^https?:\/\/[^/]+/i, '')
  return /^\/redfish\/v1\/[\w\-./~%]+$/.test(path) ? path : null
}
