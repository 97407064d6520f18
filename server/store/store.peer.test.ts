import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeJournal } from '../testing/journal-suite'
import { hasPostgres, startPostgres, type PostgresServer } from '../testing/postgres'
import { describeSamples } from '../testing/sample-suite'
import { draft } from '../testing/store-samples'
import { describeStore } from '../testing/store-suite'
import { openStore } from './open-store'

describe.skipIf(!hasPostgres())('PostgreSQL', () => {
  const root = mkdtempSync(join(tmpdir(), 'ridethrough-store-'))
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(async () => {
    await server.stop()
    rmSync(root, { recursive: true, force: true })
  })

  const openAt = (databaseUrl: string) => openStore({ dataDirectory: join(root, 'data'), databaseUrl })
  const open = async () => openAt(await server.createDatabase())

  const openWithSql = async () => {
    const databaseUrl = await server.createDatabase()
    return {
      store: await openAt(databaseUrl),
      sql: async (...statements: readonly string[]) => {
        const client = new Client({ connectionString: databaseUrl })
        await client.connect()
        try {
          for (const statement of statements) await client.query(statement)
        } finally {
          await client.end()
        }
      },
    }
  }

  describeStore('PostgreSQL', open)
  describeSamples('PostgreSQL', open)
  describeJournal('PostgreSQL', openWithSql, ['ALTER TABLE journal DISABLE TRIGGER ALL'])

  it('K2 chains the entries of several processes that share the database', async () => {
    const url = await server.createDatabase()
    const stores = await Promise.all([openAt(url), openAt(url), openAt(url)])
    await Promise.all(
      stores.flatMap((store, process) =>
        Array.from({ length: 20 }, (_, n) => store.write((tx) => tx.journal.append(draft({ message: `${process}/${n}` })))),
      ),
    )
    const [store] = stores
    expect(await store?.read.journal.verify()).toMatchObject({ ok: true, verifiedEntries: 60 })
    for (const opened of stores) await opened.close()
  })

  it('K3 says that the server does not answer, and goes on when it is back', async () => {
    const store = await openAt(await server.createDatabase())
    await store.write((tx) => tx.journal.append(draft()))
    await server.crash()
    await expect(store.read.journal.head()).rejects.toMatchObject({ name: 'StoreError', code: 'unreachable' })
    await expect(store.write((tx) => tx.journal.append(draft()))).rejects.toMatchObject({ code: 'unreachable' })
    await server.restart()
    await expect
      .poll(() => store.read.journal.verify().catch(() => null), { timeout: 20_000 })
      .toMatchObject({ ok: true, verifiedEntries: 1 })
    await store.close()
  })
})
