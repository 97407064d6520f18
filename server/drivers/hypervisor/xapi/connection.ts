import { isIPv6 } from 'node:net'
import type { z } from 'zod'
import { refused, unreachable, type ManagerTarget } from '../../ports'
import { callDeadline } from '../../protocols/call-deadline'
import { openHttps, type HttpsClient } from '../../protocols/https/https-client'
import { Turns } from '../../protocols/turns'
import type { Budget } from './budget'
import {
  CallFailed,
  faulted,
  garbled,
  isFault,
  notReadInTime,
  notReady,
  notXapi,
  onlyAMember,
  outcomeUnclear,
} from './call-failed'
import { parseAnswer, requestBody } from './json-rpc'
import { anySchema, refSchema } from './wire'

export interface Call<T> {
  /** With its class, e.g. `VM.get_record`; `Async.` before it makes the pool return a task at once. */
  readonly method: string
  /** Without the session, which comes first in every call. */
  readonly args: readonly unknown[]
  readonly schema: z.ZodType<T>
  /** In words that follow "cannot" and "asked to". */
  readonly doing: string
  /** True when the call changes something: then a lost answer leaves the outcome unknown. */
  readonly changes?: boolean
}

interface Session {
  readonly https: HttpsClient
  readonly ref: string
}

const DEFAULT_PORT = 443
const LOGIN = 'session.login_with_password'
const API_VERSION = '1.0'
const ORIGINATOR = 'ridethrough'
/** A wrong password is not tried again at every poll: accounts get locked. */
const REFUSED_LOGIN_PAUSE_MS = 60_000
/** After so many calls without an answer the pool may have another master: its members are asked anew. */
const SILENCES_BEFORE_SEARCH = 2

/** "https://a, https://b" → both; any member of the pool tells who the master is. */
const urlsOf = (text: string): string[] =>
  text
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '')

const masterUrl = (address: string): string => `https://${isIPv6(address) ? `[${address}]` : address}`

/** One signed-in conversation with the master of a pool. Signs in when first used, and again when it was thrown out. */
export class Connection {
  readonly #target: ManagerTarget
  readonly #connections: number
  /** The members that were configured, and then the masters that they named. */
  readonly #clients = new Map<string, HttpsClient>()
  readonly #configured: readonly string[]
  #session: Session | null = null
  #signingIn: Promise<Session> | null = null
  #refusedUntilMs = 0
  #silences = 0
  #requests = 0
  #closed = false
  /** Told when a new session begins: what was learned in the old one may be out of date. */
  onNewSession: () => void = () => undefined

  constructor(target: ManagerTarget, connections: number) {
    this.#target = target
    this.#connections = connections
    this.#configured = urlsOf(target.address.url)
  }

  /** The call's result. Throws CallFailed. */
  async call<T>(call: Call<T>, budget: Budget): Promise<T> {
    const session = await this.#signedIn(budget)
    try {
      return await this.#send(session, call, budget)
    } catch (error) {
      this.#noteSilence(error)
      if (!isFault(error, 'SESSION_INVALID', 'HOST_IS_SLAVE')) throw error
      // It did nothing but say that it does not know us (any more), or is no master now: asking again cannot do a thing twice.
      this.#forget(session)
      return await this.#send(await this.#signedIn(budget), call, budget)
    }
  }

  /** The session itself, for the few calls that ask about it. */
  async sessionReference(budget: Budget): Promise<string> {
    return (await this.#signedIn(budget)).ref
  }

  /** Calls at the same time share one sign-in; where that failed for the one who began it (e.g. cancelled), the next tries itself. */
  async #signedIn(budget: Budget): Promise<Session> {
    if (this.#session !== null) return this.#session
    const begun = this.#signingIn
    if (begun !== null) {
      try {
        return await this.#joined(begun, budget)
      } catch (error) {
        if (!(error instanceof CallFailed) || error.failure.kind !== 'unreachable') throw error
      }
    }
    if (this.#session !== null) return this.#session
    this.#signingIn ??= this.#signIn(budget).finally(() => (this.#signingIn = null))
    return await this.#signingIn
  }

  /** Waits for another call's sign-in, but no longer than this call may take. */
  async #joined(signingIn: Promise<Session>, budget: Budget): Promise<Session> {
    const deadline = callDeadline(budget.left())
    const late = new Promise<never>((_done, fail) => {
      const message = `Signing in to ${this.#configured.join(', ')} took too long.`
      const giveUp = () => fail(new CallFailed(unreachable(message, 'Check that it answers, and try again.')))
      deadline.signal.addEventListener('abort', giveUp, { once: true })
      if (deadline.signal.aborted) giveUp()
    })
    try {
      return await Promise.race([signingIn, late])
    } finally {
      deadline.dispose()
    }
  }

  /** Tries one member after the other until one lets us in or refuses. */
  async #signIn(budget: Budget): Promise<Session> {
    if (performance.now() < this.#refusedUntilMs) throw faulted({ code: 'SESSION_AUTHENTICATION_FAILED', params: [] }, 'sign in')
    let failure: unknown = new CallFailed(refused('The address is empty.', 'Write it as https://pool-master.'))
    for (const [index, url] of this.#configured.entries()) {
      const { deadlineMs, signal } = budget.left()
      const share = { left: () => ({ deadlineMs: deadlineMs / (this.#configured.length - index), signal }) }
      try {
        const session = await this.#login(url, share)
        this.#session = session
        this.onNewSession()
        return session
      } catch (error) {
        failure = error
        if (isFault(error, 'SESSION_AUTHENTICATION_FAILED')) this.#refusedUntilMs = performance.now() + REFUSED_LOGIN_PAUSE_MS
        if (!(error instanceof CallFailed) || error.failure.kind !== 'unreachable') break
      }
    }
    throw failure
  }

  async #login(url: string, budget: Budget): Promise<Session> {
    const { secret } = this.#target
    if (secret.kind !== 'password')
      throw new CallFailed(
        refused('XenServer and XCP-ng sign in with a user name and a password.', 'Enter these in the settings of this manager.'),
      )
    const call = {
      method: LOGIN,
      args: [secret.user, secret.password, API_VERSION, ORIGINATOR],
      schema: refSchema,
      doing: 'sign in',
    }
    const member = this.#client(url)
    try {
      return { https: member, ref: await this.#once(member, call, call.args, budget) }
    } catch (error) {
      if (!isFault(error, 'HOST_IS_SLAVE')) throw error
      const address = (error instanceof CallFailed ? error.fault?.params[0] : undefined) ?? ''
      if (address === '') throw error
      if (this.#target.isDirect === true) throw onlyAMember(member.server, address)
      const master = this.#client(masterUrl(address))
      try {
        return { https: master, ref: await this.#once(master, call, call.args, budget) }
      } catch (problem) {
        throw this.#aboutMaster(member.server, address, problem)
      }
    }
  }

  /** The password goes to a master that a member named only where its certificate is trusted as well. */
  #aboutMaster(member: string, address: string, problem: unknown): unknown {
    if (!(problem instanceof CallFailed)) return problem
    if (isFault(problem, 'HOST_IS_SLAVE'))
      return new CallFailed(
        unreachable(
          `${member} names ${address} as its pool’s master, which says that it is none.`,
          'The pool may be changing its master: try again shortly.',
        ),
      )
    if (problem.fault !== null) return problem
    const { kind, message } = problem.failure
    const hint =
      kind === 'refused'
        ? 'Compare the fingerprint with the one shown on the master itself and pin it as well, or give the master’s own address.'
        : 'Check that the master runs and that its address is reachable from here.'
    return new CallFailed({ kind, message: `${member} is a member of a pool whose master is ${address}. ${message}`, hint })
  }

  #client(url: string): HttpsClient {
    const known = this.#clients.get(url)
    if (known !== undefined) return known
    const { pins } = this.#target.address
    const client = openHttps({ url, defaultPort: DEFAULT_PORT, pins, connections: this.#connections })
    this.#clients.set(url, client)
    return client
  }

  #noteSilence(error: unknown): void {
    if (!(error instanceof CallFailed) || error.failure.kind !== 'unreachable') return
    this.#silences += 1
    if (this.#silences >= SILENCES_BEFORE_SEARCH) this.#session = null
  }

  /** Drops the session, unless another call has already renewed it. */
  #forget(session: Session): void {
    if (this.#session === session) this.#session = null
  }

  #send<T>(session: Session, call: Call<T>, budget: Budget): Promise<T> {
    return this.#once(session.https, call, [session.ref, ...call.args], budget)
  }

  async #once<T>(https: HttpsClient, call: Call<T>, params: readonly unknown[], budget: Budget): Promise<T> {
    const changes = call.changes ?? false
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    this.#requests += 1
    const body = requestBody(call.method, params, this.#requests)
    const reply = await https.request({ method: 'POST', path: '/jsonrpc', headers, body, changes }, budget.left())
    if (reply.kind !== 'ok') throw new CallFailed(reply)
    this.#silences = 0
    if (reply.value.status >= 500) throw notReady(https.server, reply.value.status, changes)
    // What was changed is told in few words; and it was changed, also where the time is over now.
    const turns = new Turns(changes ? undefined : budget.left())
    const answer = await parseAnswer(reply.value.body, turns)
    if (turns.hasEnded) throw notReadInTime()
    if (answer.kind === 'fault')
      throw faulted({ ...answer.fault, params: answer.fault.params.map((param) => this.#censored(param)) }, call.doing)
    const result = answer.kind === 'result' ? call.schema.safeParse(answer.result) : null
    if (result?.success === true) return result.data
    if (changes) throw outcomeUnclear(https.server, call.doing)
    throw call.method === LOGIN ? notXapi(https.server) : garbled(https.server, call.doing)
  }

  /** No secret leaves in a message, not even when the server echoes it. */
  #censored(text: string): string {
    const { secret } = this.#target
    const hidden = [secret.kind === 'password' ? secret.password : '', this.#session?.ref ?? ''].filter(
      (value) => value.length >= 3,
    )
    return hidden.reduce((censored, value) => censored.replaceAll(value, '…'), text)
  }

  /** Signs out where that is quick, so that sessions do not pile up in the pool. */
  async close(): Promise<void> {
    const session = this.#session
    this.#session = null
    if (session !== null && !this.#closed) {
      const call = { method: 'session.logout', args: [], schema: anySchema, doing: 'sign out' }
      await this.#send(session, call, { left: () => ({ deadlineMs: 2_000 }) }).catch(() => undefined)
    }
    this.#closed = true
    await Promise.all([...this.#clients.values()].map((client) => client.close()))
  }
}
