import type { PowerGroupId, StageId } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import type { RunWithSteps, Step } from '../../domain/run'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'
import type { BatteryRoom } from '../../planner/battery-room'
import { checkBatteryRoom, type RoomClaim } from '../../planner/check-battery-room'
import { type GroupInTrouble, movable, movesToBattery, type RoomQuestion } from '../../planner/room-candidate'
import { isLastStage } from '../../planner/stage-steps'
import type { Site } from '../site'

export type TargetSite = Pick<Site, 'trustedWorld' | 'durations' | 'groupStates' | 'hostIdsAtRisk' | 'planOf' | 'version'>

/** What batteries outlast the plan of this group is asked of the site and all runs as they are now (D4). */
export const roomQuestion = (
  site: TargetSite,
  { group, content, run }: Omit<GroupInTrouble, 'hostIds'>,
  runOf: (id: PowerGroupId) => RunWithSteps | null,
  views: readonly PowerDeviceView[],
  nowMs: number,
): RoomQuestion => ({
  world: site.trustedWorld,
  devices: views,
  durations: site.durations,
  mover: { group, content, run, hostIds: site.hostIdsAtRisk(group, views) },
  others: site.groupStates(views).flatMap(({ group: other, state }): GroupInTrouble[] => {
    const armed = site.planOf(other)
    if (!state.inTrouble || other.id === group.id || armed?.plan.mode !== 'armed') return []
    const own = runOf(other.id)
    const version = own === null ? armed.version : site.version(own.planVersionId)
    return version === null
      ? []
      : [{ group: other, content: version.content, run: own, hostIds: site.hostIdsAtRisk(other, views) }]
  }),
  nowMs,
})

/** Whether a stage of this plan could move anything to a battery. */
export const mayAskBatteries = (content: PlanContent, stageId: StageId): boolean =>
  movesToBattery(content) &&
  ((isLastStage(content, stageId) && content.unplaced.action === 'migrate') ||
    content.stages.some(({ id, placements }) => id === stageId && placements.some(({ action }) => action === 'migrate')))

/** Some VM that the plan may move has had no step since the stage fired: of others nothing is asked again with each look. */
export const hasMoreToMove = ({ mover, world }: RoomQuestion, firstSeq: number): boolean => {
  const had = new Set<string>(
    (mover.run?.steps ?? []).flatMap(({ direction, seq, object }) =>
      direction === 'down' && seq >= firstSeq ? [object.id] : [],
    ),
  )
  return movable(mover, world).some(({ id }) => !had.has(id))
}

/** What the planner claims of batteries, and when. */
export interface ClaimedRoom {
  readonly room: BatteryRoom
  readonly nowMs: number
}

/** Claims that the independent checker accepts, and why it does not accept others. */
export const acceptedClaims = (
  { claims }: BatteryRoom,
  {
    groups,
    trusted,
    devices,
  }: {
    readonly groups: readonly PowerGroup[]
    readonly trusted: Site['trustedWorld']
    readonly devices: readonly PowerDeviceView[]
  },
  steps: readonly Step[],
): { readonly accepted: readonly RoomClaim[]; readonly faults: readonly string[] } => {
  const judged = claims.map((claim) => ({
    claim,
    faults: checkBatteryRoom(claim, { hosts: trusted.hosts, feeds: trusted.feeds, groups, devices, steps }),
  }))
  return {
    accepted: judged.flatMap(({ claim, faults }) => (faults.length === 0 ? [claim] : [])),
    faults: judged.flatMap(({ faults }) => faults.map((fault) => `checker: ${fault} (target-without-power)`)),
  }
}

/** A move to a host on battery says until when that has to last, for the look just before its call. */
export const withPowerUntil = (step: Step, claims: readonly RoomClaim[], nowMs: number): Step => {
  const { action, targetHostId } = step
  const claim = action === 'migrate' && targetHostId !== null && claims.find(({ hostIds }) => hostIds.includes(targetHostId))
  return claim === undefined || claim === false ? step : { ...step, powerUntilMs: nowMs + Math.ceil(claim.neededSeconds * 1000) }
}
