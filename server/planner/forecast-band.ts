import type { ForecastBand, ForecastRange } from '../domain/forecast'
import type { Course } from './forecast-course'
import type { SimulationResult } from './forecast-simulation'
import { type Draw, Z95 } from './drawn-durations'
import type { Pieces } from './pieces'
import { thinned } from './thinned'

/** One standard deviation to either side of both: their mean and spread are those of all there are. */
const CORNERS = [
  { site: 1, battery: 1 },
  { site: 1, battery: -1 },
  { site: -1, battery: 1 },
  { site: -1, battery: -1 },
] as const
/** So many actions are played in all, so that a small plan, where each one's own luck counts, is played more often. */
const ACTIONS_PLAYED = 8_000
const MOST_ROUNDS = 16
/** Of the course, for the chart. */
const PARTS = 80
/** A little wider than nine of ten, for the spread is found from few courses: as `bench forecast` measures it. */
const WIDTH = 1.13 * Z95

const drawsFor = (actions: number): readonly Draw[] => {
  const rounds = Math.max(1, Math.min(MOST_ROUNDS, Math.round(ACTIONS_PLAYED / CORNERS.length / Math.max(1, actions))))
  return Array.from({ length: rounds }, (_, round) =>
    CORNERS.map((corner, at) => ({ ...corner, seed: round * CORNERS.length + at + 1 })),
  ).flat()
}

const rangeOf = (values: readonly number[]): { readonly mean: number; readonly spread: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, spread: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) }
}

/** From now on times spread by factors rather than by seconds. */
const rangeFrom = (nowSeconds: number, times: readonly number[]): ForecastRange | null => {
  if (times.length === 0) return null
  const { mean, spread } = rangeOf(times.map((seconds) => Math.log(Math.max(1, seconds - nowSeconds))))
  return {
    lowSeconds: nowSeconds + Math.exp(mean - WIDTH * spread),
    highSeconds: nowSeconds + Math.exp(mean + WIDTH * spread),
  }
}

/** Runtime left at a time: from the last event on it falls by a second each second. Times are asked for in order. */
const runtimeReader = ({ points }: SimulationResult): ((seconds: number) => number) => {
  let at = 0
  return (seconds) => {
    while ((points[at + 1]?.atSeconds ?? Number.POSITIVE_INFINITY) <= seconds) at += 1
    const last = points[at]
    return last === undefined ? 0 : Math.max(0, last.runtimeSeconds - Math.max(0, seconds - last.atSeconds))
  }
}

const timesOf = (nowSeconds: number, expected: SimulationResult, courses: readonly SimulationResult[]): readonly number[] => {
  const until = Math.max(
    ...[expected, ...courses].map(({ darkAtSeconds, lastEndSeconds }) => darkAtSeconds ?? lastEndSeconds ?? nowSeconds),
  )
  const events = thinned(
    expected.points.filter(({ atSeconds }) => atSeconds <= until),
    PARTS,
  )
  const even = Array.from({ length: PARTS + 1 }, (_, at) => nowSeconds + ((until - nowSeconds) * at) / PARTS)
  return [...new Set([...events.map(({ atSeconds }) => atSeconds), ...even])].sort((left, right) => left - right)
}

/**
 * Within what an outage stays in nine of ten cases: the plan is played with the durations of each action drawn for itself and a
 * slow or quick site for all, the batteries weak or strong within their bands. The verdict, the margin and the latest moments do not
 * stand on this, but on the worst case.
 */
export function* bandOf(course: Course, expected: SimulationResult, worst: SimulationResult): Pieces<ForecastBand> {
  const courses: SimulationResult[] = []
  for (const draw of drawsFor(expected.spans.size)) courses.push(yield* course.drawn(draw))
  const now = course.startSeconds
  const readers = courses.map(runtimeReader)
  const battery = timesOf(now, expected, courses).map((atSeconds) => {
    const { mean, spread } = rangeOf(readers.map((runtimeAt) => runtimeAt(atSeconds)))
    return { atSeconds, lowSeconds: Math.max(0, mean - WIDTH * spread), highSeconds: mean + WIDTH * spread }
  })
  yield
  return {
    battery,
    endsAt: rangeFrom(
      now,
      courses.flatMap(({ lastEndSeconds }) => lastEndSeconds ?? []),
    ),
    emptyAt: rangeFrom(
      now,
      courses.flatMap(({ darkAtSeconds }) => darkAtSeconds ?? []),
    ),
    lateEnds: lateEndsOf(courses, expected, worst),
  }
}

/** By object, when its action has ended in nineteen of twenty cases: how late it may begin and how slow it may be are not late and slow at once. */
const lateEndsOf = (
  courses: readonly SimulationResult[],
  expected: SimulationResult,
  worst: SimulationResult,
): ForecastBand['lateEnds'] =>
  [...expected.spans].flatMap(([id, span]) => {
    const slow = worst.spans.get(id)
    const starts = courses.flatMap(({ spans }) => spans.get(id)?.startSeconds ?? [])
    if (slow === undefined || starts.length === 0) return []
    const { mean, spread } = rangeOf(starts)
    const usual = span.endSeconds - span.startSeconds
    const longer = Math.max(0, slow.endSeconds - slow.startSeconds - usual)
    const late = Math.max(mean, span.startSeconds) + usual + Math.hypot(Z95 * spread, longer)
    return [{ objectId: id, seconds: Math.max(span.endSeconds, late) }]
  })
