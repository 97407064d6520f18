import type { Json, JournalDraft, JournalObject } from '../domain/journal'
import type { MutationContext } from './verb'

/** What helpers of a mutation need of its context. */
export type Acting = Pick<MutationContext<unknown, unknown>, 'tx' | 'nowMs' | 'actorName' | 'channel'>

interface Told {
  readonly kind: string
  readonly object: JournalObject
  readonly message: string
  readonly reason?: string | null
  readonly runId?: JournalDraft['runId']
  readonly outcome?: JournalDraft['outcome']
  readonly data?: Json
}

/** Appends the entry that tells of a mutation; time, actor and channel are the call's own. */
export const tell = async ({ tx, nowMs, actorName, channel }: Acting, told: Told): Promise<void> => {
  await tx.journal.append({ atMs: nowMs, actor: actorName, channel, outcome: 'ok', ...told })
}
