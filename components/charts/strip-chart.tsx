'use client'

import { useTheme } from 'next-themes'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import { formatClock, formatMoment, type ClockZone } from '@/components/format/time'
import { useClockZone } from '@/components/preferences/preferences'
import { type ChartMark, drawMarks } from './chart-marks'

export interface ChartLine {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly dashed?: boolean
}

const DAY_SECONDS = 86_400
const AXIS_WIDTH = 58
const TIME_AXIS_HEIGHT = 26
/** So that the time under the right edge is not cut off. */
const TIME_LABEL_HALF = 20
const STEADY_SHARE = 0.05

/** Hours and minutes; seconds only where marks are closer than a minute, the day only where they are days apart. */
const markOf = (seconds: number, step: number, zone: ClockZone): string => {
  const clock = formatClock(seconds * 1000, zone)
  if (step >= DAY_SECONDS) return formatMoment(seconds * 1000, zone, 'en-CA').slice(0, 6)
  return step < 60 ? clock : clock.slice(0, 5)
}

/** Drag a span to look closer: it is the caller who then asks for finer values. */
const zoomed = (plot: UPlot, onZoom: (fromSeconds: number, toSeconds: number) => void): void => {
  const { left, width } = plot.select
  if (width < 4) return
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  if (to - from >= 1) onZoom(from, to)
}

/** A steady value is a line in the middle: its last digit is not blown up to the full height. */
const around = (low: number, high: number): [number, number] => {
  const middle = (low + high) / 2
  const half = Math.max((high - low) * 0.7, Math.abs(middle) * STEADY_SHARE, 0.5)
  return [middle - half, middle + half]
}

interface StripChartProps {
  readonly label: string
  /** Epoch seconds, rising. */
  readonly times: readonly number[]
  readonly lines: readonly ChartLine[]
  readonly span: { readonly from: number; readonly to: number }
  readonly marks: readonly ChartMark[]
  readonly formatValue: (value: number) => string
  readonly fromZero?: boolean
  /** Distances between marks of the value axis that read well; absent: decimal ones. */
  readonly steps?: readonly number[]
  readonly height: number
  /** Charts of one group show the same moment under the pointer. */
  readonly group: string
  readonly hasTimeAxis: boolean
  readonly onZoom: (fromSeconds: number, toSeconds: number) => void
  readonly onZoomOut: () => void
}

/** One value over time on a canvas, in the theme's ink; with others under it it makes a strip chart. New points are set in place. */
export const StripChart = ({ label, hasTimeAxis, height, group, steps, fromZero = true, lines, ...given }: StripChartProps) => {
  const box = useRef<HTMLDivElement>(null)
  const readout = useRef<HTMLSpanElement>(null)
  const plot = useRef<UPlot | null>(null)
  const { resolvedTheme } = useTheme()
  const zone = useClockZone()
  const shape = lines.map((line) => `${line.label}${line.dashed ? '-' : ''}`).join('|')
  const latest = useRef({ lines, ...given })
  const { times, span, marks, formatValue } = given
  useEffect(() => {
    latest.current = { lines, ...given }
  })
  // Span, marks and format are drawn from what is latest: a change of them draws anew too.
  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])])
  }, [times, lines, span, marks, formatValue])

  useEffect(() => {
    const element = box.current
    if (!element) return
    const ink = getComputedStyle(document.documentElement)
    const colour = (name: string): string => ink.getPropertyValue(name).trim()
    const font = '11px "Inter Variable", sans-serif'
    const axis = { stroke: colour('--c-fg-3'), font, grid: { stroke: colour('--c-line'), width: 1 }, ticks: { show: false } }
    const start = latest.current
    const tell = ({ cursor, data }: UPlot): void => {
      if (readout.current === null) return
      const at = cursor.idx ?? null
      const seconds = at === null ? null : data[0][at]
      const words = latest.current.lines.map(({ label: name }, index) => {
        const values = data[index + 1]
        const value = at === null ? values?.at(-1) : values?.[at]
        const text = value === null || value === undefined ? '—' : latest.current.formatValue(value)
        return latest.current.lines.length > 1 ? `${name} ${text}` : text
      })
      const when = seconds === null || seconds === undefined ? [] : [formatClock(seconds * 1000, zone)]
      readout.current.textContent = [...when, ...words].join(' · ')
    }
    const made = new UPlot(
      {
        width: element.clientWidth,
        height: height + (hasTimeAxis ? TIME_AXIS_HEIGHT : 0),
        legend: { show: false },
        padding: [6, TIME_LABEL_HALF, hasTimeAxis ? 0 : 8, 0],
        cursor: {
          points: { size: 6 },
          sync: { key: group, setSeries: false },
          drag: { x: true, y: false, setScale: false },
          bind: {
            dblclick: () => () => {
              latest.current.onZoomOut()
              return null
            },
          },
        },
        hooks: {
          setCursor: [tell],
          setData: [tell],
          setSelect: [(chart) => zoomed(chart, (from, to) => latest.current.onZoom(from, to))],
          drawAxes: [
            (chart) => drawMarks(chart, latest.current.marks, { calm: colour('--c-ink-3'), abnormal: colour('--c-warn') }),
          ],
        },
        scales: {
          x: { range: () => [latest.current.span.from, latest.current.span.to] },
          y: {
            range: (_, low, high) => (fromZero ? [0, (high || 1) * 1.15] : around(low, high)),
          },
        },
        axes: [
          {
            ...axis,
            size: hasTimeAxis ? TIME_AXIS_HEIGHT : 0,
            space: 72,
            values: (_, splits, _axis, _space, step) => splits.map((seconds) => (hasTimeAxis ? markOf(seconds, step, zone) : '')),
          },
          {
            ...axis,
            size: AXIS_WIDTH,
            space: 28,
            ...(steps ? { incrs: [...steps] } : {}),
            values: (_, splits) => splits.map((value) => latest.current.formatValue(value)),
          },
        ],
        series: [
          {},
          ...start.lines.map(({ label: name, dashed }, index) => ({
            label: name,
            stroke: colour(index === 0 ? '--c-ink' : '--c-ink-2'),
            width: 1.5,
            dash: dashed ? [4, 4] : undefined,
            points: { show: false },
          })),
        ],
        tzDate: (seconds) => (zone === 'utc' ? UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000)),
      },
      [[...start.times], ...start.lines.map(({ values }) => [...values])],
      element,
    )
    plot.current = made
    tell(made)
    const watch = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: height + (hasTimeAxis ? TIME_AXIS_HEIGHT : 0) }),
    )
    watch.observe(element)
    return () => {
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [shape, height, hasTimeAxis, group, fromZero, steps, resolvedTheme, zone])

  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline justify-between gap-3">
        <span className="text-xs text-fg-3">{label}</span>
        <span ref={readout} className="text-sm tabular-nums text-fg-2" aria-hidden="true" />
      </figcaption>
      <div ref={box} role="img" aria-label={label} className="min-w-0 text-sm text-fg-2" />
    </figure>
  )
}
