import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { retryWhileBusy } from './retry-while-busy'

type StockAdapter = Awaited<ReturnType<PrismaBetterSqlite3['connect']>>
type Query = Parameters<StockAdapter['executeRaw']>[0]

const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA busy_timeout = 0;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
`

const statement = (sql: string): Query => ({ sql, args: [], argTypes: [] })

/**
 * The stock adapter lets writes of other tasks fall into an open transaction, and begins transactions that cannot be
 * upgraded when a second process writes. Here one task at a time has the connection, a transaction takes the file's write
 * lock at once, and waiting for another process leaves the event loop free (SQLite's own wait blocks it).
 */
export class SafeSqlite {
  readonly provider = 'sqlite' as const
  readonly adapterName = 'ridethrough-sqlite'
  readonly #stock: PrismaBetterSqlite3
  readonly #busyMs: number
  #turn: Promise<unknown> = Promise.resolve()

  constructor(path: string, busyMs = 30_000) {
    this.#stock = new PrismaBetterSqlite3({ url: path, timeout: 0 }, { timestampFormat: 'unixepoch-ms' })
    this.#busyMs = busyMs
  }

  /** Runs when no other task of this process writes, again while another process does. */
  async alone<T>(action: () => T | Promise<T>): Promise<T> {
    const release = await this.#takeTurn()
    try {
      return await retryWhileBusy(action, this.#busyMs)
    } finally {
      release()
    }
  }

  async connect() {
    const stock = await this.#stock.connect()
    const patiently = <T>(action: () => Promise<T>) => retryWhileBusy(action, this.#busyMs)
    const alone = <T>(action: () => Promise<T>) => this.alone(action)
    await patiently(async () => stock.executeScript(PRAGMAS))
    return {
      provider: this.provider,
      adapterName: this.adapterName,
      queryRaw: (query: Query) => alone(async () => stock.queryRaw(query)),
      executeRaw: (query: Query) => alone(async () => stock.executeRaw(query)),
      executeScript: (script: string) => alone(async () => stock.executeScript(script)),
      dispose: () => alone(async () => stock.dispose()),
      startTransaction: async () => {
        const release = await this.#takeTurn()
        try {
          await patiently(async () => stock.executeRaw(statement('BEGIN IMMEDIATE')))
        } catch (error) {
          release()
          throw error
        }
        return transactionOn(stock, release)
      },
    }
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn
    const { promise, release } = gate()
    this.#turn = promise
    await before
    return release
  }
}

const gate = () => {
  let release = (): void => undefined
  const promise = new Promise<void>((resolve) => {
    release = resolve
  })
  return { promise, release }
}

/** Prisma is told not to send COMMIT itself (`usePhantomQuery`), so that the turn ends however the commit ends. */
const transactionOn = (stock: StockAdapter, release: () => void) => ({
  provider: 'sqlite' as const,
  adapterName: 'ridethrough-sqlite',
  options: { usePhantomQuery: true },
  queryRaw: async (query: Query) => stock.queryRaw(query),
  executeRaw: async (query: Query) => stock.executeRaw(query),
  commit: async () => {
    try {
      await stock.executeRaw(statement('COMMIT'))
    } catch (error) {
      await rollBack(stock)
      throw error
    } finally {
      release()
    }
  },
  rollback: async () => {
    try {
      await rollBack(stock)
    } finally {
      release()
    }
  },
})

/** SQLite rolls back by itself on a full disk and the like; then there is nothing left to roll back. */
const rollBack = async (stock: StockAdapter): Promise<void> => {
  try {
    await stock.executeRaw(statement('ROLLBACK'))
  } catch (error) {
    if (!(error instanceof Error && /no transaction is active/.test(JSON.stringify(error.cause)))) throw error
  }
}
