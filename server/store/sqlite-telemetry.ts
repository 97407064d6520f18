import { setImmediate as otherTasks } from 'node:timers/promises'
import Connection from 'better-sqlite3'
import type { Telemetry } from './database'
import { textOfJson } from './json-text'
import { READING_COLUMNS } from './sample-columns'
import { SAMPLED_READINGS, type SampleRow } from './store'

/** So many samples block the event loop for some 20 ms. */
const SAMPLES_PER_TRANSACTION = 2_000
/** Documents are longer, those of VMs most of all: so many block it for some 10 ms. */
const DOCS_PER_TRANSACTION = 400

const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 0;
  PRAGMA wal_autocheckpoint = 8000;
`

const SAMPLE_COLUMNS = ['device_id', 'at_ms', 'supply', ...SAMPLED_READINGS.map((reading) => READING_COLUMNS[reading])]

/** Rows of one device lie side by side in the table's key: written one after another they change one page instead of one each. */
const byDevice = (rows: readonly SampleRow[]): readonly SampleRow[] =>
  rows.toSorted((one, other) => Number(one.deviceId > other.deviceId) - Number(one.deviceId < other.deviceId))

const prepared = (path: string) => {
  const connection = new Connection(path, { timeout: 0 })
  connection.exec(PRAGMAS)
  return {
    connection,
    newest: connection.prepare('SELECT coalesce(max(revision), 0) FROM latest').pluck(),
    // Documents that are the same keep their revision.
    put: connection.prepare(
      `INSERT INTO latest (kind, id, revision, at_ms, doc) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, at_ms = excluded.at_ms, doc = excluded.doc
       WHERE doc IS NOT excluded.doc`,
    ),
    remove: connection.prepare(
      'UPDATE latest SET revision = ?, at_ms = ?, doc = NULL WHERE kind = ? AND id = ? AND doc IS NOT NULL',
    ),
    sample: connection.prepare(
      `INSERT INTO sample (${SAMPLE_COLUMNS.join(', ')}) VALUES (${SAMPLE_COLUMNS.map(() => '?').join(', ')})
       ON CONFLICT (device_id, at_ms) DO NOTHING`,
    ),
  }
}

/**
 * Thousands of rows a second, at a tenth of what Prisma would take: statements that are prepared once, on a connection of their
 * own, that does not wait for the disk. A killed process loses nothing by that; a machine that loses its power may lose the last
 * second of telemetry, never of the record. `alone`: the turn that all writers of this process take.
 */
export const openSqliteTelemetry = (
  path: string,
  alone: <T>(action: () => T | Promise<T>) => Promise<T>,
): Telemetry & { close(): void } => {
  let opened: ReturnType<typeof prepared> | null = null
  const inTransactions = async <Row>(
    rows: readonly Row[],
    perTransaction: number,
    write: (statements: ReturnType<typeof prepared>, rows: readonly Row[]) => void,
  ): Promise<void> => {
    for (let start = 0; start < rows.length; start += perTransaction) {
      if (start > 0) await otherTasks()
      await alone(() => {
        opened ??= prepared(path)
        const statements = opened
        statements.connection.transaction(() => write(statements, rows.slice(start, start + perTransaction))).immediate()
      })
    }
  }
  return {
    putLatest: (rows) =>
      inTransactions(rows, DOCS_PER_TRANSACTION, ({ newest, put, remove }, some) => {
        let revision = Number(newest.get())
        for (const { kind, id, atMs, doc } of some) {
          const at = Math.trunc(atMs)
          const { changes } =
            doc === null ? remove.run(revision + 1, at, kind, id) : put.run(kind, id, revision + 1, at, textOfJson(doc))
          revision += changes
        }
      }),
    addSamples: (rows) =>
      inTransactions(byDevice(rows), SAMPLES_PER_TRANSACTION, ({ sample }, some) => {
        for (const { deviceId, atMs, supply, values } of some)
          sample.run(deviceId, Math.trunc(atMs), supply, ...SAMPLED_READINGS.map((reading) => values[reading] ?? null))
      }),
    close: () => opened?.connection.close(),
  }
}
