import type { CheckedHost as Host, CheckedStep as Step, CheckedVm as VirtualMachine } from '../domain/checked-world'
import type { StepId } from '../domain/ids'
import { type Demand, unmetAtWorst } from './check-flow'
import { moves, pending, type Scene, stepsOf, stops } from './check-scene'

const sum = (demands: readonly Demand<StepId>[]): number => demands.reduce((total, { amount }) => total + amount, 0)

/** After such a step its VM holds nothing on the host any more. */
const leaves = (step: Step, host: Host): boolean => step.targetHostId !== host.id && (moves(step) || stops(step))

/**
 * What a host may hold at worst when `arrival` gets there: nothing is taken to have left that nobody waits for, and everything to
 * have come that may have. Of others that come, those that wait for VMs to leave are counted against the room that these leave;
 * no room is counted twice.
 */
export const worstMemoryMiB = (scene: Scene, host: Host, arrival: Step): number => {
  const residents = scene.residents.get(host.id) ?? []
  const byVms = residents.reduce((total, vm) => total + (vm.memoryMiB ?? 0), 0)
  const reported = host.connection === 'up' ? (host.memoryUsedMiB ?? 0) : 0
  const isResident = new Set<string>(residents.map((vm) => vm.id))
  const behind = scene.waits.of(arrival)
  /** The last step that takes it away and is waited for; null: none. */
  const leftAtSeq = (id: string): number | null =>
    stepsOf(scene, id).findLast((step) => leaves(step, host) && behind.has(step.id))?.seq ?? null
  const isGone = (vm: VirtualMachine): boolean => leftAtSeq(vm.id) !== null
  let held = Math.max(byVms, reported)
  for (const vm of residents) if (isGone(vm)) held -= vm.memoryMiB ?? 0
  const coming: Demand<StepId>[] = []
  for (const step of scene.arrivals.get(host.id) ?? []) {
    const waitsForArrival = step.seq > arrival.seq && scene.waits.of(step).has(arrival.id)
    const memoryMiB = step.object.kind === 'vm' ? (scene.vms.get(step.object.id)?.memoryMiB ?? 0) : 0
    const isGoneAgain = (leftAtSeq(step.object.id) ?? step.seq) > step.seq
    if (isResident.has(step.object.id) || isGoneAgain) continue
    if (step.id === arrival.id) held += memoryMiB
    else if (!waitsForArrival) coming.push({ id: step.id, amount: memoryMiB })
  }
  const enough = (host.memoryMiB ?? Number.POSITIVE_INFINITY) - held
  if (sum(coming) <= enough) return held + sum(coming)
  const mayLeave = residents.filter((vm) => !isGone(vm)).flatMap((vm) => departureOf(scene, vm, host))
  return held + unmetAtWorst(coming, mayLeave, (id) => scene.byId.get(id)?.after ?? [], enough)
}

/** What may come to a host until `arrival` is there, it included, whatever leaves meanwhile. */
export const comingAtWorstMiB = (scene: Scene, host: Host, arrival: Step): number => {
  const isThere = new Set<string>((scene.residents.get(host.id) ?? []).map((vm) => vm.id))
  const comes = (step: Step): boolean =>
    step.id === arrival.id || !(step.seq > arrival.seq && scene.waits.of(step).has(arrival.id))
  const coming = new Set(
    (scene.arrivals.get(host.id) ?? []).filter(comes).flatMap(({ object }) => (object.kind === 'vm' ? [object.id] : [])),
  )
  return [...coming].filter((id) => !isThere.has(id)).reduce((total, id) => total + (scene.vms.get(id)?.memoryMiB ?? 0), 0)
}

const departureOf = (scene: Scene, vm: VirtualMachine, host: Host): readonly Demand<StepId>[] => {
  const step = stepsOf(scene, vm.id).find((each) => pending(each) && leaves(each, host))
  return step === undefined ? [] : [{ id: step.id, amount: vm.memoryMiB ?? 0 }]
}
