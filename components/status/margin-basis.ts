import { formatDuration } from '@/components/format/duration'
import type { Messages } from '@/components/messages/messages'
import type { Forecast } from '@/server/domain/forecast'

/**
 * How a margin comes about, so that it can be worked out again: when the last step has ended, when the battery is empty, and the
 * reserve that must be left between. Null: there is no margin, or it is not told what it stands on.
 */
export const marginBasis = (
  { marginSeconds, reserveSeconds, worst }: Pick<Forecast, 'marginSeconds' | 'reserveSeconds' | 'worst'>,
  m: Messages,
): string | null => {
  if (marginSeconds === null || worst === undefined) return null
  // Of whole seconds, so that the figures shown add up to the one that they explain.
  const leftSeconds = marginSeconds + reserveSeconds
  const reserve = formatDuration(reserveSeconds)
  if (worst.endsAtSeconds === null) return m.verdict.basisIdle(formatDuration(leftSeconds), reserve)
  const endsAtSeconds = Math.floor(worst.endsAtSeconds)
  return m.verdict.basis(formatDuration(endsAtSeconds), formatDuration(endsAtSeconds + leftSeconds), reserve)
}
