import type { LatestDocs, LatestKind } from '../domain/view'
import type { LatestRow } from '../store/store'

/** The engine of the same version wrote it by the same types; only "is it there" is asked. */
const isDoc = <Kind extends LatestKind>(_kind: Kind, doc: unknown): doc is LatestDocs[Kind] =>
  typeof doc === 'object' && doc !== null

/** The document of a row by its kind; null where there is none, or it was removed. */
export const docOf = <Kind extends LatestKind>(kind: Kind, row: LatestRow | null): LatestDocs[Kind] | null =>
  row !== null && row.kind === kind && isDoc(kind, row.doc) ? row.doc : null

export const docsOf = <Kind extends LatestKind>(kind: Kind, rows: readonly LatestRow[]): readonly LatestDocs[Kind][] =>
  rows.flatMap((row) => docOf(kind, row) ?? [])
