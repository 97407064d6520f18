import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from './store-error'

interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface AppliedMigration {
  readonly name: string
  readonly checksum: string
}

/** A connection that holds the write lock of the database while `run` works; all or nothing. */
export interface MigrationConnection {
  exclusively(run: (connection: MigrationTransaction) => Promise<void>): Promise<void>
}

export interface MigrationTransaction {
  script(sql: string): Promise<void>
  applied(): Promise<readonly AppliedMigration[]>
  record(migration: { readonly id: string; readonly name: string; readonly checksum: string }): Promise<void>
}

/** Prisma's own table, so that its tools understand what was done. */
export const BOOKKEEPING_TABLE = {
  sqlite: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
    "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`,
  postgresql: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ, "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ, "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`,
} as const

/** `prisma/migrations` under the product's folder: the bundle and the web server both start there. */
export const defaultMigrationsDirectory = (): string =>
  join(process.env.RIDETHROUGH_ROOT ?? process.cwd(), 'prisma', 'migrations')

const readMigrations = (directory: string): readonly Migration[] => {
  if (!existsSync(directory)) {
    throw new StoreError(
      'schema',
      `The database's migrations are not at ${directory}.`,
      'Start the product from its own folder, or name that folder in RIDETHROUGH_ROOT.',
    )
  }
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const pendingOf = (known: readonly Migration[], applied: readonly AppliedMigration[]): readonly Migration[] => {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  for (const { name, checksum } of applied) {
    const migration = byName.get(name)
    if (!migration) {
      throw new StoreError(
        'schema',
        `The database was written by a newer version of the product (it holds the migration ${name}).`,
        'Start that version again, or restore the backup made before the upgrade.',
      )
    }
    if (migration.checksum !== checksum) {
      throw new StoreError(
        'schema',
        `The migration ${name} was edited after it had been applied to this database.`,
        'Restore the file as it was released; a change goes into a migration of its own.',
      )
    }
  }
  const done = new Set(applied.map(({ name }) => name))
  return known.filter(({ name }) => !done.has(name))
}

/** Brings the database to this version, in one transaction; refuses one that is newer or whose history was edited. */
export const migrate = async (directory: string, connection: MigrationConnection): Promise<readonly string[]> => {
  const known = readMigrations(directory)
  const names: string[] = []
  await connection.exclusively(async (database) => {
    for (const { name, sql, checksum } of pendingOf(known, await database.applied())) {
      await database.script(sql)
      await database.record({ id: randomUUID(), name, checksum })
      names.push(name)
    }
  })
  return names
}
