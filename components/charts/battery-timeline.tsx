'use client'

import { useId } from 'react'
import { formatDuration } from '@/components/format/duration'
import { useMessages } from '@/components/messages/use-messages'
import type { BatteryPoint, Forecast, WorstCase } from '@/server/domain/forecast'
import { LatestMark } from './latest-mark'
import { MarginMark } from './margin-mark'
import { mergedBars } from './merged-bars'
import { notePlace } from './note-place'
import { ticksOf } from './time-axis'
import { type TimelineSign, TimelineLegend } from './timeline-legend'
import type { TimelineBar, TimelineRow } from './timeline-row'
import { useWidth } from './use-width'

const LEFT = 132
const RIGHT = 12
const TOP = 18
const BAND_HEIGHT = 62
const ROW = 20
const BAR = 11
/** So many letters of a row's name have room. */
const LABEL = 21

const FILL = {
  expected: 'fill-ink stroke-ink',
  done: 'fill-ink stroke-ink',
  running: 'fill-ink-2 stroke-ink-2',
  planned: 'fill-transparent stroke-ink-2',
  failed: 'fill-crit stroke-crit',
} as const

const LOOKS = ['expected', 'done', 'running', 'planned', 'failed'] as const satisfies readonly TimelineBar['look'][]

/** The battery's falling runtime above, what is done below, on one axis: seconds since the mains failed. */
export const BatteryTimeline = ({
  label,
  battery,
  reserveSeconds,
  worst,
  worstCourse = [],
  band,
  rows,
  nowSeconds = null,
}: {
  readonly label: string
  readonly battery: readonly BatteryPoint[]
  readonly reserveSeconds: number | null
  /** Marked at its moment, between the reserve and what is left. */
  readonly worst?: WorstCase | undefined
  readonly worstCourse?: Forecast['worstCourse']
  readonly band?: Forecast['band']
  readonly rows: readonly TimelineRow[]
  readonly nowSeconds?: number | null
}) => {
  const m = useMessages()
  const clip = useId()
  const { ref, width } = useWidth(1000)
  // Without a battery to show, only the rows are drawn.
  const drawn = battery.length > 1
  const bandHeight = drawn ? BAND_HEIGHT : 0
  const bars = rows.flatMap((row) => row.bars)
  const signs: readonly TimelineSign[] = [
    ...LOOKS.filter((look) => bars.some((bar) => bar.look === look)),
    ...(bars.some(({ endSeconds, lateEndSeconds = 0 }) => lateEndSeconds > endSeconds) ? (['slow'] as const) : []),
    ...(drawn ? (['runtime'] as const) : []),
    ...(drawn && band !== undefined ? (['band'] as const) : []),
    ...(drawn && worstCourse.length > 1 ? (['worst'] as const) : []),
    ...(drawn && worst?.endsAtSeconds != null ? (['margin'] as const) : []),
    ...(rows.some(({ latest }) => latest !== undefined) ? (['latest'] as const) : []),
  ]
  const ends = rows.flatMap(({ bars }) => bars.map(({ endSeconds, lateEndSeconds }) => lateEndSeconds ?? endSeconds))
  const latest = rows.flatMap((row) => row.latest?.seconds ?? [])
  // A band's long tail would press all that is to be seen together.
  const times = [...ends, ...latest, ...battery.map(({ atSeconds }) => atSeconds)]
  const span = Math.max(60, ...times, nowSeconds ?? 0) * 1.04
  const likely = band?.battery.filter(({ atSeconds }) => atSeconds <= span) ?? []
  const most = Math.max(
    60,
    ...battery.map(({ runtimeSeconds }) => runtimeSeconds),
    ...likely.map(({ highSeconds }) => highSeconds),
  )
  const inner = width - LEFT - RIGHT
  const x = (seconds: number): number => LEFT + (Math.min(Math.max(0, seconds), span) / span) * inner
  const y = (runtime: number): number => TOP + bandHeight - (Math.max(0, runtime) / most) * bandHeight
  const bottom = TOP + bandHeight + 12 + rows.length * ROW
  const ticks = ticksOf(span, Math.max(3, Math.floor(inner / 90)))
  const area = [
    ...likely.map((p) => `${x(p.atSeconds).toFixed(1)} ${y(p.highSeconds).toFixed(1)}`),
    ...likely.toReversed().map((p) => `${x(p.atSeconds).toFixed(1)} ${y(p.lowSeconds).toFixed(1)}`),
  ].join('L')
  const line = battery.map((p) => `${x(p.atSeconds).toFixed(1)} ${y(p.runtimeSeconds).toFixed(1)}`).join('L')
  const worstLine = worstCourse.map((p) => `${x(p.atSeconds).toFixed(1)} ${y(p.runtimeSeconds).toFixed(1)}`).join('L')
  return (
    <div ref={ref} className="grid min-w-0 gap-1.5 overflow-hidden">
      <svg role="img" aria-label={label} width={width} height={bottom + 20} className="block text-xs">
        <clipPath id={clip}>
          <rect x={LEFT} y={0} width={inner} height={bottom + 20} />
        </clipPath>
        {ticks.map((seconds) => (
          <g key={seconds}>
            <path d={`M${x(seconds)} ${TOP}V${bottom}`} className="stroke-line" />
            <text x={x(seconds)} y={11} className="fill-fg-3" textAnchor={seconds === 0 ? 'start' : 'middle'}>
              {formatDuration(seconds)}
            </text>
          </g>
        ))}
        {drawn ? (
          <>
            <text x={0} y={TOP + 14} className="fill-fg-3">
              {m.plans.runtimeLeft}
            </text>
            {likely.length < 2 ? null : <path d={`M${area}Z`} className="fill-ink-4" />}
            <path d={`M${line}`} fill="none" className="stroke-ink-2" strokeWidth={1.5} />
            {worstLine === '' ? null : (
              <path d={`M${worstLine}`} fill="none" className="stroke-ink-2" strokeDasharray="2 3" strokeWidth={1.5} />
            )}
            {reserveSeconds === null ? null : (
              <>
                <path d={`M${LEFT} ${y(reserveSeconds)}H${width - RIGHT}`} className="stroke-crit" strokeDasharray="4 4" />
                <text x={width - RIGHT} y={y(reserveSeconds) - 4} textAnchor="end" className="fill-crit">
                  {m.plans.reserveLine(formatDuration(reserveSeconds))}
                </text>
              </>
            )}
            {reserveSeconds === null || worst === undefined || worst.endsAtSeconds === null ? null : (
              <MarginMark
                x={x(worst.endsAtSeconds)}
                leftY={y(worst.leftSeconds)}
                reserveY={y(reserveSeconds)}
                marginSeconds={worst.leftSeconds - reserveSeconds}
                labelBefore={x(worst.endsAtSeconds) > width - RIGHT - 60}
              />
            )}
          </>
        ) : null}
        <path d={`M0 ${TOP + bandHeight + 5}H${width}`} className="stroke-line" />
        {rows.map((row, index) => {
          const top = TOP + bandHeight + 12 + index * ROW
          const last = row.bars.reduce((end, bar) => Math.max(end, bar.lateEndSeconds ?? bar.endSeconds), 0)
          const first = row.bars.reduce((start, bar) => Math.min(start, bar.startSeconds), last)
          const note = notePlace({
            from: LEFT,
            to: width - RIGHT,
            firstX: x(first),
            lastX: x(last),
            lines: [row.latest?.seconds, nowSeconds].flatMap((seconds) => (seconds == null ? [] : [x(seconds)])),
          })
          return (
            <g key={row.key}>
              <text x={0} y={top + 9.5} className="fill-fg-2">
                {row.label.length > LABEL ? <title>{row.label}</title> : null}
                {row.label.length > LABEL ? `${row.label.slice(0, LABEL - 1)}…` : row.label}
              </text>
              <g clipPath={`url(#${clip})`}>
                {mergedBars(row.bars, x, m.plans.andMore).map((bar) => (
                  <g key={bar.key}>
                    <title>{bar.title}</title>
                    {bar.lateEndSeconds === undefined ? null : (
                      <rect
                        x={x(bar.endSeconds) - 2}
                        y={top}
                        height={BAR}
                        rx={2}
                        width={Math.max(2, x(bar.lateEndSeconds) - x(bar.endSeconds) + 2)}
                        className="fill-ink-3"
                      />
                    )}
                    <rect
                      x={x(bar.startSeconds)}
                      y={top}
                      height={BAR}
                      rx={2}
                      width={Math.max(2, x(bar.endSeconds) - x(bar.startSeconds))}
                      className={FILL[bar.look]}
                    />
                  </g>
                ))}
              </g>
              {row.latest === undefined ? null : (
                <LatestMark x={x(row.latest.seconds)} top={top} height={BAR} title={row.latest.title} />
              )}
              {row.note ? (
                <text
                  x={row.bars.length > 0 ? note.x : LEFT + 4}
                  y={top + 9.5}
                  textAnchor={row.bars.length > 0 ? note.anchor : 'start'}
                  strokeWidth={4}
                  paintOrder="stroke"
                  className="fill-fg-3 stroke-panel"
                >
                  {row.note}
                </text>
              ) : null}
            </g>
          )
        })}
        {nowSeconds === null ? null : (
          <g>
            <path d={`M${x(nowSeconds)} ${TOP - 2}V${bottom}`} className="stroke-fg" strokeWidth={1.5} />
            <rect x={x(nowSeconds) - 20} y={bottom} width={40} height={15} rx={3} className="fill-fg" />
            <text x={x(nowSeconds)} y={bottom + 11} textAnchor="middle" className="fill-ground">
              {m.plans.now}
            </text>
          </g>
        )}
      </svg>
      <TimelineLegend signs={signs} />
    </div>
  )
}
