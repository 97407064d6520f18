import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import packageJson from '../../package.json'
import { ConfigurationError, parseConfiguration } from '../domain/configuration'
import { findSession } from '../services/auth/session'
import { signIn } from '../services/auth/sign-in'
import { SignInLimit } from '../services/auth/sign-in-limit'
import { signOut } from '../services/auth/sign-out'
import { tokenHashOf } from '../services/auth/token'
import { callMutation } from '../services/call-verb'
import { ServiceError } from '../services/service-error'
import type { ServiceHost } from '../services/service-host'
import type { Caller } from '../services/verb'
import { openStore } from '../store/open-store'
import { keyFileOf } from '../store/secret-box'
import { StoreError } from '../store/store-error'
import { EXIT_CODE } from './exit-code'
import { failed, type Outcome } from './outcome'

type Environment = Readonly<Record<string, string | undefined>>

const NOBODY: Caller = { actor: null, channel: 'cli', address: null, sessionTokenHash: null }

/** Where the server on this machine keeps everything; null: there is none. */
const placeOf = (environment: Environment) => {
  const { dataDirectory, databaseUrl, keyFile: configuredKey } = parseConfiguration(environment)
  const keyFile = configuredKey ?? keyFileOf(dataDirectory)
  const isThere = databaseUrl !== null || existsSync(join(resolve(dataDirectory), 'ridethrough.db'))
  return isThere && existsSync(keyFile) ? { dataDirectory, databaseUrl, keyFile } : null
}

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
): Promise<Outcome> => {
  try {
    const place = placeOf(environment)
    if (place === null)
      return failed(
        EXIT_CODE.failed,
        'There is no database or no key file here.\nSet RIDETHROUGH_DATA_DIR to the data directory, or DATABASE_URL, and RIDETHROUGH_KEY_FILE.',
      )
    const store = await openStore(place)
    const host = { store, now: Date.now, version: packageJson.version, signInLimit: new SignInLimit(), demo: false, ownMacs: [] }
    try {
      return await withSession(host, given, work)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof ConfigurationError) return failed(EXIT_CODE.usage, error.message)
    if (error instanceof ServiceError)
      return failed(EXIT_CODE.refused, [`${error.message}.`, error.hint].filter(Boolean).join('\n'))
    if (error instanceof StoreError) return failed(EXIT_CODE.failed, `${error.message}\n${error.hint}`)
    throw error
  }
}
