import { stageIdSchema, type VmId } from './ids'
import { isDangerTrigger, type Placement, type PlanContent, type Stage, type Trigger } from './plan'
import { tierOf } from './tier'
import type { VirtualMachine } from './world'

/** The stage that a plan's policy for long outages becomes; nobody edits it. */
export const LONG_OUTAGE_STAGE = stageIdSchema.parse('long-outage')

type Vms = readonly Pick<VirtualMachine, 'id' | 'tags' | 'keepAlive'>[]

/** Its time or its battery fires it, and not only a person or a danger. */
export const isFiredByOutage = ({ triggers }: Stage): boolean =>
  triggers.some((trigger) => trigger.kind !== 'manual' && !isDangerTrigger(trigger))

const afterSeconds = (seconds: number): Trigger => ({ kind: 'seconds-on-battery', seconds })

/** Without those that other VMs still hang on: what has to end before them is not among them. */
const withDependants = (placements: readonly Placement[], isKnown: (vmId: VmId) => boolean): readonly Placement[] => {
  const ids = new Set(placements.map(({ vmId }) => vmId))
  const left = placements.filter(({ after }) => after.every((id) => ids.has(id) || !isKnown(id)))
  return left.length === placements.length ? placements : withDependants(left, isKnown)
}

/**
 * VMs of the given tier and below, as their stages would end them; those that no stage names, that stay on, or that a more important VM
 * hangs on by the plan are left out.
 */
const sheddingStage = (stages: readonly Stage[], vms: Vms, seconds: number, fromTier: number): Stage => {
  const known = new Map(vms.map((vm) => [vm.id, vm]))
  const isShed = ({ vmId, action }: Placement): boolean => {
    const vm = known.get(vmId)
    return vm !== undefined && action !== 'keep' && tierOf(vm) >= fromTier
  }
  return {
    id: LONG_OUTAGE_STAGE,
    name: 'Long outage',
    triggers: [afterSeconds(seconds)],
    placements: [
      ...withDependants(
        stages.filter(isFiredByOutage).flatMap(({ placements }) => placements.filter(isShed)),
        (id) => known.has(id),
      ),
    ],
    alone: true,
  }
}

/** Fires the last stage that an outage fires, and so all before it, and ends the hosts where the plan does, after so long at the latest. */
const endingAfter = (content: PlanContent, seconds: number): PlanContent => {
  const last = content.stages.findLastIndex(isFiredByOutage)
  const trigger = afterSeconds(seconds)
  return {
    ...content,
    stages: content.stages.map((stage, at) => (at === last ? { ...stage, triggers: [...stage.triggers, trigger] } : stage)),
    hosts: content.hosts.action === 'keep' ? content.hosts : { ...content.hosts, triggers: [...content.hosts.triggers, trigger] },
  }
}

/**
 * A plan as it acts: its policy for long outages carried out by stages and triggers. Beyond the first set time a stage of its own ends
 * the VMs of the lower tiers, and no other stage with them; beyond the second everything ends that an outage ends. Where nothing is set,
 * the content itself; done once only.
 */
export const withLongOutage = (content: PlanContent, vms: Vms): PlanContent => {
  const { shedAfterSeconds, shedTier, endAfterSeconds } = content.longOutage
  if (content.acting === true || (shedAfterSeconds === null && endAfterSeconds === null)) return content
  const ending = endAfterSeconds === null ? content : endingAfter(content, endAfterSeconds)
  const shed = shedAfterSeconds === null ? [] : [sheddingStage(content.stages, vms, shedAfterSeconds, shedTier)]
  return { ...ending, stages: [...shed, ...ending.stages], acting: true }
}
