import type { Forecast } from '../domain/forecast'
import type { PlanContent } from '../domain/plan'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { isInOutage, type RunWithSteps } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import { believedForecast, type RejectedForecast } from '../planner/believed-forecast'
import { withEnded } from '../planner/cut-off'
import type { DurationBook } from '../planner/durations'
import type { ForecastQuestion } from '../planner/forecast-course'
import type { Pieces } from '../planner/pieces'
import type { BatteryTargets } from '../planner/target-power'

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
  const { forecast } = yield* believedForecast(question, (rejected) => {
    input.onRejected(rejected)
    return P.forecastNotBelieved
  })
  return forecast
}
