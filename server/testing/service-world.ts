import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '../domain/access'
import { userIdSchema } from '../domain/ids'
import { SignInLimit } from '../services/auth/sign-in-limit'
import type { ServiceHost } from '../services/service-host'
import type { Caller } from '../services/verb'
import { openStore } from '../store/open-store'
import type { Store } from '../store/store'
import { serviceDatabase } from './service-database'

export const START_MS = Date.UTC(2026, 0, 5, 8)

/** A clock that a test moves by hand. */
export interface TestClock {
  nowMs: number
}

export interface ServiceWorld {
  readonly store: Store
  readonly clock: TestClock
  readonly host: ServiceHost
  /** What leads a command on the same machine to this store. */
  readonly environment: Readonly<Record<string, string>>
  /** A signed-in caller of that role; null: nobody. */
  caller(role: Role | null): Caller
  close(): Promise<void>
}

/** The real store in a folder of its own, and the services on it. */
export const openServiceWorld = async (changes: Partial<ServiceHost> = {}): Promise<ServiceWorld> => {
  const directory = mkdtempSync(join(tmpdir(), 'ridethrough-services-'))
  const databaseUrl = await serviceDatabase.create()
  const place = { dataDirectory: join(directory, 'data'), keyFile: join(directory, 'secret.key') }
  const store = await openStore({ ...place, databaseUrl })
  const clock: TestClock = { nowMs: START_MS }
  return {
    store,
    clock,
    environment: {
      RIDETHROUGH_DATA_DIR: place.dataDirectory,
      RIDETHROUGH_KEY_FILE: place.keyFile,
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    },
    host: {
      store,
      now: () => clock.nowMs,
      version: '0.0.0-test',
      signInLimit: new SignInLimit(),
      demo: true,
      ...changes,
    },
    caller: (role) => ({
      actor: role === null ? null : { userId: userIdSchema.parse(`user-${role}`), name: role, role, locale: null },
      channel: 'web',
      address: '192.0.2.1',
      sessionTokenHash: null,
    }),
    close: async () => {
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
