import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { Database } from './database'
import { Prisma, PrismaClient } from './generated/sqlite/client'
import { SafeSqlite } from './sqlite-adapter'
import { openSqliteJournalPages } from './sqlite-journal-pages'
import { openSqliteOrderLook } from './sqlite-order-look'
import { openSqliteTelemetry } from './sqlite-telemetry'
import { TRANSACTION_LIMITS } from './transaction-limits'

export const openSqlite = async (path: string, readOnly: boolean): Promise<Database> => {
  // Readers never wait for the writer: in WAL they see the last commit.
  const reader = new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: path, readonly: true, timeout: 2_000 }, { timestampFormat: 'unixepoch-ms' }),
  })
  const adapter = new SafeSqlite(path)
  const writer = readOnly ? reader : new PrismaClient({ adapter })
  const telemetry = openSqliteTelemetry(path, (action) => adapter.alone(action))
  let orderLook: ReturnType<typeof openSqliteOrderLook> | null = null
  await writer.$connect()
  await reader.$connect()
  return {
    dialect: 'sqlite',
    reader,
    transaction: (work) => writer.$transaction(work, TRANSACTION_LIMITS),
    telemetry,
    mayHavePlacedOrder: () => (orderLook ??= openSqliteOrderLook(path)).hasPlacedOrder(),
    execute: (statement) => writer.$executeRaw(statement),
    elements: (jsonArray) => Prisma.sql`json_each(${jsonArray})`,
    // SQLite reads `from`, which is ordered, row by row.
    joined: (item, separator, from) => Prisma.sql`SELECT group_concat(${item}, ${separator}) AS text FROM (${from})`,
    openJournalPages: () => openSqliteJournalPages(path),
    like: Prisma.sql`LIKE`,
    close: async () => {
      await reader.$disconnect()
      await writer.$disconnect()
      telemetry.close()
      orderLook?.close()
    },
  }
}
