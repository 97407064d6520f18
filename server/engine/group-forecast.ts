import type { Forecast } from '../domain/forecast'
import type { PlanContent } from '../domain/plan'
import { isInOutage, type RunWithSteps } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import { withEnded } from '../planner/cut-off'
import type { DurationBook } from '../planner/durations'
import { forecastInPieces } from '../planner/forecast'
import type { Pieces } from '../planner/pieces'

/** "If the mains failed now", also while a danger lasts on mains; while an outage lasts, the rest of it. */
export const groupForecast = (input: {
  readonly content: PlanContent
  readonly group: PowerGroup
  readonly world: World
  readonly views: readonly PowerDeviceView[]
  readonly run: RunWithSteps | null
  readonly nowMs: number
  /** As learned here. */
  readonly durations: DurationBook
}): Pieces<Forecast> => {
  const { content, group, world, views, run, nowMs, durations } = input
  const goesOn = run !== null && isInOutage(run)
  return forecastInPieces({
    content,
    groupId: group.id,
    // What the run has ended is off, whatever a manager says of a host that is: no outage would cut it off.
    world: run === null || goesOn ? world : withEnded(world, run),
    devices: views,
    durations,
    progress: goesOn ? { run, nowMs } : null,
  })
}
