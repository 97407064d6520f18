import type { GroupState } from '../decide/group-state'
import type { Forecast } from '../domain/forecast'
import type { PlanContent } from '../domain/plan'
import type { RunWithSteps } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'

export const groupForecast = (_input: {
  readonly content: PlanContent
  readonly group: PowerGroup
  readonly state: GroupState
  readonly world: World
  readonly views: readonly PowerDeviceView[]
  readonly run: RunWithSteps | null
}): Forecast => ({ verdict: 'unknown', vmCount: 0, cutOff: [], marginSeconds: null, endsAtSeconds: null, emptyAtSeconds: null, reserveSeconds: 0, battery: [], stages: [], bars: [], notes: [] })
