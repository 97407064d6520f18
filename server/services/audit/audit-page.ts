import { z } from 'zod'
import type { JournalEntry } from '../../domain/journal'
import { query } from '../verb'
import { journalFilterSchema } from './journal-filter'

/** Newest first. `nextBeforeId` null: that was the last page. */
export const auditPage = query({
  name: 'audit.page',
  needs: 'audit',
  input: journalFilterSchema.extend({
    beforeId: z.number().int().min(1).optional(),
    limit: z.number().int().min(1).max(500).default(100),
  }),
  async run({ input, read }): Promise<{ entries: readonly JournalEntry[]; nextBeforeId: number | null }> {
    const found = await read.journal.page({ ...input, limit: input.limit + 1 })
    const entries = found.slice(0, input.limit)
    return { entries, nextBeforeId: found.length > input.limit ? (entries.at(-1)?.id ?? null) : null }
  },
})
