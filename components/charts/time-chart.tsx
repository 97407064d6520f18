'use client'

import { useTheme } from 'next-themes'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import { formatClock, type ClockZone } from '@/components/format/time'
import { useMessages } from '@/components/messages/use-messages'
import { useClockZone } from '@/components/preferences/preferences'

export interface ChartLine {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly dashed?: boolean
}

const DAY_SECONDS = 86_400

/** Hours and minutes; seconds only where marks are closer than a minute, the day only where they are days apart. */
const markOf = (seconds: number, step: number, zone: ClockZone): string => {
  const clock = formatClock(seconds * 1000, zone)
  if (step >= DAY_SECONDS) return new Date(seconds * 1000).toISOString().slice(5, 10)
  return step < 60 ? clock : clock.slice(0, 5)
}

/** Curves over time on a canvas, in the theme's ink. New points are set in place; zoom by dragging, double-click to leave. */
export const TimeChart = ({
  label,
  times,
  lines,
  formatValue,
  fromZero = true,
  steps,
  height = 240,
}: {
  readonly label: string
  /** Epoch seconds, rising. */
  readonly times: readonly number[]
  readonly lines: readonly ChartLine[]
  readonly formatValue: (value: number) => string
  readonly fromZero?: boolean
  /** Distances between marks of the value axis that read well; absent: decimal ones. */
  readonly steps?: readonly number[]
  readonly height?: number
}) => {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | null>(null)
  const { resolvedTheme } = useTheme()
  const zone = useClockZone()
  const timeLabel = useMessages().audit.columns.time
  const shape = lines.map((line) => `${line.label}${line.dashed ? '-' : ''}`).join('|')
  const latest = useRef({ times, lines, formatValue })
  useEffect(() => {
    latest.current = { times, lines, formatValue }
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])])
  }, [times, lines, formatValue])

  useEffect(() => {
    const element = box.current
    if (!element) return
    const ink = getComputedStyle(document.documentElement)
    const colour = (name: string): string => ink.getPropertyValue(name).trim()
    const font = '11px "Inter Variable", sans-serif'
    const axis = { stroke: colour('--c-fg-3'), font, grid: { stroke: colour('--c-line'), width: 1 }, ticks: { show: false } }
    const { times: startTimes, lines: startLines } = latest.current
    const made = new UPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: startLines.length > 1 },
        cursor: { points: { size: 6 } },
        scales: {
          y: {
            range: (_, low, high) =>
              fromZero ? [0, (high || 1) * 1.1] : [low - (high - low || 1) * 0.2, high + (high - low || 1) * 0.2],
          },
        },
        axes: [
          { ...axis, values: (_, splits, _axis, _space, step) => splits.map((seconds) => markOf(seconds, step, zone)) },
          {
            ...axis,
            size: 58,
            ...(steps ? { incrs: [...steps] } : {}),
            values: (_, splits) => splits.map((value) => latest.current.formatValue(value)),
          },
        ],
        series: [
          { label: timeLabel, value: (_, seconds) => (seconds === null ? '—' : formatClock(seconds * 1000, zone)) },
          ...startLines.map(({ label: name, dashed }, index) => ({
            label: name,
            stroke: colour(index === 0 ? '--c-ink' : '--c-ink-2'),
            width: 1.5,
            dash: dashed ? [4, 4] : undefined,
            points: { show: false },
            value: (_: UPlot, value: number | null) => (value === null ? '—' : latest.current.formatValue(value)),
          })),
        ],
        tzDate: (seconds) => (zone === 'utc' ? UPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC') : new Date(seconds * 1000)),
      },
      [[...startTimes], ...startLines.map(({ values }) => [...values])],
      element,
    )
    plot.current = made
    const watch = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    watch.observe(element)
    return () => {
      watch.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [shape, height, fromZero, steps, resolvedTheme, zone, timeLabel])

  return <div ref={box} role="img" aria-label={label} className="min-w-0 text-sm text-fg-2" />
}
