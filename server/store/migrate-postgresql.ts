import { join } from 'node:path'
import { z } from 'zod'
import { BOOKKEEPING_TABLE, migrate } from './migrate'

const appliedSchema = z.array(z.object({ name: z.string(), checksum: z.string() }))

/** Any number, the same in every process: two that start at once migrate one after the other. */
const MIGRATION_LOCK = 7_233_102

export const migratePostgresql = async (url: string, directory: string): Promise<readonly string[]> => {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 120_000 })
  await client.connect()
  try {
    return await migrate(join(directory, 'postgresql'), {
      exclusively: async (run) => {
        await client.query('BEGIN')
        try {
          await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
          await client.query(BOOKKEEPING_TABLE.postgresql)
          await run({
            script: async (sql) => void (await client.query(sql)),
            applied: async () => {
              const { rows } = await client.query(
                'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL',
              )
              return appliedSchema.parse(rows)
            },
            record: async ({ id, name, checksum }) =>
              void (await client.query(
                `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
                 VALUES ($1, $2, $3, now(), 1)`,
                [id, checksum, name],
              )),
          })
          await client.query('COMMIT')
        } catch (error) {
          await client.query('ROLLBACK')
          throw error
        }
      },
    })
  } finally {
    await client.end()
  }
}
