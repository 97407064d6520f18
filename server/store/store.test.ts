import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { describeJournal } from '../testing/journal-suite'
import { describeSamples } from '../testing/sample-suite'
import { describeStore } from '../testing/store-suite'
import { openStore } from './open-store'

const root = mkdtempSync(join(tmpdir(), 'ridethrough-store-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const newDirectory = (): string => join(mkdtempSync(join(root, 'site-')), 'data')

const open = () => openStore({ dataDirectory: newDirectory(), databaseUrl: null })

const openWithSql = async () => {
  const dataDirectory = newDirectory()
  return {
    store: await openStore({ dataDirectory, databaseUrl: null }),
    sql: async (...statements: readonly string[]) => {
      const database = new Database(join(dataDirectory, 'ridethrough.db'))
      try {
        for (const statement of statements) database.exec(statement)
      } finally {
        database.close()
      }
    },
  }
}

describeStore('SQLite', open)
describeSamples('SQLite', open)
describeJournal(
  'SQLite',
  openWithSql,
  ['update', 'delete', 'replace'].map((what) => `DROP TRIGGER journal_refuses_${what}`),
)
