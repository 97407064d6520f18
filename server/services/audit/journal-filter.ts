import { z } from 'zod'
import { runIdSchema } from '../../domain/ids'
import { CHANNELS } from '../../domain/journal'

const word = z.string().trim().min(1).max(200)

/** What the audit page and the export filter by: all given conditions hold. */
export const journalFilterSchema = z.object({
  text: word.optional(),
  kinds: z.array(word).max(50).optional(),
  kindPrefix: word.optional(),
  actor: word.optional(),
  channel: z.enum(CHANNELS).optional(),
  outcome: z.enum(['ok', 'failed', 'refused', 'unknown']).optional(),
  objectKind: z
    .enum(['device', 'group', 'manager', 'cluster', 'host', 'vm', 'safeguard', 'plan', 'run', 'user', 'setting', 'system'])
    .optional(),
  objectId: word.optional(),
  runId: runIdSchema.optional(),
  fromMs: z.number().int().optional(),
  toMs: z.number().int().optional(),
})
