import type { z } from 'zod'
import type { JournalEntry } from '../../domain/journal'
import type { StoreReads } from '../../store/store'
import { query } from '../verb'
import { journalFilterSchema } from './journal-filter'

const BATCH = 500

/** All entries that fit, newest first, read batch by batch as the reader takes them. */
export const auditExport = query({
  name: 'audit.export',
  needs: 'audit',
  input: journalFilterSchema,
  run: ({ input, read }): Promise<AsyncIterable<readonly JournalEntry[]>> => Promise.resolve(batches(read, input)),
})

async function* batches(read: StoreReads, filter: z.output<typeof journalFilterSchema>): AsyncGenerator<readonly JournalEntry[]> {
  let beforeId: number | undefined
  for (;;) {
    const entries = await read.journal.page({ ...filter, beforeId, limit: BATCH })
    if (entries.length > 0) yield entries
    if (entries.length < BATCH) return
    beforeId = entries.at(-1)?.id
  }
}
