import type { Forecast } from '../domain/forecast'
import type { HostId, VmId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import { isDangerTrigger, type PlanContent, type Stage } from '../domain/plan'
import type { RunWithSteps } from '../domain/run'
import type { VirtualMachine, World } from '../domain/world'
import type { SimulationResult } from './forecast-simulation'
import { endedBy } from './ended-by-run'
import { byName, holdsMemory, indexOf } from './world-index'

const endedByRun = (run: RunWithSteps | null): ReadonlySet<VmId> => endedBy(run === null || run.dryRun ? [] : run.steps)

/**
 * The world as an outage run leaves it: what it has ended, as verified, is off, also where the host is off and the manager says
 * nothing of it any more.
 */
export const withEnded = (world: World, run: RunWithSteps): World => {
  const ended = endedByRun(run)
  if (!world.vms.some(({ id, power }) => power === 'unknown' && ended.has(id))) return world
  const vms = world.vms.map((vm) => (vm.power === 'unknown' && ended.has(vm.id) ? { ...vm, power: 'off' as const } : vm))
  return { ...world, vms }
}

/**
 * The VMs that count: on the group's hosts, running, and no business of the platform's own (D6). Of a VM on a host that is
 * off the manager says nothing any more: one that the run has ended, as verified, stays ended.
 */
export const vmsAtStake = (
  world: World,
  hostIds: ReadonlySet<HostId>,
  run: RunWithSteps | null = null,
): readonly VirtualMachine[] => {
  const index = indexOf(world)
  const ended = endedByRun(run)
  return [...hostIds]
    .flatMap((hostId) => index.vmsOnHost.get(hostId) ?? [])
    .filter((vm) => holdsMemory(vm) && vm.systemKind === null && !(vm.power === 'unknown' && ended.has(vm.id)))
    .sort(byName)
}

const whyNeverFired = ({ name, triggers }: Stage): string => {
  if (triggers.every((trigger) => trigger.kind === 'manual')) return say(P.stageByPerson, { stage: name })
  return triggers.every((trigger) => trigger.kind === 'manual' || isDangerTrigger(trigger))
    ? say(P.stageOnDanger, { stage: name })
    : say(P.stageTooLate, { stage: name })
}

const endsInTime = (
  { spans, darkAtSeconds }: Pick<SimulationResult, 'spans' | 'darkAtSeconds'>,
  { id }: VirtualMachine,
): boolean => {
  const span = spans.get(id)
  return span !== undefined && span.ends && (darkAtSeconds === null || span.endSeconds <= darkAtSeconds)
}

/** How many `cutOffVms` would name. */
export const countCutOff = (
  vms: readonly VirtualMachine[],
  simulation: Pick<SimulationResult, 'spans' | 'darkAtSeconds'>,
): number => vms.reduce((count, vm) => (endsInTime(simulation, vm) ? count : count + 1), 0)

/** Those that lose their power while they run, and why, as this simulation saw it. */
export const cutOffVms = (
  content: PlanContent,
  vms: readonly VirtualMachine[],
  simulation: SimulationResult,
): Forecast['cutOff'] => {
  const stageOf = new Map<VmId, { stage: Stage; keep: boolean }>()
  for (const stage of content.stages.filter(({ alone }) => alone !== true))
    for (const { vmId, action } of stage.placements) if (!stageOf.has(vmId)) stageOf.set(vmId, { stage, keep: action === 'keep' })
  const noteOf = new Map(simulation.notes.flatMap((note) => (note.vmId === null ? [] : [[note.vmId, note.message] as const])))
  const { darkAtSeconds } = simulation

  const reasonFor = (vm: VirtualMachine): string => {
    const span = simulation.spans.get(vm.id)
    if (span !== undefined) {
      if (!span.ends || darkAtSeconds === null) return P.neverEnds
      return span.startSeconds >= darkAtSeconds
        ? P.afterTheBattery
        : say(P.batteryTooShort, { seconds: Math.ceil(span.endSeconds - darkAtSeconds) })
    }
    const note = noteOf.get(vm.id)
    if (note !== undefined) return note
    const placed = stageOf.get(vm.id)
    const stage = placed?.stage ?? content.stages.at(-1)
    if (stage === undefined) return P.notCovered
    const keep = placed?.keep ?? content.unplaced.action === 'keep'
    if (keep) return P.keptOn
    return simulation.stages.has(stage.id) ? P.noStepEndsIt : whyNeverFired(stage)
  }
  return vms.flatMap((vm) => (endsInTime(simulation, vm) ? [] : [{ vmId: vm.id, name: vm.name, reason: reasonFor(vm) }]))
}
