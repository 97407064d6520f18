import type { z } from 'zod'
import type { ManagerSecret } from '../../../domain/manager'
import { type CallOptions, type DriverFailure, refused, refusedByStranger, unknownOutcome, unreachable } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { HttpsAnswer, HttpsClient } from '../../protocols/https/https-client'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { listSchema, problemSchema, sessionSchema } from './wire'

/** Newest first; version 1 is that of Site Recovery Manager 8. */
const VERSIONS = ['v2', 'v1'] as const
/** A sign-in that was refused is not repeated at every refresh: accounts are locked out. */
const REFUSED_PAUSE_MS = 60_000
const PAGE = 500
const MOST_PAGES = 40

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

const basic = ({ user, password }: { readonly user: string; readonly password: string }): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

interface Signed {
  readonly base: string
  readonly session: string
}

/** One appliance's REST gateway (`/api/rest/srm` or `/api/rest/vr`), signed in when first used. All methods throw CallFailed. */
export class RestClient {
  #signed: Signed | null = null
  #signingIn: Promise<Signed> | null = null
  #pause: { readonly untilMs: number; readonly failure: DriverFailure } | null = null

  constructor(
    readonly https: HttpsClient,
    readonly gateway: 'srm' | 'vr',
    readonly secret: ManagerSecret,
  ) {}

  async signIn(options: CallOptions): Promise<Signed> {
    if (this.#signed !== null) return this.#signed
    this.#signingIn ??= this.#begin(options).finally(() => (this.#signingIn = null))
    return this.#signingIn
  }

  async get<T>(path: string, schema: z.ZodType<T>, options: CallOptions): Promise<T | null> {
    const answer = await this.#ask('GET', path, null, options)
    if (answer.status === 404) return null
    return this.#read(answer, schema, 'read', false)
  }

  /** Every page; an entry that does not fit makes the whole answer unreadable, for one left out would pass for gone. */
  async list<T>(path: string, schema: z.ZodType<T>, options: CallOptions): Promise<readonly T[]> {
    const all: T[] = []
    const budget = budgetOf(options)
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const separator = path.includes('?') ? '&' : '?'
      const answer = await this.#ask('GET', `${path}${separator}limit=${PAGE}&offset=${page * PAGE}`, null, budget())
      const { list } = this.#read(answer, listSchema, 'read', false)
      for (const entry of list) {
        const parsed = schema.safeParse(entry)
        if (!parsed.success) throw new CallFailed(this.#unreadable(false))
        all.push(parsed.data)
      }
      if (list.length < PAGE) break
    }
    return all
  }

  /** Something is changed there: an answer that is lost leaves it open whether it was (A1). */
  async post<T>(path: string, body: unknown, schema: z.ZodType<T>, doing: string, options: CallOptions): Promise<T> {
    const answer = await this.#ask('POST', path, JSON.stringify(body), options)
    return this.#read(answer, schema, doing, true)
  }

  /** A session with the paired site, by the same account; where that one is away or knows it not, this site alone must do. */
  async reachRemote(pairingId: string, options: CallOptions): Promise<void> {
    const { secret } = this
    if (secret.kind !== 'password') return
    await this.#ask('POST', `/pairings/${encodeURIComponent(pairingId)}/remote-session`, null, options, {
      authorization: basic(secret),
    }).catch((error: unknown) => {
      if (!(error instanceof CallFailed)) throw error
    })
  }

  async close(): Promise<void> {
    await this.https.close()
  }

  async #begin(options: CallOptions): Promise<Signed> {
    const { secret, https } = this
    if (secret.kind !== 'password')
      throw new CallFailed(refused('Site Recovery Manager signs in with a user and a password.', 'Enter these.'))
    if (this.#pause !== null && performance.now() < this.#pause.untilMs) throw new CallFailed(this.#pause.failure)
    const budget = budgetOf(options)
    for (const version of VERSIONS) {
      const base = `/api/rest/${this.gateway}/${version}`
      const headers = { authorization: basic(secret), accept: 'application/json' }
      const reply = await https.request(
        { method: 'POST', path: `${base}/session`, headers, body: null, changes: false },
        budget(),
      )
      if (reply.kind !== 'ok') throw new CallFailed(reply)
      const { status, body } = reply.value
      if (status === 404) continue
      if (status === 401 || status === 403) {
        const failure = refused(
          `${https.server} does not let ${secret.user} in.`,
          'Correct user and password; the user is one of vCenter Single Sign-On, e.g. administrator@vsphere.local.',
          'credentials',
        )
        this.#pause = { untilMs: performance.now() + REFUSED_PAUSE_MS, failure }
        throw new CallFailed(failure)
      }
      if (status >= 500) throw new CallFailed(this.#trouble(status))
      const session = sessionSchema.safeParse(jsonOf(body))
      if (status < 200 || status > 299 || !session.success) break
      this.#pause = null
      this.#signed = { base, session: session.data.session_id }
      return this.#signed
    }
    throw new CallFailed(
      refusedByStranger(
        `${https.server} does not answer as ${this.gateway === 'srm' ? 'Site Recovery Manager' : 'vSphere Replication'} does.`,
        'Give the address of that appliance; its REST gateway came with version 8.6.',
      ),
    )
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    body: string | null,
    options: CallOptions,
    more: Readonly<Record<string, string>> = {},
  ): Promise<HttpsAnswer> {
    const budget = budgetOf(options)
    for (let again = false; ; again = true) {
      const signed = await this.signIn(budget())
      const headers = {
        accept: 'application/json',
        'x-dr-session': signed.session,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
        ...more,
      }
      const changes = body !== null
      const reply = await this.https.request({ method, path: `${signed.base}${path}`, headers, body, changes }, budget())
      if (reply.kind !== 'ok') throw new CallFailed(reply)
      // A session that has ended: nothing was done, so signing in again and repeating is safe.
      if (reply.value.status !== 401 || more.authorization !== undefined) return reply.value
      if (this.#signed === signed) this.#signed = null
      if (again) return reply.value
    }
  }

  #read<T>({ status, body }: HttpsAnswer, schema: z.ZodType<T>, doing: string, changes: boolean): T {
    const answer = jsonOf(body)
    if (status >= 200 && status <= 299) {
      const parsed = schema.safeParse(answer)
      if (parsed.success) return parsed.data
      throw new CallFailed(this.#unreadable(changes))
    }
    if (status >= 500)
      throw new CallFailed(
        changes
          ? unknownOutcome(
              `${this.https.server} had trouble when it was asked to ${doing} (status ${status}).`,
              'It may have begun: look at the plan’s state.',
            )
          : this.#trouble(status),
      )
    const said = problemSchema.safeParse(answer)
    const why = said.success ? (said.data.message ?? said.data.error_code ?? null) : null
    throw new CallFailed(
      refused(
        `${this.https.server} refused to ${doing} (status ${status})${why === null ? '' : `: ${this.#censored(why)}`}.`,
        status === 403
          ? 'Give the account the role for it in Site Recovery Manager.'
          : 'Look at the plan in Site Recovery Manager.',
        status === 403 ? 'privileges' : undefined,
      ),
    )
  }

  /** No secret leaves in a message, not even when the server echoes it (K5). */
  #censored(text: string): string {
    const { secret } = this
    const hidden = [secret.kind === 'password' ? secret.password : '', this.#signed?.session ?? '']
    return hidden.filter((value) => value.length >= 3).reduce((words, value) => words.replaceAll(value, '…'), text.slice(0, 500))
  }

  #trouble(status: number): DriverFailure {
    return unreachable(
      `${this.https.server} is there, but not ready (status ${status}).`,
      'It is starting, or its vCenter is away: look at the appliance.',
    )
  }

  #unreadable(changes: boolean): DriverFailure {
    const { server } = this.https
    return changes
      ? unknownOutcome(`${server} answered what cannot be read.`, 'It may have begun: look at the plan’s state.')
      : refusedByStranger(`${server} answered what cannot be read.`, 'Report this with the appliance’s version.')
  }
}
