import { wholeDevice } from '../domain/kept-docs'
import type { LatestDocs, LatestKind } from '../domain/view'
import type { LatestRow } from '../store/store'

/** The engine of the same version wrote it by the same types; only "is it there" is asked. */
const isDoc = <Kind extends LatestKind>(_kind: Kind, doc: unknown): doc is LatestDocs[Kind] =>
  typeof doc === 'object' && doc !== null

/** The document of a row by its kind; null where there is none, or it was removed. */
export const docOf = <Kind extends LatestKind>(kind: Kind, row: LatestRow | null): LatestDocs[Kind] | null =>
  row === null || row.kind !== kind ? null : ofKind(kind, kind === 'device' ? wholeDevice(row.doc) : row.doc)

const ofKind = <Kind extends LatestKind>(kind: Kind, doc: unknown): LatestDocs[Kind] | null => (isDoc(kind, doc) ? doc : null)

export const docsOf = <Kind extends LatestKind>(kind: Kind, rows: readonly LatestRow[]): readonly LatestDocs[Kind][] =>
  rows.flatMap((row) => docOf(kind, row) ?? [])
