'use client'

import type { Forecast } from '@/server/domain/forecast'
import { useMessages } from '@/components/messages/use-messages'
import { marginBasis } from './margin-basis'

/** Stands where the margin stands. */
export const MarginBasis = ({
  forecast,
  className = '',
}: {
  readonly forecast: Pick<Forecast, 'marginSeconds' | 'reserveSeconds' | 'worst'>
  readonly className?: string
}) => {
  const m = useMessages()
  const basis = marginBasis(forecast, m)
  return basis === null ? null : (
    <span className={`text-sm text-fg-2 ${className}`} title={m.verdict.basisHint}>
      {basis}
    </span>
  )
}
