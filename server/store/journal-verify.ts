import { setImmediate as otherTasks } from 'node:timers/promises'
import { z } from 'zod'
import type { ChainVerdict } from '../domain/journal'
import type { JournalPages, StoreTransaction } from './database'
import { chainHash, FIELD_SEPARATOR, GENESIS_HASH, isMacOf, type JournalHead } from './journal-chain'

const HASH_LENGTH = GENESIS_HASH.length

type Link = { readonly ok: true; readonly head: JournalHead } | { readonly ok: false; readonly problem: string }

const refused = (problem: string): Link => ({ ok: false, problem })

/** Whether the entry (its hash, then the hashed text) continues from `head`. Slices: `startsWith` takes longer than the hash. */
const follow = (head: JournalHead, stored: string): Link => {
  const text = stored.slice(HASH_LENGTH + 1)
  const endOfId = text.indexOf(FIELD_SEPARATOR, HASH_LENGTH + 1)
  const id = Number(text.slice(HASH_LENGTH + 1, endOfId))
  if (!Number.isSafeInteger(id)) return refused(`entry ${head.id + 1} cannot be read`)
  if (id !== head.id + 1) return refused(`entries ${head.id + 1} to ${id - 1} are missing`)
  if (text.slice(0, HASH_LENGTH) !== head.hash) return refused(`entry ${id} does not continue from entry ${head.id}`)
  // The hash covers the separators, too: a text with one more or less is not the text that was written.
  const hash = chainHash(text)
  if (stored.slice(0, HASH_LENGTH) !== hash) return refused(`entry ${id} was changed after it had been written`)
  return { ok: true, head: { id, hash } }
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
  client: StoreTransaction,
  pages: JournalPages,
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
    const page = await pages.after(head.id)
    if (page.length === 0) break
    for (const stored of page) {
      const link = follow(head, stored)
      if (!link.ok) return broken(head.id + 1, link.problem)
      head = link.head
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
