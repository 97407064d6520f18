import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type {
  BatteryPoint,
  Forecast,
  ForecastBand,
  ForecastBar,
  ForecastRange,
  ForecastStage,
  WorstCase,
} from '../domain/forecast'
import type { StageId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import type { Step } from '../domain/run'
import { carries } from './battery-bank'
import { bandOf } from './forecast-band'
import { consoleReturnWarnings } from './console-return'
import { longOutageWarnings } from './long-outage-warnings'
import { type Course, courseInPieces, type ForecastQuestion, hostsFedBy } from './forecast-course'
import type { SimulationResult, Span } from './forecast-simulation'
import { atOnce, type Pieces } from './pieces'
import { thinned } from './thinned'

const MOST_POINTS = 200

const nothing = (content: PlanContent, vmCount: number, notes: readonly string[]): Forecast => ({
  verdict: 'unknown',
  vmCount,
  cutOff: [],
  marginSeconds: null,
  endsAtSeconds: null,
  emptyAtSeconds: null,
  reserveSeconds: content.reserveSeconds,
  battery: [],
  stages: [],
  bars: [],
  notes,
})

const tidy = (seconds: number): number => Math.round(seconds * 10) / 10

const tidyRange = ({ lowSeconds, highSeconds }: ForecastRange): ForecastRange => ({
  lowSeconds: tidy(lowSeconds),
  highSeconds: tidy(highSeconds),
})

const tidyBand = ({ battery, endsAt, emptyAt, lateEnds }: ForecastBand): ForecastBand => ({
  battery: battery.map(({ atSeconds, ...range }) => ({ atSeconds: tidy(atSeconds), ...tidyRange(range) })),
  endsAt: endsAt && tidyRange(endsAt),
  emptyAt: emptyAt && tidyRange(emptyAt),
  lateEnds: lateEnds.map(({ objectId, seconds }) => ({ objectId, seconds: tidy(seconds) })),
})

const worstCaseOf = (endsAtSeconds: number | null, leftSeconds: number): WorstCase => ({
  endsAtSeconds: endsAtSeconds === null ? null : tidy(endsAtSeconds),
  leftSeconds: tidy(leftSeconds),
})

const objectOf = ({ object }: Step): ForecastBar['object'] => {
  switch (object.kind) {
    case 'vm':
      return { kind: object.kind, id: object.id }
    case 'host':
      return { kind: object.kind, id: object.id }
    case 'safeguard':
      return { kind: object.kind, id: object.id }
  }
}

const barOf = (span: Span, worstEndSeconds: number): ForecastBar => {
  const { step } = span
  return {
    stageId: step.stageId,
    object: objectOf(step),
    name: step.object.name,
    action: step.action,
    startSeconds: tidy(span.startSeconds),
    endSeconds: tidy(span.endSeconds),
    worstEndSeconds: tidy(Math.max(span.endSeconds, worstEndSeconds)),
    ...(span.ends ? {} : { drawsOn: true as const }),
  }
}

/** Expected spans with the end where everything is slow; what begins in the worst case only is shown as there. */
const barsOf = (expected: SimulationResult, worst: SimulationResult, past: readonly Span[]): readonly ForecastBar[] => {
  const bars = [...expected.spans.entries()].map(([id, span]) => barOf(span, worst.spans.get(id)?.endSeconds ?? span.endSeconds))
  const only = [...worst.spans.entries()]
    .filter(([id]) => !expected.spans.has(id))
    .map(([, span]) => barOf({ ...span, ends: false }, span.endSeconds))
  return [...past.map((span) => barOf(span, 0)), ...bars, ...only].sort((left, right) => left.startSeconds - right.startSeconds)
}

/** A course until the battery is empty, thinned out to what a chart can show. */
const pointsOf = ({ points, darkAtSeconds }: SimulationResult): readonly BatteryPoint[] => {
  const byTime = new Map(points.map((point) => [point.atSeconds, point]))
  const shown = [...byTime.values()].filter(
    (point, place) => place === 0 || darkAtSeconds === null || point.atSeconds <= darkAtSeconds,
  )
  return thinned(shown, MOST_POINTS / 2).map(({ atSeconds, runtimeSeconds }) => ({
    atSeconds: tidy(atSeconds),
    runtimeSeconds: tidy(runtimeSeconds),
  }))
}

const stagesOf = (
  content: PlanContent,
  simulation: SimulationResult,
  firedAt: ReadonlyMap<StageId, number>,
): readonly ForecastStage[] =>
  content.stages.map((stage) => {
    const fired = simulation.stages.get(stage.id)
    return {
      stageId: stage.id,
      name: stage.name,
      firesAtSeconds: fired === undefined ? null : tidy(firedAt.get(stage.id) ?? fired.atSeconds),
      endsAtSeconds: fired === undefined ? null : tidy(fired.endSeconds),
      shedWatts: Math.round(fired?.shedWatts ?? 0),
      gainedSeconds: tidy(fired?.gainedSeconds ?? 0),
    }
  })

/**
 * How an outage of this group would go under this plan, from now: when each stage fires, when each VM and host has ended
 * (as expected, and where everything is slow), how the battery follows the falling load, and whether everything ends before the
 * reserve. The verdict and the margin stand on the worst case: every action slow, and as little battery as the bands of the UPSs allow.
 */
export const forecastPlan = (question: ForecastQuestion): Forecast => atOnce(forecastInPieces(question))

/** As `forecastPlan`: with ten thousand VMs it takes a while. */
export function* forecastInPieces(question: ForecastQuestion): Pieces<Forecast> {
  return (yield* forecastWithCourse(question)).forecast
}

export interface ForecastWithCourse {
  readonly forecast: Forecast
  /** Null: there is nothing to foretell. */
  readonly course: Pick<Course, 'content' | 'group' | 'load' | 'startSeconds'> | null
  /** As it goes where everything is slow and the battery short. */
  readonly worst: SimulationResult | null
}

/** With what the course stands on, for whoever checks the forecast. */
export function* forecastWithCourse(question: ForecastQuestion): Pieces<ForecastWithCourse> {
  const { content, world } = question
  const group = world.groups.find((each) => each.id === question.groupId)
  if (group === undefined) return { forecast: nothing(content, 0, [P.groupUnknown]), course: null, worst: null }
  const course = yield* courseInPieces(question, group)
  yield
  const warnings = [...consoleReturnWarnings(content, world, hostsFedBy(world, group)), ...longOutageWarnings(content, world)]
  const warned = warnings.length === 0 ? {} : { warnings }
  const { vms, load, bank } = course
  if (bank.batteries.length < bank.required)
    return {
      forecast: { ...nothing(content, vms.length, [...bank.notes, P.runtimesUntold]), ...warned },
      course: null,
      worst: null,
    }
  yield
  const expected = yield* course.expected()
  const { result: worst, cutOff, leftSeconds, marginSeconds } = yield* course.worst()
  const graces = marginSeconds === null || marginSeconds >= 0 ? [] : course.gracesFor(worst, -marginSeconds)
  yield
  const band = question.withBand === true ? yield* bandOf(course, expected, worst) : null
  yield
  const bars = barsOf(expected, worst, course.past)
  yield
  const isLate = leftSeconds < content.reserveSeconds || !carries(bank)
  const forecast: Forecast = {
    verdict: cutOff.length > 0 ? 'cut-off' : isLate ? 'late' : 'clean',
    vmCount: vms.length,
    cutOff,
    marginSeconds,
    ...(marginSeconds === null ? {} : { worst: worstCaseOf(worst.lastEndSeconds, leftSeconds) }),
    endsAtSeconds: expected.lastEndSeconds === null ? null : tidy(expected.lastEndSeconds),
    emptyAtSeconds: expected.darkAtSeconds === null ? null : tidy(expected.darkAtSeconds),
    reserveSeconds: content.reserveSeconds,
    battery: pointsOf(expected),
    worstCourse: pointsOf(worst),
    ...(band === null ? {} : { band: tidyBand(band) }),
    stages: stagesOf(course.content, expected, course.firedAt),
    bars,
    notes: [...bank.notes, ...load.notes, ...new Set(expected.notes.map((note) => note.message))],
    ...warned,
    ...(graces.length === 0 ? {} : { graces }),
  }
  return { forecast, course, worst }
}
