import type { JournalEntry } from '@/server/domain/journal'
import type { LatestDocs, LatestKind } from '@/server/domain/view'

/** One changed document as the stream sends it; `doc` null: removed. */
export type LiveRow<K extends LatestKind = LatestKind> = {
  [P in K]: {
    readonly kind: P
    readonly id: string
    readonly revision: number
    readonly atMs: number
    readonly doc: LatestDocs[P] | null
  }
}[K]

export type LiveMessage =
  | { readonly type: 'snapshot'; readonly nowMs: number; readonly rows: readonly LiveRow[]; readonly journalId: number }
  | { readonly type: 'latest'; readonly nowMs: number; readonly rows: readonly LiveRow[] }
  | { readonly type: 'journal'; readonly nowMs: number; readonly entries: readonly JournalEntry[] }
  | { readonly type: 'beat'; readonly nowMs: number }

export interface Held<Doc> {
  readonly doc: Doc
  readonly revision: number
  readonly atMs: number
}

export type LiveTables = { readonly [K in LatestKind]: Map<string, Held<LatestDocs[K]>> }

export const emptyTables = (): LiveTables => ({
  device: new Map(),
  group: new Map(),
  manager: new Map(),
  host: new Map(),
  vm: new Map(),
  run: new Map(),
  alarm: new Map(),
  engine: new Map(),
  demo: new Map(),
  discovery: new Map(),
  cabling: new Map(),
  hardware: new Map(),
  readiness: new Map(),
  battery: new Map(),
  durations: new Map(),
})

/** Puts one row into its table. False when nothing changed: an older or the same revision arrives again after a resume. */
export const applyRow = <K extends LatestKind>(tables: LiveTables, row: LiveRow<K>): boolean => {
  const table: Map<string, Held<LatestDocs[K]>> = tables[row.kind]
  const held = table.get(row.id)
  if (held && held.revision >= row.revision) return false
  if (row.doc === null) return table.delete(row.id)
  table.set(row.id, { doc: row.doc, revision: row.revision, atMs: row.atMs })
  return true
}
