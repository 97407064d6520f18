'use client'

import { formatDuration } from '@/components/format/duration'
import { useWidth } from './use-width'

export interface CurvePoint {
  readonly loadPercent: number
  readonly lowSeconds: number
  readonly expectedSeconds: number
  readonly highSeconds: number
}

/** `firmware`: what the device said once. `discharge`: what was seen. `now`: what it says now. */
export interface CurveMark {
  readonly key: string
  readonly kind: 'firmware' | 'discharge' | 'now'
  readonly loadPercent: number
  readonly seconds: number
  readonly title: string
}

const HEIGHT = 220
const LEFT = 58
const RIGHT = 12
const TOP = 10
const BOTTOM = 36
const LOADS = [0, 20, 40, 60, 80, 100] as const
const TIMES = [30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800] as const
const MOST_LOAD = 112

const Mark = ({ x, y, kind, title }: { readonly x: number; readonly y: number } & Pick<CurveMark, 'kind' | 'title'>) => {
  const words = <title>{title}</title>
  switch (kind) {
    case 'firmware':
      return (
        <circle cx={x} cy={y} r={4} className="fill-panel stroke-ink" strokeWidth={1.5}>
          {words}
        </circle>
      )
    case 'discharge':
      return (
        <path d={`M${x} ${y - 5.5}L${x + 5.5} ${y}L${x} ${y + 5.5}L${x - 5.5} ${y}Z`} className="fill-ink">
          {words}
        </path>
      )
    case 'now':
      return (
        <path
          d={`M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`}
          className="stroke-ink"
          strokeWidth={2}
        >
          {words}
        </path>
      )
  }
}

/** Runtime of a full battery over load: the expected course, the band around it, and what it was learned from. */
export const RuntimeCurve = ({
  label,
  xLabel,
  curve,
  marks,
  loadNowPercent,
  nowLabel,
}: {
  readonly label: string
  readonly xLabel: string
  readonly curve: readonly CurvePoint[]
  readonly marks: readonly CurveMark[]
  readonly loadNowPercent: number | null
  readonly nowLabel: string
}) => {
  const { ref, width } = useWidth(560)
  const seconds = [
    ...curve.flatMap(({ lowSeconds, highSeconds }) => [lowSeconds, highSeconds]),
    ...marks.map((mark) => mark.seconds),
  ]
  const least = Math.max(15, Math.min(...seconds))
  const most = Math.max(least * 4, ...seconds)
  const inner = width - LEFT - RIGHT
  const x = (loadPercent: number): number => LEFT + (Math.min(MOST_LOAD, loadPercent) / MOST_LOAD) * inner
  const y = (value: number): number => {
    const part = Math.log(Math.max(least, value) / least) / Math.log(most / least)
    return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)
  }
  const at = (loadPercent: number, value: number): string => `${x(loadPercent).toFixed(1)} ${y(value).toFixed(1)}`
  const band = [
    ...curve.map((point) => at(point.loadPercent, point.highSeconds)),
    ...curve.toReversed().map((point) => at(point.loadPercent, point.lowSeconds)),
  ].join('L')
  const line = curve.map((point) => at(point.loadPercent, point.expectedSeconds)).join('L')
  return (
    <div ref={ref} className="min-w-0 overflow-hidden">
      <svg role="img" aria-label={label} width={width} height={HEIGHT} className="block text-xs">
        {TIMES.filter((time) => time >= least && time <= most).map((time) => (
          <g key={time}>
            <path d={`M${LEFT} ${y(time)}H${width - RIGHT}`} className="stroke-line" />
            <text x={LEFT - 6} y={y(time) + 4} textAnchor="end" className="fill-fg-3">
              {formatDuration(time)}
            </text>
          </g>
        ))}
        {LOADS.map((load) => (
          <text key={load} x={x(load)} y={HEIGHT - BOTTOM + 15} textAnchor="middle" className="fill-fg-3">
            {load} %
          </text>
        ))}
        <text x={width - RIGHT} y={HEIGHT - 6} textAnchor="end" className="fill-fg-3">
          {xLabel}
        </text>
        <path d={`M${band}Z`} className="fill-ink-4" />
        <path d={`M${line}`} fill="none" className="stroke-ink" strokeWidth={1.5} />
        {loadNowPercent === null ? null : (
          <g>
            <path d={`M${x(loadNowPercent)} ${TOP}V${HEIGHT - BOTTOM}`} className="stroke-ink-2" strokeDasharray="3 3" />
            <text x={x(loadNowPercent) + 4} y={TOP + 9} className="fill-fg-2">
              {nowLabel}
            </text>
          </g>
        )}
        {marks.map(({ key, loadPercent, seconds: value, ...mark }) => (
          <Mark key={key} x={x(loadPercent)} y={y(value)} {...mark} />
        ))}
      </svg>
    </div>
  )
}
