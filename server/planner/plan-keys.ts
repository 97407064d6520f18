import type { StageId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import type { World } from '../domain/world'
import type { PlanMemory } from './plan-memory'
import { isLastStage } from './stage-steps'
import type { TargetPower } from './target-power'
import { whyKeptAlive } from './vm-class'

/** Names for what the planner is asked: the same name, after the same firings and in the same world, means the same steps. */
export interface PlanKeys {
  stage(stageId: StageId): string
  hosts(): string
}

/**
 * What a stage's steps are reads that stage alone, but for the last (with what nobody placed) and what the operation stands on; and
 * where VMs could go, the power of the hosts (D4).
 */
export const createPlanKeys = (content: PlanContent, world: World, power: TargetPower, { nameOf }: PlanMemory): PlanKeys => {
  const powerName = nameOf(JSON.stringify([[...power.hostsWithoutPower], [...(power.reasons ?? [])]]))
  const keys = new Map<StageId | null, string>()
  const remember = (id: StageId | null, make: () => string): string => {
    const key = keys.get(id) ?? make()
    keys.set(id, key)
    return key
  }
  const whole = (): string => remember(null, () => nameOf(JSON.stringify(content)))
  const standsOnVms = world.vms.some((vm) => whyKeptAlive(vm) !== null)
  return {
    hosts: () => `h${whole()}`,
    stage: (stageId) =>
      remember(stageId, () =>
        standsOnVms || isLastStage(content, stageId)
          ? nameOf(JSON.stringify([stageId, powerName, whole()]))
          : nameOf(JSON.stringify([content.stages.find(({ id }) => id === stageId), powerName, content.hosts.action])),
      ),
  }
}
