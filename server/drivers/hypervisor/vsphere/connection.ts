import { openHttps, type HttpsClient } from '../../protocols/https/https-client'
import { refused, type ManagerTarget } from '../../ports'
import type { Budget } from './budget'
import { CallFailed, failureOf, notReadInTime, notReady, notVsphere, outcomeUnclear, shutOutOfHost } from './failures'
import { envelope, parseAnswer, parseAnswerInTurns, refOf, type ObjectRef } from './soap'
import { isUnread } from './unread'
import { Turns } from '../../protocols/turns'
import { escapeXml, find, text, type XmlElement } from '../../protocols/xml/xml'

/** The doors a manager opens before anybody has signed in (RetrieveServiceContent). */
export interface ServiceContent {
  readonly rootFolder: ObjectRef
  readonly propertyCollector: ObjectRef
  readonly viewManager: ObjectRef
  readonly sessionManager: ObjectRef
  readonly taskManager: ObjectRef | null
  readonly authorizationManager: ObjectRef | null
  readonly product: string
  readonly version: string | null
  readonly instanceUuid: string | null
  /** A single ESX host answers by itself, without a vCenter. */
  readonly standalone: boolean
}

export interface Call {
  readonly method: string
  readonly target: ObjectRef
  readonly body?: string
  /** In words that follow "cannot" and "asked to". */
  readonly doing: string
  /** True when the call changes something: then a lost answer leaves the outcome unknown. */
  readonly changes?: boolean
}

const SERVICE_INSTANCE: ObjectRef = { type: 'ServiceInstance', id: 'ServiceInstance' }
/** vCenter locks an account after 5 failures in 3 minutes: a wrong password is not tried again at every poll. */
const REFUSED_LOGIN_PAUSE_MS = 60_000

/** What the proxy before a vCenter answers while its services start, or when they have stopped. */
const NOT_READY = new Set([502, 503, 504])

const serviceContentOf = (body: XmlElement): ServiceContent | null => {
  const content = find(body, 'returnval')
  const about = find(content, 'about')
  const rootFolder = refOf(find(content, 'rootFolder'))
  const propertyCollector = refOf(find(content, 'propertyCollector'))
  const viewManager = refOf(find(content, 'viewManager'))
  const sessionManager = refOf(find(content, 'sessionManager'))
  if (rootFolder === null || propertyCollector === null || viewManager === null || sessionManager === null) return null
  return {
    rootFolder,
    propertyCollector,
    viewManager,
    sessionManager,
    taskManager: refOf(find(content, 'taskManager')),
    authorizationManager: refOf(find(content, 'authorizationManager')),
    product: text(about, 'fullName') ?? text(about, 'name') ?? 'vSphere',
    version: text(about, 'version'),
    instanceUuid: text(about, 'instanceUuid'),
    standalone: text(about, 'apiType') === 'HostAgent',
  }
}

const sessionCookieOf = (headers: Readonly<Record<string, string | string[] | undefined>>): string | null =>
  [headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0] ?? '')
    .find((pair) => pair.startsWith('vmware_soap_session=')) ?? null

/** One signed-in conversation. Signs in when first used, and again when the manager has thrown the session out. */
export class Connection {
  readonly #target: ManagerTarget
  readonly #https: HttpsClient
  #content: ServiceContent | null = null
  #cookie: string | null = null
  #sessionKey: string | null = null
  #signingIn: Promise<void> | null = null
  #refusedUntilMs = 0

  constructor(target: ManagerTarget) {
    this.#target = target
    this.#https = openHttps({ url: target.address.url, defaultPort: 443, pins: target.address.pins, connections: 8 })
  }

  async serviceContent(budget: Budget): Promise<ServiceContent> {
    if (this.#content !== null) return this.#content
    const body = await this.#once(
      { method: 'RetrieveServiceContent', target: SERVICE_INSTANCE, doing: 'say what it is' },
      null,
      budget,
    )
    this.#content = serviceContentOf(body)
    if (this.#content === null) throw notVsphere(this.#https.server)
    return this.#content
  }

  /** The answer's element, e.g. `PowerOffVM_TaskResponse`. Throws CallFailed. */
  async call(call: Call, budget: Budget): Promise<XmlElement> {
    await this.signIn(budget)
    const cookie = this.#cookie
    try {
      return await this.#once(call, cookie, budget)
    } catch (error) {
      if (!(error instanceof CallFailed) || error.fault?.type !== 'NotAuthenticated') throw error
      // The manager did nothing but say that it does not know us (any more): asking again cannot do a thing twice.
      this.#forget(cookie)
      await this.signIn(budget)
      return await this.#once(call, this.#cookie, budget)
    }
  }

  /**
   * Some managers answer reads without a session by empty objects instead of a fault. Asks for something that needs one;
   * true: the session was gone and there is a new one, so what came empty is worth asking again.
   */
  async renewIfLost(budget: Budget): Promise<boolean> {
    const cookie = this.#cookie
    await this.call({ method: 'CurrentTime', target: SERVICE_INSTANCE, doing: 'tell the time' }, budget)
    return this.#cookie !== cookie
  }

  async signIn(budget: Budget): Promise<void> {
    if (this.#cookie !== null) return
    this.#signingIn ??= this.#login(budget).finally(() => (this.#signingIn = null))
    await this.#signingIn
  }

  /** By what the manager names this session; null: it did not tell. */
  async sessionKey(budget: Budget): Promise<string | null> {
    await this.signIn(budget)
    return this.#sessionKey
  }

  /** Drops the session that `cookie` stands for, unless another call has already renewed it. */
  #forget(cookie: string | null): void {
    if (this.#cookie === cookie) this.#cookie = null
  }

  async #login(budget: Budget): Promise<void> {
    const { secret } = this.#target
    if (secret.kind !== 'password') {
      throw new CallFailed(
        refused('vSphere signs in with a user name and a password.', 'Enter these in the settings of this manager.'),
      )
    }
    if (performance.now() < this.#refusedUntilMs) {
      throw new CallFailed(failureOf({ type: 'InvalidLogin', message: '', detail: null }, 'sign in'))
    }
    const { sessionManager } = await this.serviceContent(budget)
    const body = `<userName>${escapeXml(secret.user)}</userName><password>${escapeXml(secret.password)}</password>`
    try {
      const answer = await this.#once({ method: 'Login', target: sessionManager, body, doing: 'sign in' }, null, budget)
      this.#sessionKey = text(answer, 'returnval', 'key')
    } catch (error) {
      const wrong = error instanceof CallFailed && error.fault?.type === 'InvalidLogin'
      if (wrong) this.#refusedUntilMs = performance.now() + REFUSED_LOGIN_PAUSE_MS
      const shutOut = error instanceof CallFailed && error.fault?.type === 'NoPermission'
      if (shutOut && this.#content?.standalone === true) throw shutOutOfHost()
      throw error
    }
    if (this.#cookie === null) throw notVsphere(this.#https.server)
  }

  async #once(call: Call, cookie: string | null, budget: Budget): Promise<XmlElement> {
    const headers = {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"urn:vim25/6.0"',
      ...(cookie === null ? {} : { cookie }),
    }
    const body = envelope(call.method, call.target, call.body ?? '')
    const changes = call.changes ?? false
    const reply = await this.#https.request({ method: 'POST', path: '/sdk', headers, body, changes }, budget.left())
    if (reply.kind !== 'ok') throw new CallFailed(reply)
    if (NOT_READY.has(reply.value.status)) throw notReady(this.#https.server, reply.value.status, changes)
    const turns = new Turns(budget.left())
    const answer = changes ? parseAnswer(reply.value.body) : await parseAnswerInTurns(reply.value.body, turns, isUnread)
    if (turns.hasEnded) throw notReadInTime()
    switch (answer.kind) {
      case 'answer':
        if (call.method === 'Login') this.#cookie = sessionCookieOf(reply.value.headers)
        return answer.body
      case 'fault':
        throw new CallFailed(failureOf(answer.fault, call.doing), answer.fault)
      case 'garbage':
        throw changes ? outcomeUnclear(this.#https.server, call.doing) : notVsphere(this.#https.server)
    }
  }

  /** Signs out where that is quick, so that sessions do not pile up on the manager (it keeps them for 30 minutes). */
  async close(): Promise<void> {
    if (this.#cookie !== null && this.#content !== null) {
      const call = { method: 'Logout', target: this.#content.sessionManager, doing: 'sign out' }
      await this.#once(call, this.#cookie, { left: () => ({ deadlineMs: 2_000 }) }).catch(() => undefined)
      this.#cookie = null
    }
    await this.#https.close()
  }
}
