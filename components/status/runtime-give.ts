import type { GroupDoc } from '@/server/domain/view'

/** How far the runtime may be off, either way; null: not known, or the figure lies outside of what the model expects. */
export const giveOf = ({ runtimeSeconds, runtimeBand }: Pick<GroupDoc, 'runtimeSeconds' | 'runtimeBand'>): number | null => {
  if (runtimeSeconds === null || runtimeBand === null) return null
  const { lowSeconds, highSeconds } = runtimeBand
  const isInside = lowSeconds <= runtimeSeconds && runtimeSeconds <= highSeconds
  return isInside ? Math.max(highSeconds - runtimeSeconds, runtimeSeconds - lowSeconds) : null
}
