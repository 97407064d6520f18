import type { Severity } from '@/server/domain/severity'

const FILL = {
  normal: 'fill-ink-2',
  advisory: 'fill-ink-2',
  warning: 'fill-warn',
  critical: 'fill-crit',
  maintenance: 'fill-maint',
  stale: 'fill-ink-3',
} as const satisfies Record<Severity, string>

/** A share of a whole. Silent values leave the track empty; the figure beside it says "—". */
export const MeterBar = ({
  percent,
  label,
  severity = 'normal',
  className = 'h-1 w-full',
}: {
  readonly percent: number | null
  readonly label: string
  readonly severity?: Severity
  readonly className?: string
}) => {
  const filled = percent === null ? 0 : Math.min(100, Math.max(0, percent))
  return (
    <svg
      role="img"
      aria-label={label}
      className={`block shrink-0 overflow-hidden rounded-full bg-ink-4 ${className}`}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
    >
      <rect width={filled} height="4" className={FILL[severity]} />
    </svg>
  )
}
