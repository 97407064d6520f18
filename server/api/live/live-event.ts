import type { JournalEntry } from '../../domain/journal'
import type { LatestDocs, LatestKind } from '../../domain/view'

/** A document as it is now; `doc` null: the object is gone. */
export type LiveRow = {
  readonly [Kind in LatestKind]: {
    readonly kind: Kind
    readonly id: string
    readonly revision: number
    readonly atMs: number
    readonly doc: LatestDocs[Kind] | null
  }
}[LatestKind]

export type LiveEvent =
  /** Everything there is; what the reader held before is void. `journalId`: the newest entry at that moment. */
  | { readonly type: 'snapshot'; readonly nowMs: number; readonly rows: readonly LiveRow[]; readonly journalId: number }
  | { readonly type: 'latest'; readonly nowMs: number; readonly rows: readonly LiveRow[] }
  | { readonly type: 'journal'; readonly nowMs: number; readonly entries: readonly JournalEntry[] }
  | { readonly type: 'beat'; readonly nowMs: number }
