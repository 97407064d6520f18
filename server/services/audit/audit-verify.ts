import type { ChainVerdict } from '../../domain/journal'
import { noInput } from '../inputs'
import { query } from '../verb'

/** Walks the whole chain (K2). */
export const auditVerify = query({
  name: 'audit.verify',
  needs: 'audit',
  input: noInput,
  run: ({ read }): Promise<ChainVerdict> => read.journal.verify(),
})
