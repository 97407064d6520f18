import Database from 'better-sqlite3'
import { join } from 'node:path'
import { z } from 'zod'
import { BOOKKEEPING_TABLE, migrate } from './migrate'
import { retryWhileBusy } from './retry-while-busy'

const BUSY_MS = 30_000

const appliedSchema = z.array(z.object({ name: z.string(), checksum: z.string() }))

/** Creates the file where there is none. */
export const migrateSqlite = async (path: string, directory: string): Promise<readonly string[]> => {
  const database = new Database(path, { timeout: 0 })
  try {
    await retryWhileBusy(() => database.pragma('journal_mode = WAL'), BUSY_MS)
    database.pragma('synchronous = FULL')
    return await migrate(join(directory, 'sqlite'), {
      exclusively: async (run) => {
        await retryWhileBusy(() => database.exec('BEGIN IMMEDIATE'), BUSY_MS)
        try {
          database.exec(BOOKKEEPING_TABLE.sqlite)
          await run({
            script: async (sql) => void database.exec(sql),
            applied: async () =>
              appliedSchema.parse(
                database
                  .prepare('SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL')
                  .all(),
              ),
            record: async ({ id, name, checksum }) =>
              void database
                .prepare(
                  `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, started_at, applied_steps_count)
                   VALUES (?, ?, ?, unixepoch('subsec') * 1000, unixepoch('subsec') * 1000, 1)`,
                )
                .run(id, checksum, name),
          })
          database.exec('COMMIT')
        } finally {
          if (database.inTransaction) database.exec('ROLLBACK')
        }
      },
    })
  } finally {
    database.close()
  }
}
