import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigurationError, parseConfiguration } from '../domain/configuration'
import { ServiceError } from '../services/service-error'
import { openStore } from '../store/open-store'
import { keyFileOf } from '../store/secret-box'
import type { Store } from '../store/store'
import { StoreError } from '../store/store-error'
import { EXIT_CODE } from './exit-code'
import { failed, type Outcome } from './outcome'

export type Environment = Readonly<Record<string, string | undefined>>

export const WHERE_THE_STORE_IS =
  '\nUses the store of RIDETHROUGH_DATA_DIR (default: data) or DATABASE_URL; the server may be running.'

/**
 * Does work on the store of this machine, which is there already: none is made. What is wrong with the configuration, the store or
 * what was asked for is told as an outcome. `write`: false opens it for reading only.
 */
export const onLocalStore = async (
  environment: Environment,
  { write }: { readonly write: boolean },
  work: (store: Store) => Promise<Outcome>,
): Promise<Outcome> => {
  try {
    const { dataDirectory, databaseUrl, keyFile: configuredKey } = parseConfiguration(environment)
    const keyFile = configuredKey ?? keyFileOf(dataDirectory)
    if ((databaseUrl === null && !existsSync(join(resolve(dataDirectory), 'ridethrough.db'))) || !existsSync(keyFile))
      return failed(
        EXIT_CODE.failed,
        'There is no database or no key file here.\nSet RIDETHROUGH_DATA_DIR to the data directory, or DATABASE_URL, and RIDETHROUGH_KEY_FILE.',
      )
    const store = await openStore({ dataDirectory, databaseUrl, keyFile, ...(write ? {} : { readOnly: true }) })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof ConfigurationError) return failed(EXIT_CODE.usage, error.message)
    if (error instanceof StoreError) return failed(EXIT_CODE.failed, `${error.message}\n${error.hint}`)
    if (error instanceof ServiceError)
      return failed(EXIT_CODE.refused, [error.message, error.hint].filter((line) => line !== null).join('\n'))
    throw error
  }
}
