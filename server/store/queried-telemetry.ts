import { LATEST_KINDS } from '../domain/view'
import type { Database, Telemetry } from './database'
import { textOfJson } from './json-text'
import { storeLatest } from './latest-rows'
import { insertSamples } from './sample-rows'

/** Their texts are made, and packed into one argument, in a few milliseconds. */
const DOCS_PER_STATEMENT = 400
/** PostgreSQL's parser holds a JSON argument whole; this many rows are some 200 KB. */
const SAMPLES_PER_STATEMENT = 2_000

/** By statements that carry many rows as one JSON argument. */
export const queriedTelemetry = (db: Pick<Database, 'transaction' | 'execute' | 'elements'>): Telemetry => ({
  putLatest: (rows) =>
    db.transaction(async (tx) => {
      for (const kind of LATEST_KINDS) {
        // One row per id: the last one said counts.
        const ofKind = [...new Map(rows.filter((row) => row.kind === kind).map((row) => [row.id, row])).values()]
        for (let start = 0; start < ofKind.length; start += DOCS_PER_STATEMENT) {
          const some = ofKind
            .slice(start, start + DOCS_PER_STATEMENT)
            .map(({ id, atMs, doc }) => [id, Math.trunc(atMs), doc === null ? null : textOfJson(doc)] as const)
          await tx.$executeRaw(storeLatest(db, kind, some))
        }
      }
    }),
  addSamples: async (rows) => {
    for (let start = 0; start < rows.length; start += SAMPLES_PER_STATEMENT)
      await db.execute(insertSamples(db, rows.slice(start, start + SAMPLES_PER_STATEMENT)))
  },
})
