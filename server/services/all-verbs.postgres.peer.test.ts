import { afterAll, beforeAll, describe } from 'vitest'
import { hasPostgres, type PostgresServer, startPostgres } from '../testing/postgres'
import { serviceDatabase } from '../testing/service-database'

/** Every verb, role and journal entry once more, on a PostgreSQL server of its own. */
describe.skipIf(!hasPostgres())('on PostgreSQL', async () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
    serviceDatabase.create = () => server.createDatabase()
  })
  afterAll(async () => {
    await server.stop()
  })

  await import('./all-verbs.test')
})
