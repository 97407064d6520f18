import type { DangerKind } from '../domain/danger'
import type { StageId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import { type HoldingDanger, holdingDangers } from './danger'
import type { GroupState } from './group-state'
import { hostsToStop, stagesToFire } from './stages-to-fire'

/** What a plan has taken down, or is taking down, already. */
export interface Taken {
  readonly stageIds: ReadonlySet<StageId>
  readonly hosts: boolean
}

export const NOTHING_TAKEN: Taken = { stageIds: new Set(), hosts: false }

/**
 * The dangers that have a part in a run from now on. On mains each that holds; in an outage only one that asks for more than the
 * outage has: what the outage takes down comes back with the mains (R1).
 */
export const joiningDangers = (content: PlanContent, group: GroupState, taken: Taken): readonly HoldingDanger[] => {
  const holding = holdingDangers(content, group)
  if (!group.inTrouble || holding.length === 0) return holding
  const outage: GroupState = { ...group, dangers: [] }
  const byOutage = stagesToFire(content, outage, taken.stageIds).map(({ stageId }) => stageId)
  const stageIds = new Set([...taken.stageIds, ...byOutage])
  const hosts = taken.hosts || hostsToStop(content, outage) !== null
  return holding.filter(({ kind }) => {
    const alone: GroupState = { ...group, inTrouble: false, dangers: group.dangers.filter((sign) => sign.kind === kind) }
    return stagesToFire(content, alone, stageIds).length > 0 || (!hosts && hostsToStop(content, alone) !== null)
  })
}

/** What dangers ask for once the mains are back. One that had a part asks on while its UPS does not say that it has ended (P2). */
export const stillAsked = (
  content: PlanContent,
  group: GroupState,
  had: readonly DangerKind[],
): { readonly stageIds: readonly StageId[]; readonly hosts: boolean } => {
  const dangers = group.dangers.map((sign) => (had.includes(sign.kind) ? { ...sign, seconds: Number.POSITIVE_INFINITY } : sign))
  const lasting: GroupState = { ...group, inTrouble: false, dangers }
  return {
    stageIds: stagesToFire(content, lasting, new Set()).map(({ stageId }) => stageId),
    hosts: hostsToStop(content, lasting) !== null,
  }
}
