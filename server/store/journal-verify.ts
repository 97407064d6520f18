import { setImmediate as otherTasks } from 'node:timers/promises'
import { z } from 'zod'
import type { ChainVerdict, Json } from '../domain/journal'
import type { Database, StoreTransaction } from './database'
import { Prisma } from './generated/sqlite/client'
import { chainHash, GENESIS_HASH, isMacOf, type JournalHead } from './journal-chain'
import { JOURNAL_COLUMNS } from './journal-rows'
import { jsonFromText } from './json-text'

const BATCH_ENTRIES = 2_000

/** In the order of `JOURNAL_COLUMNS`. */
type StoredEntry = readonly [
  id: number,
  atMs: number,
  kind: string,
  actor: string,
  channel: string,
  objectKind: string,
  objectId: string,
  objectName: string,
  runId: string | null,
  reason: string | null,
  outcome: string | null,
  message: string,
  data: string,
  previousHash: string,
  hash: string,
]

// The columns' types are the database's own promise; a schema per entry would cost more than the hash.
const isStoredEntry = (row: unknown): row is StoredEntry => Array.isArray(row) && row.length === 15

const batchSchema = z.tuple([z.object({ rows: z.string() })])

const readBatch = async (db: Database, client: StoreTransaction, afterId: number): Promise<readonly Json[]> => {
  const from = Prisma.sql`SELECT ${JOURNAL_COLUMNS} FROM journal WHERE id > ${BigInt(afterId)} ORDER BY id LIMIT ${BigInt(BATCH_ENTRIES)}`
  const [{ rows }] = batchSchema.parse(await client.$queryRaw(db.asJson(JOURNAL_COLUMNS, from)))
  const parsed = jsonFromText(rows)
  return Array.isArray(parsed) ? parsed : []
}

/** Why this entry cannot follow `head`; null: it does. */
const problemOf = (head: JournalHead, row: StoredEntry): string | null => {
  const [
    id,
    atMs,
    kind,
    actor,
    channel,
    objectKind,
    objectId,
    objectName,
    runId,
    reason,
    outcome,
    message,
    data,
    previousHash,
    hash,
  ] = row
  if (id !== head.id + 1) return `entries ${head.id + 1} to ${id - 1} are missing`
  if (previousHash !== head.hash) return `entry ${id} does not continue from entry ${head.id}`
  const computed = chainHash(head.hash, {
    ...{ id, atMs, kind, actor, channel, objectKind, objectId, objectName, runId, reason, outcome, message, data },
  })
  return computed === hash ? null : `entry ${id} was changed after it had been written`
}

const anchorSchema = z.array(
  z.object({ last_id: z.coerce.number(), hash: z.string(), mac: z.string(), newest_id: z.coerce.number() }),
)

type Anchor = { readonly head: JournalHead; readonly mac: string | null; readonly newestId: number }

/** The anchor and the newest id in one statement, so that they belong together. */
const readAnchor = async (client: StoreTransaction): Promise<Anchor> => {
  const [row] = anchorSchema.parse(
    await client.$queryRaw`
      SELECT coalesce(a.last_id, 0) AS last_id, coalesce(a.hash, '') AS hash, coalesce(a.mac, '') AS mac, n.newest_id
      FROM (SELECT coalesce(max(id), 0) AS newest_id FROM journal) n LEFT JOIN journal_anchor a ON a.name = 'head'`,
  )
  if (!row) return { head: { id: 0, hash: GENESIS_HASH }, mac: null, newestId: 0 }
  return { head: { id: row.last_id, hash: row.hash }, mac: row.mac === '' ? null : row.mac, newestId: row.newest_id }
}

const anchorProblem = (
  { head, mac, newestId }: Anchor,
  key: Buffer,
): { readonly atId: number; readonly problem: string } | null => {
  if (mac === null) return newestId === 0 ? null : { atId: 1, problem: 'the record of the newest entry is missing' }
  if (!isMacOf(key, head, mac)) {
    return { atId: head.id, problem: 'the record of the newest entry is not signed with the key of this installation' }
  }
  if (newestId < head.id) return { atId: newestId + 1, problem: `entries ${newestId + 1} to ${head.id} at the end are missing` }
  if (newestId > head.id) return { atId: head.id + 1, problem: `entries after ${head.id} were not written by the product` }
  return null
}

const headBefore = async (client: StoreTransaction, fromId: number): Promise<JournalHead> => {
  if (fromId <= 1) return { id: 0, hash: GENESIS_HASH }
  const [row] = z
    .array(z.object({ hash: z.string() }))
    .parse(await client.$queryRaw`SELECT hash FROM journal WHERE id = ${BigInt(fromId - 1)}`)
  return { id: fromId - 1, hash: row?.hash ?? '' }
}

/** Walks the chain (K2): a changed, deleted or reordered entry breaks it, a cut tail does not reach the signed head. */
export const verifyJournal = async (
  db: Database,
  client: StoreTransaction,
  anchorKey: Buffer,
  fromId: number,
): Promise<ChainVerdict> => {
  const anchor = await readAnchor(client)
  let head = await headBefore(client, fromId)
  let verifiedEntries = 0
  const broken = (brokenAtId: number, problem: string): ChainVerdict => ({
    ok: false,
    verifiedEntries,
    lastId: head.id,
    brokenAtId,
    problem,
  })
  while (head.id < anchor.newestId) {
    const batch = await readBatch(db, client, head.id)
    if (batch.length === 0) break
    for (const row of batch) {
      if (!isStoredEntry(row)) return broken(head.id + 1, 'an entry cannot be read')
      const problem = problemOf(head, row)
      if (problem !== null) return broken(head.id + 1, problem)
      head = { id: row[0], hash: row[14] }
      verifiedEntries += 1
      if (head.id === anchor.head.id && head.hash !== anchor.head.hash) {
        return broken(head.id, `entry ${head.id} is not the one that was signed as the newest`)
      }
    }
    await otherTasks()
  }
  const problem = anchorProblem(anchor, anchorKey)
  if (problem) return broken(problem.atId, problem.problem)
  return { ok: true, verifiedEntries, lastId: head.id, brokenAtId: null, problem: null }
}
