import { existsSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../../package.json'
import { LiveFeed } from '../api/live/live-feed'
import { parseConfiguration, type Configuration } from '../domain/configuration'
import { PlacementProver } from '../optimizer/placement-prover'
import { SignInLimit } from '../services/auth/sign-in-limit'
import type { ServiceHost } from '../services/service-host'
import { openStore } from '../store/open-store'
import { logError } from './log-error'

export interface WebHost {
  readonly configuration: Configuration
  readonly services: ServiceHost
  readonly live: LiveFeed
}

/** Built beside engine and command line; the web server is started in the project's folder. */
const WORKER = join(/* turbopackIgnore: true */ process.cwd(), 'dist', 'placement-worker.js')

const open = async (): Promise<WebHost> => {
  const configuration = parseConfiguration(process.env)
  const store = await openStore({
    dataDirectory: configuration.dataDirectory,
    databaseUrl: configuration.databaseUrl,
    ...(configuration.keyFile === null ? {} : { keyFile: configuration.keyFile }),
  })
  const services: ServiceHost = {
    store,
    now: Date.now,
    version: packageJson.version,
    signInLimit: new SignInLimit(),
    demo: configuration.demoControl !== null,
    ...(existsSync(WORKER) ? { placements: new PlacementProver({ file: WORKER, now: Date.now }) } : {}),
  }
  return { configuration, services, live: new LiveFeed(store.read, (error) => logError('live feed', error)) }
}

/** Next loads a module once per bundle of routes: what there may be only one of hangs on the process itself. */
declare global {
  var ridethroughWebHost: Promise<WebHost> | undefined
}

/** The web process's one store, limit and live feed; opened with the first request. A failure is tried again with the next. */
export const webHost = (): Promise<WebHost> => {
  globalThis.ridethroughWebHost ??= open().catch((error: unknown) => {
    globalThis.ridethroughWebHost = undefined
    throw error
  })
  return globalThis.ridethroughWebHost
}
