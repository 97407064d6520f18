import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AsyncLocalStorage } from 'node:async_hooks'
import { defaultMigrationsDirectory } from './migrate'
import { migratePostgresql } from './migrate-postgresql'
import { migrateSqlite } from './migrate-sqlite'
import { openPostgresql } from './postgresql-database'
import { sampleStore } from './sample-rows'
import { keyFileOf, openSecretBox } from './secret-box'
import { openSqlite } from './sqlite-database'
import type { Database } from './database'
import type { SampleStore, Store } from './store'
import { StoreError, speakingStoreErrors, toStoreError } from './store-error'
import { storeReads, storeWrites } from './store-nouns'

export interface OpenStoreOptions {
  /** Holds `ridethrough.db`; created where it is missing. */
  readonly dataDirectory: string
  /** PostgreSQL; absent, null or empty: SQLite in the data directory. */
  readonly databaseUrl?: string | null
  readonly migrationsDirectory?: string
  /** True: the database must be there and up to date already. */
  readonly readOnly?: boolean
  /** Default: RIDETHROUGH_KEY_FILE, else beside the data directory. */
  readonly keyFile?: string
}

const openDatabase = async (options: OpenStoreOptions): Promise<Database> => {
  const migrations = options.migrationsDirectory ?? defaultMigrationsDirectory()
  const mayMigrate = options.readOnly !== true
  const url = options.databaseUrl
  if (url !== undefined && url !== null && url !== '') {
    if (mayMigrate) await migratePostgresql(url, migrations)
    return openPostgresql(url)
  }
  const file = join(resolve(options.dataDirectory), 'ridethrough.db')
  if (mayMigrate) {
    mkdirSync(resolve(options.dataDirectory), { recursive: true, mode: 0o700 })
    await migrateSqlite(file, migrations)
  }
  return openSqlite(file, options.readOnly === true)
}

export const openStore = async (options: OpenStoreOptions): Promise<Store> => {
  const box = openSecretBox(options.keyFile ?? keyFileOf(options.dataDirectory))
  const anchorKey = box.deriveKey('journal anchor')
  const db = await openDatabase(options).catch((error: unknown) => {
    throw toStoreError(error)
  })
  const inWrite = new AsyncLocalStorage<{ open: boolean }>()
  let openWrites = 0
  /** The writer waits for its turn, and would wait for itself. */
  const refuseInsideWrite = (): void => {
    if (inWrite.getStore()?.open === true) {
      throw new StoreError('misuse', 'A write inside a write would wait for itself.', 'Use the transaction that is open already.')
    }
  }
  const refuseReadOnly = (): void => {
    if (options.readOnly === true) {
      throw new StoreError('read-only', 'This store was opened for reading only.', 'Write in the engine or the web process.')
    }
  }
  const samples = sampleStore(db)
  return {
    dialect: db.dialect,
    secrets: { seal: (secret) => box.seal(secret), open: (sealed) => box.open(sealed) },
    read: storeReads(db, box, anchorKey),
    samples: speakingStoreErrors<SampleStore>({
      series: (deviceId, reading, fromMs, toMs, points) => samples.series(deviceId, reading, fromMs, toMs, points),
      add: async (rows) => {
        refuseReadOnly()
        refuseInsideWrite()
        await samples.add(rows)
      },
      rollUp: async (nowMs) => {
        refuseReadOnly()
        refuseInsideWrite()
        return samples.rollUp(nowMs)
      },
    }),
    publish: async (changes) => {
      refuseReadOnly()
      refuseInsideWrite()
      try {
        await db.telemetry.putLatest(changes)
      } catch (error) {
        throw toStoreError(error)
      }
    },
    write: async (work) => {
      refuseReadOnly()
      refuseInsideWrite()
      const writing = { open: true }
      openWrites += 1
      try {
        return await inWrite.run(writing, () =>
          db.transaction(async (tx) => {
            const transaction = storeWrites(db, tx, box, anchorKey)
            const result = await work(transaction.writes)
            await transaction.flush()
            return result
          }),
        )
      } catch (error) {
        throw toStoreError(error)
      } finally {
        // What the work started and left running may write from now on.
        writing.open = false
        openWrites -= 1
        // As long as it is in use, every promise of the process costs twice as much.
        if (openWrites === 0) inWrite.disable()
      }
    },
    close: () => db.close(),
  }
}
