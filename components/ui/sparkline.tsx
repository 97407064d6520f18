/** A curve without axes: its shape is the message. Nulls break the line. */
export const Sparkline = ({
  values,
  label,
  markAt = null,
  className = 'h-9 w-full',
}: {
  readonly values: readonly (number | null)[]
  readonly label: string
  /** Where something happened, as a share of the width. */
  readonly markAt?: number | null
  readonly className?: string
}) => {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const high = Math.max(...known)
  const middle = (low + high) / 2
  // A steady value is a line in the middle, not a jitter blown up to the full height.
  const half = Math.max((high - low) / 2, Math.abs(middle) * 0.05, 0.5)
  const x = (index: number): number => (values.length < 2 ? 0 : (index / (values.length - 1)) * 300)
  const y = (value: number): number => 18 - ((value - middle) / half) * 15
  const path = values
    .map((value, index) => {
      if (value === null) return ''
      const begins = index === 0 || values[index - 1] === null
      return `${begins ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
    })
    .join('')
  return (
    <svg role="img" aria-label={label} viewBox="0 0 300 36" preserveAspectRatio="none" className={`block ${className}`}>
      {known.length === 0 ? (
        <path d="M0 33H300" className="stroke-ink-4" strokeDasharray="2 4" vectorEffect="non-scaling-stroke" />
      ) : (
        <path d={path} fill="none" className="stroke-ink-2" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      )}
      {markAt === null ? null : (
        <path
          d={`M${(markAt * 300).toFixed(1)} 0V36`}
          className="stroke-warn"
          strokeDasharray="2 3"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  )
}
