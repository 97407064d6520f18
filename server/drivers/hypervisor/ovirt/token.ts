import { z } from 'zod'
import type { ManagerSecret } from '../../../domain/manager'
import { type CallOptions, refused, unreachable } from '../../ports'
import { budgetOf, callDeadline } from '../../protocols/call-deadline'
import type { HttpsClient } from '../../protocols/https/https-client'
import { type OvirtResult, because, credentialsRefused, notOvirt, other, unreadable } from './failure'

const TOKEN_PATH = '/ovirt-engine/sso/oauth/token'
const REVOKE_PATH = '/ovirt-engine/services/sso-logout'
const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', 'accept-language': 'en' }
/** The internal domain locks an account after 5 failures: a wrong password is not tried again at every poll. */
const REFUSED_PAUSE_MS = 60_000
const REVOKE_MS = 2_000

/** It goes back in a header. */
const tokenSchema = z.object({ access_token: z.string().regex(/^[\u0021-\u007e]+$/) })
const errorSchema = z.object({ error: z.string(), error_code: z.string().optional() })

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** The engine's OAuth token: asked for when first needed, again when the engine has thrown it out, revoked at the end. */
export interface TokenKeeper {
  get(options: CallOptions): Promise<OvirtResult<string>>
  /** Drops `token`, unless another call has already renewed it. */
  forget(token: string): void
  /** What must never be read in a message. */
  secrets(): readonly string[]
  revoke(): Promise<void>
}

export const tokenKeeper = (https: HttpsClient, secret: ManagerSecret): TokenKeeper => {
  let token: string | null = null
  let signingIn: Promise<OvirtResult<string>> | null = null
  let pause: { readonly untilMs: number; readonly said: string } | null = null

  const signIn = async (options: CallOptions): Promise<OvirtResult<string>> => {
    if (secret.kind !== 'password')
      return because(
        'signed-out',
        refused('oVirt signs in with a user name and a password.', 'Enter these in the settings of this manager.'),
      )
    if (pause !== null && performance.now() < pause.untilMs) return credentialsRefused(https.server, pause.said)
    const form = { grant_type: 'password', scope: 'ovirt-app-api', username: secret.user, password: secret.password }
    const body = new URLSearchParams(form).toString()
    const reply = await https.request({ method: 'POST', path: TOKEN_PATH, headers: FORM, body, changes: false }, options)
    if (reply.kind !== 'ok') return other(reply)
    const { status } = reply.value
    if (status >= 502 && status <= 504)
      return other(
        unreachable(
          `${https.server} is there, but its engine is not ready (HTTP status ${status}).`,
          'It is starting, or stopped for maintenance: see the service ovirt-engine on that machine.',
        ),
      )
    const answer = jsonOf(reply.value.body)
    const given = tokenSchema.safeParse(answer)
    if (status >= 200 && status <= 299 && given.success) {
      pause = null
      token = given.data.access_token
      return { kind: 'ok', value: token }
    }
    const problem = errorSchema.safeParse(answer)
    if (!problem.success) {
      const purpose = { doing: 'sign in', permit: 'login', changes: false }
      return status >= 200 && status <= 299 && answer !== null
        ? unreadable(https.server, purpose, 'no access token')
        : notOvirt(https.server, status)
    }
    const { error, error_code: code } = problem.data
    if (code !== undefined && code !== 'access_denied')
      return other(
        refused(`${https.server} could not sign in: ${error}.`, 'See /var/log/ovirt-engine/engine.log on that machine.'),
      )
    pause = { untilMs: performance.now() + REFUSED_PAUSE_MS, said: error }
    return credentialsRefused(https.server, error)
  }

  /** Waits for another call's sign-in, but no longer than this call may take. */
  const joined = async (begun: Promise<OvirtResult<string>>, options: CallOptions): Promise<OvirtResult<string> | null> => {
    const deadline = callDeadline(options)
    const gaveUp = new Promise<null>((done) => deadline.signal.addEventListener('abort', () => done(null), { once: true }))
    try {
      return await Promise.race([begun, gaveUp])
    } finally {
      deadline.dispose()
    }
  }

  return {
    async get(options) {
      if (token !== null) return { kind: 'ok', value: token }
      const budget = budgetOf(options)
      const shared = signingIn === null ? null : await joined(signingIn, options)
      if (shared?.kind === 'ok' || shared?.kind === 'refused') return shared
      const own = signIn(budget())
      signingIn = own
      const result = await own
      if (signingIn === own) signingIn = null
      return result
    },
    forget(spent) {
      if (token === spent) token = null
    },
    secrets: () => [secret.kind === 'password' ? secret.password : '', token ?? ''].filter((value) => value.length >= 3),
    async revoke() {
      if (token === null) return
      const body = new URLSearchParams({ scope: '', token }).toString()
      token = null
      await https.request({ method: 'POST', path: REVOKE_PATH, headers: FORM, body, changes: false }, { deadlineMs: REVOKE_MS })
    },
  }
}
