import packageJson from '../../package.json'
import { findSession } from '../services/auth/session'
import { signIn } from '../services/auth/sign-in'
import { SignInLimit } from '../services/auth/sign-in-limit'
import { signOut } from '../services/auth/sign-out'
import { tokenHashOf } from '../services/auth/token'
import { callMutation } from '../services/call-verb'
import type { ServiceHost } from '../services/service-host'
import type { Caller } from '../services/verb'
import { type Environment, onLocalStore } from './local-store'
import type { Outcome } from './outcome'

const NOBODY: Caller = { actor: null, channel: 'cli', address: null, sessionTokenHash: null }

const withSession = async (
  host: ServiceHost,
  given: { readonly name: string; readonly password: string },
  work: (host: ServiceHost, caller: Caller) => Promise<Outcome>,
): Promise<Outcome> => {
  const { token } = await callMutation(host, signIn, NOBODY, given)
  const sessionTokenHash = tokenHashOf(token)
  const session = await findSession(host.store, sessionTokenHash, host.now())
  const caller = { ...NOBODY, actor: session?.actor ?? null, sessionTokenHash }
  try {
    return await work(host, caller)
  } finally {
    await callMutation(host, signOut, caller, undefined)
  }
}

/**
 * Does something as a person who has an account in the console, by the same verbs and under the same rules (A8), on the machine of the
 * server: in its store, from which the engine takes what is ordered.
 */
export const asPerson = async (
  given: { readonly name: string; readonly password: string },
  environment: Environment,
  work: (host: ServiceHost, caller: Caller) => Promise<Outcome>,
): Promise<Outcome> =>
  onLocalStore(environment, { write: true }, (store) =>
    withSession({ store, now: Date.now, version: packageJson.version, signInLimit: new SignInLimit(), demo: false }, given, work),
  )
