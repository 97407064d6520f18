import { formatMargin } from '@/components/format/duration'

/** The margin, where it is measured: at the last step's end, between the reserve and the runtime that is left in the worst case. */
export const MarginMark = ({
  x,
  leftY,
  reserveY,
  marginSeconds,
  labelBefore,
}: {
  readonly x: number
  readonly leftY: number
  readonly reserveY: number
  readonly marginSeconds: number
  /** There is no room behind it. */
  readonly labelBefore: boolean
}) => {
  const isShort = marginSeconds < 0
  return (
    <g className={isShort ? 'stroke-crit' : 'stroke-fg'}>
      <path d={`M${x} ${leftY}V${reserveY}M${x - 4} ${leftY}h8M${x - 4} ${reserveY}h8`} fill="none" strokeWidth={1.5} />
      <text
        x={labelBefore ? x - 7 : x + 7}
        y={(leftY + reserveY) / 2 + 3.5}
        textAnchor={labelBefore ? 'end' : 'start'}
        paintOrder="stroke"
        strokeWidth={3}
        className={`stroke-panel font-semibold ${isShort ? 'fill-crit' : 'fill-fg'}`}
      >
        {formatMargin(Math.floor(marginSeconds))}
      </text>
    </g>
  )
}
