import { z } from 'zod'
import { runIdSchema } from '../domain/ids'
import { CHANNELS, type JournalDraft, type JournalEntry, type Json } from '../domain/journal'
import { Prisma } from './generated/sqlite/client'
import { chainHash, chainText, storable, type JournalHead } from './journal-chain'
import { jsonFromText } from './json-text'

export const JOURNAL_COLUMNS = Prisma.sql`id, at_ms, kind, actor, channel, object_kind, object_id, object_name, run_id, reason, outcome, message, data, previous_hash, hash`

const rowSchema = z.object({
  id: z.coerce.number(),
  at_ms: z.coerce.number(),
  kind: z.string(),
  actor: z.string(),
  channel: z.enum(CHANNELS),
  object_kind: z.enum([
    'device',
    'group',
    'manager',
    'cluster',
    'host',
    'vm',
    'safeguard',
    'plan',
    'run',
    'user',
    'setting',
    'system',
  ]),
  object_id: z.string(),
  object_name: z.string(),
  run_id: runIdSchema.nullable(),
  reason: z.string().nullable(),
  outcome: z.enum(['ok', 'failed', 'refused', 'unknown']).nullable(),
  message: z.string(),
  data: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
})

export const entriesFromRows = (rows: unknown): readonly JournalEntry[] =>
  z
    .array(rowSchema)
    .parse(rows)
    .map((row) => ({
      id: row.id,
      atMs: row.at_ms,
      kind: row.kind,
      actor: row.actor,
      channel: row.channel,
      object: { kind: row.object_kind, id: row.object_id, name: row.object_name },
      runId: row.run_id,
      reason: row.reason,
      outcome: row.outcome,
      message: row.message,
      data: jsonFromText(row.data),
      previousHash: row.previous_hash,
      hash: row.hash,
    }))

const storableOrNull = (text: string | null | undefined): string | null =>
  text === null || text === undefined ? null : storable(text)

/** A chained entry, and the same as the array of columns in the order of `JOURNAL_COLUMNS`. */
export const chainEntry = (head: JournalHead, draft: JournalDraft): { entry: JournalEntry; row: readonly Json[] } => {
  // In JSON text NUL and lone surrogates are escape sequences, which both databases keep.
  const data = JSON.stringify(draft.data ?? null)
  const fields = {
    id: head.id + 1,
    atMs: Math.trunc(draft.atMs),
    kind: storable(draft.kind),
    actor: storable(draft.actor),
    channel: draft.channel,
    objectKind: draft.object.kind,
    objectId: storable(draft.object.id),
    objectName: storable(draft.object.name),
    runId: draft.runId ?? null,
    reason: storableOrNull(draft.reason),
    outcome: draft.outcome ?? null,
    message: storable(draft.message),
    data,
  }
  const hash = chainHash(chainText(head.hash, fields))
  return {
    entry: {
      id: fields.id,
      atMs: fields.atMs,
      kind: fields.kind,
      actor: fields.actor,
      channel: fields.channel,
      object: { kind: fields.objectKind, id: fields.objectId, name: fields.objectName },
      runId: fields.runId,
      reason: fields.reason,
      outcome: fields.outcome,
      message: fields.message,
      data: jsonFromText(data),
      previousHash: head.hash,
      hash,
    },
    row: [
      fields.id,
      fields.atMs,
      fields.kind,
      fields.actor,
      fields.channel,
      fields.objectKind,
      fields.objectId,
      fields.objectName,
      fields.runId,
      fields.reason,
      fields.outcome,
      fields.message,
      data,
      head.hash,
      hash,
    ],
  }
}
