import type { StageId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import type { World } from '../domain/world'
import { isLastStage } from './stage-steps'
import { whyKeptAlive } from './vm-class'

/** Names for what the planner is asked: the same name, after the same firings and in the same world, means the same steps. */
export interface PlanKeys {
  stage(stageId: StageId): string
  hosts(): string
}

/** Numbers instead of long texts, so that a chain of firings is a short key. */
export type KnownTexts = Map<string, number>

/** What a stage's steps are reads that stage alone, but for the last (with what nobody placed) and what the operation stands on. */
export const createPlanKeys = (content: PlanContent, world: World, known: KnownTexts): PlanKeys => {
  const numberOf = (text: string): string => {
    const number = known.get(text) ?? known.size
    known.set(text, number)
    return String(number)
  }
  const keys = new Map<StageId | null, string>()
  const remember = (id: StageId | null, make: () => string): string => {
    const key = keys.get(id) ?? make()
    keys.set(id, key)
    return key
  }
  const whole = (): string => remember(null, () => numberOf(JSON.stringify(content)))
  const standsOnVms = world.vms.some((vm) => whyKeptAlive(vm) !== null)
  return {
    hosts: () => `h${whole()}`,
    stage: (stageId) =>
      remember(stageId, () =>
        standsOnVms || isLastStage(content, stageId)
          ? numberOf(JSON.stringify([stageId, whole()]))
          : numberOf(JSON.stringify([content.stages.find(({ id }) => id === stageId), content.hosts.action])),
      ),
  }
}
