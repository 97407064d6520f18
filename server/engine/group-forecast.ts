import type { Forecast } from '../domain/forecast'
import type { PlanContent } from '../domain/plan'
import { isInOutage, type RunWithSteps } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import { forecastPlan } from '../planner/forecast'

/** "If the mains failed now", also while a danger lasts on mains; while an outage lasts, the rest of it. */
export const groupForecast = (input: {
  readonly content: PlanContent
  readonly group: PowerGroup
  readonly world: World
  readonly views: readonly PowerDeviceView[]
  readonly run: RunWithSteps | null
  readonly nowMs: number
}): Forecast =>
  forecastPlan({
    content: input.content,
    groupId: input.group.id,
    world: input.world,
    devices: input.views,
    progress: input.run !== null && isInOutage(input.run) ? { run: input.run, nowMs: input.nowMs } : null,
  })
