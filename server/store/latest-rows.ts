import { z } from 'zod'
import { LATEST_KINDS, type LatestKind } from '../domain/view'
import type { Database, StoreTransaction } from './database'
import { Prisma } from './generated/sqlite/client'
import { jsonFromText, textOfJson } from './json-text'
import type { LatestRow, StoreReads, StoreWrites } from './store'

const COLUMNS = Prisma.sql`kind, id, revision, at_ms, doc`

const rowSchema = z.object({
  kind: z.enum(LATEST_KINDS),
  id: z.string(),
  revision: z.coerce.number(),
  at_ms: z.coerce.number(),
  doc: z.string().nullable(),
})

const fromRows = (rows: unknown): readonly LatestRow[] =>
  z
    .array(rowSchema)
    .parse(rows)
    .map(({ kind, id, revision, at_ms, doc }) => ({
      kind,
      id,
      revision,
      atMs: at_ms,
      doc: doc === null ? null : jsonFromText(doc),
    }))

const revisionSchema = z.array(z.object({ revision: z.coerce.number() }))

export const latestReads = (client: StoreTransaction): StoreReads['latest'] => ({
  // Tombstones are for readers that resume, not for those that begin.
  all: async (kind) =>
    fromRows(await client.$queryRaw`SELECT ${COLUMNS} FROM latest WHERE kind = ${kind} AND doc IS NOT NULL ORDER BY id`),
  get: async (kind, id) => {
    const [row] = fromRows(await client.$queryRaw`SELECT ${COLUMNS} FROM latest WHERE kind = ${kind} AND id = ${id}`)
    return row && row.doc !== null ? row : null
  },
  changedSince: async (revision, limit) =>
    fromRows(
      await client.$queryRaw`SELECT ${COLUMNS} FROM latest WHERE revision > ${BigInt(revision)} ORDER BY revision LIMIT ${BigInt(limit)}`,
    ),
  revision: async () => {
    const [row] = revisionSchema.parse(await client.$queryRaw`SELECT coalesce(max(revision), 0) AS revision FROM latest`)
    return row?.revision ?? 0
  },
})

/**
 * Compares and numbers inside the database: documents that are the same keep their revision. The newest revision is never
 * deleted (what goes leaves a tombstone), so the next is always the highest plus one.
 */
export const storeLatest = (
  db: Pick<Database, 'elements'>,
  kind: LatestKind,
  rows: readonly (readonly [string, number, string | null])[],
): Prisma.Sql => Prisma.sql`
  INSERT INTO latest (kind, id, revision, at_ms, doc)
  SELECT ${kind}, given.id, (SELECT coalesce(max(revision), 0) FROM latest) + row_number() OVER (ORDER BY given.id), given.at_ms, given.doc
  FROM (SELECT value ->> 0 AS id, CAST(value ->> 1 AS BIGINT) AS at_ms, value ->> 2 AS doc FROM ${db.elements(JSON.stringify(rows))}) AS given
  LEFT JOIN latest AS held ON held.kind = ${kind} AND held.id = given.id
  WHERE given.doc IS DISTINCT FROM held.doc
  ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision, at_ms = excluded.at_ms, doc = excluded.doc`

export const latestWrites = (db: Pick<Database, 'elements'>, tx: StoreTransaction): StoreWrites['latest'] => ({
  ...latestReads(tx),
  put: async (kind, docs) => {
    if (docs.length === 0) return
    // One row per id: the last one said counts.
    const rows = new Map(docs.map(({ id, doc, atMs }) => [id, [id, Math.trunc(atMs), textOfJson(doc)] as const]))
    await tx.$executeRaw(storeLatest(db, kind, [...rows.values()]))
  },
  remove: async (kind, ids, atMs) => {
    if (ids.length === 0) return
    await tx.$executeRaw(
      storeLatest(
        db,
        kind,
        [...new Set(ids)].map((id) => [id, Math.trunc(atMs), null]),
      ),
    )
  },
})
