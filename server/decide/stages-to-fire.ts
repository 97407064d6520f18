import type { StageId } from '../domain/ids'
import { hostTriggers, type PlanContent, type Stage } from '../domain/plan'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import type { GroupState } from './group-state'
import { firstHolding } from './trigger'

export interface StageFiring {
  readonly kind: 'fire-stage'
  readonly stageId: StageId
  readonly why: string
}

/** Stages whose triggers hold, each with every earlier one that is not manual only: what matters less goes first. */
export const stagesToFire = (content: PlanContent, group: GroupState, firedIds: ReadonlySet<StageId>): readonly StageFiring[] => {
  const holding = content.stages.map((stage) => firstHolding(stage.triggers, group))
  const last = holding.findLastIndex((why) => why !== null)
  const lastName = content.stages[last]?.name ?? ''
  const isAutomatic = (stage: Stage) => stage.alone !== true && stage.triggers.some((trigger) => trigger.kind !== 'manual')
  return content.stages.flatMap((stage, index) => {
    if (index > last || firedIds.has(stage.id)) return []
    const why = holding[index] ?? (isAutomatic(stage) ? say(RUN_SENTENCES.before, { stage: lastName }) : null)
    return why === null ? [] : [{ kind: 'fire-stage' as const, stageId: stage.id, why }]
  })
}

export const hostsToStop = (content: PlanContent, group: GroupState): string | null => firstHolding(hostTriggers(content), group)
