import type { GroupDoc } from '@/server/domain/view'

/** Between which values the runtime lies in nine of ten cases; null: not known, or the figure lies outside of what the model expects. */
export const likelyRuntime = ({
  runtimeSeconds,
  runtimeBand,
}: Pick<GroupDoc, 'runtimeSeconds' | 'runtimeBand'>): GroupDoc['runtimeBand'] =>
  runtimeSeconds !== null &&
  runtimeBand !== null &&
  runtimeBand.lowSeconds <= runtimeSeconds &&
  runtimeSeconds <= runtimeBand.highSeconds
    ? runtimeBand
    : null
