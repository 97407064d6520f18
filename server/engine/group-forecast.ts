import type { CheckedForecast } from '../domain/checked-world'
import type { Forecast } from '../domain/forecast'
import type { PlanContent } from '../domain/plan'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { isInOutage, type RunWithSteps } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import { type CheckedQuestion, checkForecastInPieces, type ForecastViolation } from '../planner/check-forecast'
import { withEnded } from '../planner/cut-off'
import type { DurationBook } from '../planner/durations'
import { forecastWithCourse } from '../planner/forecast'
import type { ForecastQuestion } from '../planner/forecast-course'
import type { Pieces } from '../planner/pieces'
import type { BatteryTargets } from '../planner/target-power'

/** A forecast that its independent checker has not accepted. */
export interface RejectedForecast {
  readonly question: CheckedQuestion
  readonly forecast: CheckedForecast
  readonly violations: readonly ForecastViolation[]
}

/**
 * Nothing of it is shown or decided by. Without a margin no hold of a person is released and nobody's grace is shortened: nothing is
 * switched off earlier because of it (A6, D3).
 */
const notBelieved = ({ vmCount, reserveSeconds, warnings }: Forecast): Forecast => ({
  verdict: 'unknown',
  vmCount,
  cutOff: [],
  marginSeconds: null,
  endsAtSeconds: null,
  emptyAtSeconds: null,
  reserveSeconds,
  battery: [],
  stages: [],
  bars: [],
  notes: [P.forecastNotBelieved],
  ...(warnings === undefined ? {} : { warnings }),
})

/** The forecast as it was made, where the independent checker accepts it; else that nothing is foretold. */
export function* believed(
  question: CheckedQuestion,
  forecast: Forecast,
  onRejected: (rejected: RejectedForecast) => void,
): Pieces<Forecast> {
  const violations = yield* checkForecastInPieces(question, forecast)
  if (violations.length === 0) return forecast
  onRejected({ question, forecast, violations })
  return notBelieved(forecast)
}

/**
 * "If the mains failed now", also while a danger lasts on mains; while an outage lasts, the rest of it. As the independent checker
 * accepts it, else nothing is foretold.
 */
export function* groupForecast(input: {
  readonly content: PlanContent
  readonly group: PowerGroup
  readonly world: World
  readonly views: readonly PowerDeviceView[]
  readonly run: RunWithSteps | null
  readonly nowMs: number
  /** As learned here. */
  readonly durations: DurationBook
  /** Where its moves may go although it is on battery (D4). Absent: nowhere. */
  readonly batteries?: () => Pieces<BatteryTargets>
  readonly onRejected: (rejected: RejectedForecast) => void
}): Pieces<Forecast> {
  const { content, group, world, views, run, nowMs, durations } = input
  const goesOn = run !== null && isInOutage(run)
  const question: ForecastQuestion = {
    content,
    groupId: group.id,
    // What the run has ended is off, whatever a manager says of a host that is: no outage would cut it off.
    world: run === null || goesOn ? world : withEnded(world, run),
    devices: views,
    durations,
    progress: goesOn ? { run, nowMs } : null,
    ...(input.batteries === undefined ? {} : { batteries: yield* input.batteries() }),
  }
  const { forecast, course } = yield* forecastWithCourse(question)
  if (course === null) return forecast
  const { load, startSeconds } = course
  yield
  const checked: CheckedQuestion = {
    content: course.content,
    world: question.world,
    group,
    devices: views,
    fromSeconds: startSeconds,
    totalWatts: load.totalWatts,
    watts: new Map<string, number>([...load.vmWatts, ...load.hostWatts]),
  }
  return yield* believed(checked, forecast, input.onRejected)
}
