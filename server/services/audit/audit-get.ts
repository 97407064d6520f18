import { z } from 'zod'
import type { JournalEntry } from '../../domain/journal'
import { notFound } from '../service-error'
import { query } from '../verb'

export const auditGet = query({
  name: 'audit.get',
  needs: 'audit',
  input: z.object({ id: z.number().int().min(1) }),
  async run({ input, read }): Promise<JournalEntry> {
    const entry = await read.journal.get(input.id)
    if (entry === null) throw notFound(`Entry ${input.id}`)
    return entry
  },
})
