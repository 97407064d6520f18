import type { HostId, VmId } from '../domain/ids'
import type { EvacuationChoice, PlannedMove } from '../domain/order'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { PlacementSummary } from '../domain/preflight'
import { say } from '../domain/sentence'
import type { VirtualMachine } from '../domain/world'
import { plannedHostOf } from './affinity'
import type { Prover } from './assign/prover'
import { type Placed, placeTogether, reasonsOf } from './assign/place'
import { checkPlacement } from './check-placement'
import type { EvacuationContext } from './evacuation-context'
import { movesByItself } from './evacuation-decision'
import { type RejectedPart, rulesOf } from './rejected-part'

export interface PlacementWish {
  readonly choices: ReadonlyMap<string, EvacuationChoice>
  readonly makeRoom: boolean
  readonly prover: Prover | null
}

/** Where the VMs of a host go, and whoever makes room for them. */
export interface EvacuationPlacement {
  readonly targets: ReadonlyMap<VmId, HostId>
  /** VMs of other hosts, each after those that must have left where it goes. */
  readonly makingRoom: readonly VirtualMachine[]
  readonly withheld: ReadonlySet<VmId>
  readonly summary: PlacementSummary | null
  /** Why not all found a place together, in words. */
  readonly notes: readonly string[]
  /** Placements that were found and not used, for the independent checker did not accept them. */
  readonly rejected: readonly RejectedPart[]
}

const NOTHING: EvacuationPlacement = {
  targets: new Map(),
  makingRoom: [],
  withheld: new Set(),
  summary: null,
  notes: [],
  rejected: [],
}

/** Those that go where nobody has left first, before those that go where one of them has been. */
const inOrderOfLeaving = (vms: readonly VirtualMachine[], targets: ReadonlyMap<VmId, HostId>): readonly VirtualMachine[] => {
  const left = new Set<HostId | undefined>(vms.flatMap(({ hostId }) => hostId ?? []))
  const waits = ({ id }: VirtualMachine): boolean => left.has(targets.get(id))
  return [...vms].sort((one, other) => Number(waits(one)) - Number(waits(other)))
}

const placementOf = (context: EvacuationContext, placed: readonly Placed[]): Omit<EvacuationPlacement, 'rejected'> => {
  const { index, host } = context
  const targets = new Map<VmId, HostId>()
  const byHost = new Map<string, HostId>([...index.hosts.keys()].map((id) => [id, id]))
  const byVm = new Map<string, VirtualMachine>([...index.vms.values()].map((vm) => [vm.id, vm]))
  for (const { vmId, toHostId } of placed.flatMap(({ assignment }) => assignment.moves)) {
    const vm = byVm.get(vmId)
    const target = byHost.get(toHostId)
    if (vm !== undefined && target !== undefined) targets.set(vm.id, target)
  }
  const making = [...targets.keys()].flatMap((id) => index.vms.get(id) ?? []).filter(({ hostId }) => hostId !== host.id)
  const short = placed.filter(({ assignment }) => assignment.unplacedVmIds.length > 0)
  const reasons = short.flatMap((each) => reasonsOf(each) ?? [])
  const withheld = short.flatMap(({ problem, assignment }) => (problem.mostArrivingMiB === null ? [] : assignment.unplacedVmIds))
  const sum = (of: (each: Placed) => number): number => placed.reduce((total, each) => total + of(each), 0)
  const most = sum(({ assignment }) => assignment.mostValue)
  return {
    targets,
    makingRoom: inOrderOfLeaving(making, targets),
    withheld: new Set(withheld.flatMap((id) => byVm.get(id)?.id ?? [])),
    summary: {
      isExact: placed.every(({ assignment }) => assignment.isExact || assignment.value >= assignment.mostValue),
      gapPercent: most === 0 ? 0 : Math.round(((most - sum(({ assignment }) => assignment.value)) / most) * 1000) / 10,
      makeRoom: making.length,
      unplaced: sum(({ assignment }) => assignment.unplacedVmIds.length),
    },
    notes: reasons.map(({ families, vmIds }) => say(P.noPlaceTogether, { count: vmIds.length, families: families.join(', ') })),
  }
}

/** All VMs of the host that move live and are not decided yet, placed together with those that were. */
export const placementFor = (
  context: EvacuationContext,
  vms: readonly VirtualMachine[],
  wish: PlacementWish,
): EvacuationPlacement => {
  const { world, host, ledger, power, companionOf } = context
  const fixed = new Map<VmId, HostId>()
  const moving = vms.filter((vm) => {
    const booked = plannedHostOf(ledger, vm.id)
    if (booked !== null) fixed.set(vm.id, booked)
    return vm.memoryMiB !== null && (booked !== null || movesByItself(context, vm, wish.choices.get(vm.id)))
  })
  if (moving.length === 0) return NOTHING
  const question = { world, moving, leaving: new Set([host.id]), power, fixed, companionOf }
  const rejected: RejectedPart[] = []
  const onRejected = (part: RejectedPart): void => void rejected.push(part)
  const placed = placeTogether(question, { ...wish, onRejected })
  const refused = placed.flatMap(({ problem, assignment }): RejectedPart[] => {
    const violations = checkPlacement(problem, assignment)
    return violations.length === 0 ? [] : [{ kind: 'placement', problem, assignment, violations }]
  })
  // What the independent checker does not accept is not tried: each is then placed by itself, and judged as ever.
  const found = refused.length === 0 ? placementOf(context, placed) : NOTHING
  const all = [...rejected, ...refused]
  return {
    ...found,
    notes: [...found.notes, ...all.map((part) => say(P.placementRejected, { rules: rulesOf(part) }))],
    rejected: all,
  }
}

/** Moves as they were previewed: nothing is placed anew (D1). */
export const placementAsPlanned = (
  context: Pick<EvacuationContext, 'index' | 'host'>,
  moves: readonly PlannedMove[],
): EvacuationPlacement => {
  const targets = new Map(moves.map(({ vmId, targetHostId }) => [vmId, targetHostId]))
  const vms = moves.flatMap(({ vmId }) => context.index.vms.get(vmId) ?? [])
  const making = vms.filter(({ id, hostId }) => hostId !== context.host.id && hostId !== targets.get(id))
  return { ...NOTHING, targets, makingRoom: inOrderOfLeaving(making, targets) }
}
