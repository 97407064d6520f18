import { LATEST_KINDS, type LatestDocs, type LatestKind } from '../../domain/view'
import { docOf } from '../../services/latest-doc'
import type { LatestRow } from '../../store/store'
import type { LiveRow } from './live-event'

type Builder = (row: LatestRow) => LiveRow | null

const builder = <Kind extends LatestKind>(kind: Kind) => {
  return ({
    id,
    revision,
    atMs,
    ...row
  }: LatestRow): { kind: Kind; id: string; revision: number; atMs: number; doc: LatestDocs[Kind] | null } => ({
    kind,
    id,
    revision,
    atMs,
    doc: docOf(kind, { id, revision, atMs, ...row }),
  })
}

const notStreamed: Builder = () => null

const BUILDERS: Readonly<Record<LatestKind, Builder>> = {
  device: builder('device'),
  group: builder('group'),
  manager: builder('manager'),
  host: builder('host'),
  vm: builder('vm'),
  run: builder('run'),
  alarm: builder('alarm'),
  engine: builder('engine'),
  demo: builder('demo'),
  discovery: builder('discovery'),
  cabling: builder('cabling'),
  hardware: builder('hardware'),
  readiness: builder('readiness'),
  battery: notStreamed,
  durations: notStreamed,
}

/** Typed by its kind; null for a kind that is not streamed, or that this version does not know. */
export const liveRowOf = (row: LatestRow): LiveRow | null => (LATEST_KINDS.includes(row.kind) ? BUILDERS[row.kind](row) : null)
