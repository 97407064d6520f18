import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigurationError, parseConfiguration } from '../domain/configuration'
import { openStore } from '../store/open-store'
import { keyFileOf } from '../store/secret-box'
import type { Store } from '../store/store'
import { StoreError } from '../store/store-error'
import { EXIT_CODE } from './exit-code'
import { failed, type Outcome } from './outcome'

export type Environment = Readonly<Record<string, string | undefined>>

/** Works with the installation's store, which must be there and up to date; what fails becomes an outcome. The server may be running. */
export const withStore = async (
  environment: Environment,
  readOnly: boolean,
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
    const store = await openStore({ dataDirectory, databaseUrl, keyFile, readOnly })
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof ConfigurationError) return failed(EXIT_CODE.usage, error.message)
    if (error instanceof StoreError) return failed(EXIT_CODE.failed, `${error.message}\n${error.hint}`)
    throw error
  }
}
