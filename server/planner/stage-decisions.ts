import type { HostId, VmId } from '../domain/ids'
import { type Tier, TIERS, tierOf } from '../domain/tier'
import type { VirtualMachine } from '../domain/world'
import { type Companion, plannedHostOf } from './affinity'
import { placeZone } from './assign/place'
import { placementZones } from './assign/problem'
import { checkPlacement } from './check-placement'
import { commit, type Commitment } from './commitments'
import type { Pieces } from './pieces'
import { obstacleOfVm } from './preflight'
import type { OnRejected } from './rejected-part'
import { type ActionContext, actionContext, type ActionWish, resolveAction, type ResolvedAction } from './vm-action'
import { indexOf } from './world-index'

/** A VM of a stage and what is wanted of it. */
interface Wished {
  readonly vm: VirtualMachine
  readonly wish: ActionWish
}

/** What a stage is decided by. `ledger` and `fates` are read, and left as they are. */
export interface StageScope extends Pick<ActionContext, 'world' | 'power' | 'excludedHostIds' | 'silent'> {
  readonly ledger: ReadonlyMap<HostId, Commitment>
  /** What becomes of VMs before their turn comes. */
  readonly fates: ReadonlyMap<VmId, Companion>
  /** Absent: nobody asks. */
  readonly onRejected?: OnRejected
}

/** VMs × hosts of one cluster: so many are placed together in about a tenth of a second; more are decided one after the other. */
const MOST_PAIRS = 20_000

type Decisions = ReadonlyMap<VmId, ResolvedAction>
type Targets = ReadonlyMap<VmId, HostId>

export const fateOf = (action: ActionWish['action'] | null): Companion => (action === null ? 'stays' : 'ends')

/**
 * One VM after the other, in the order given. `targets`: where some are to go, their room booked before anybody's turn. `settled`: of
 * these it is known already.
 */
export function* decideInOrder(
  scope: StageScope,
  ordered: readonly Wished[],
  targets: Targets = new Map(),
  settled: Decisions = new Map(),
): Pieces<Decisions> {
  const { vms } = indexOf(scope.world)
  const fates = new Map(scope.fates)
  const ledger = new Map(scope.ledger)
  for (const [id, hostId] of targets) {
    const vm = vms.get(id)
    if (vm !== undefined) commit(ledger, hostId, vm)
  }
  const companionOf = ({ id }: VirtualMachine): Companion => fates.get(id) ?? 'stays'
  const context = actionContext({ ...scope, ledger, companionOf, placed: targets })
  const decided = new Map<VmId, ResolvedAction>()
  for (const { vm, wish } of ordered) {
    yield
    const resolved = settled.get(vm.id) ?? resolveAction(context, vm, wish)
    fates.set(vm.id, fateOf(resolved.action))
    decided.set(vm.id, resolved)
  }
  return decided
}

const isMoved = (decided: Decisions, { id }: VirtualMachine): boolean => decided.get(id)?.action === 'migrate'

/** How many are moved, of each tier. */
const movedByTier = (decided: Decisions, ordered: readonly Wished[]): Readonly<Record<Tier, number>> => {
  const counts = { 0: 0, 1: 0, 2: 0, 3: 0 }
  for (const { vm } of ordered) if (isMoved(decided, vm)) counts[tierOf(vm)] += 1
  return counts
}

/** More of the most important are moved, and as many of those above them. */
const isBetter = (one: Readonly<Record<Tier, number>>, other: Readonly<Record<Tier, number>>): boolean => {
  const tier = TIERS.find((each) => one[each] !== other[each])
  return tier !== undefined && one[tier] > other[tier]
}

const mayMove = ({ world, silent }: StageScope, { vm, wish }: Wished): boolean =>
  wish.action === 'migrate' &&
  vm.memoryMiB !== null &&
  silent?.has(vm.id) !== true &&
  obstacleOfVm(vm) === null &&
  indexOf(world).managers.get(vm.managerId)?.capabilities.liveMigration === true

/**
 * Where all that move go, looked at together, cluster by cluster; nothing of clusters that would take too long, or of which the
 * independent checker does not accept it.
 */
function* targetsTogether(scope: StageScope, ordered: readonly Wished[], alone: Decisions): Pieces<Targets> {
  const { world, power, ledger, fates } = scope
  // Those that come already are booked, and stay where they go.
  const moving = ordered.filter((each) => mayMove(scope, each) && plannedHostOf(ledger, each.vm.id) === null)
  const named = moving.flatMap(({ vm, wish }): [VmId, HostId][] => {
    const target = alone.get(vm.id)?.targetHostId ?? null
    return target !== null && target === wish.targetHostId ? [[vm.id, target]] : []
  })
  const zones = placementZones({
    world,
    moving: moving.map(({ vm }) => vm),
    leaving: scope.excludedHostIds,
    power,
    fixed: new Map(named),
    companionOf: ({ id }) => fates.get(id) ?? 'stays',
    booked: ledger,
    // The hosts that it is kept for are about to fail.
    takesReserve: true,
  })
  const hosts = new Map<string, HostId>([...indexOf(world).hosts.keys()].map((id) => [id, id]))
  const vms = new Map<string, VmId>(moving.map(({ vm }) => [vm.id, vm.id]))
  const targets = new Map<VmId, HostId>()
  for (const zone of zones) {
    yield
    if (zone.size > MOST_PAIRS) continue
    const { problem, assignment } = placeZone(zone, { makeRoom: false, prover: null })
    const violations = checkPlacement(problem, assignment)
    if (violations.length > 0) {
      scope.onRejected?.({ kind: 'placement', problem, assignment, violations })
      continue
    }
    for (const { vmId, toHostId } of assignment.moves) {
      const [vm, host] = [vms.get(vmId), hosts.get(toHostId)]
      if (vm !== undefined && host !== undefined) targets.set(vm, host)
    }
  }
  return targets
}

/**
 * What is done with each VM of a stage: one after the other; and where some find no host so, all that move looked at together, the most
 * important first. That is taken only where it moves more of the most important, and never fewer of those above them.
 */
export function* decideStage(scope: StageScope, ordered: readonly Wished[]): Pieces<Decisions> {
  const alone = yield* decideInOrder(scope, ordered)
  const isShort = ordered.some((each) => mayMove(scope, each) && !isMoved(alone, each.vm))
  if (!isShort) return alone
  const targets = yield* targetsTogether(scope, ordered, alone)
  if (targets.size === 0) return alone
  // Who finds no host either way is not asked a second time why.
  const stuck = new Set(ordered.filter(({ vm }) => !targets.has(vm.id) && !isMoved(alone, vm)).map(({ vm }) => vm.id))
  const settled = new Map([...alone].filter(([id]) => stuck.has(id)))
  const together = yield* decideInOrder(scope, ordered, targets, settled)
  return isBetter(movedByTier(together, ordered), movedByTier(alone, ordered)) ? together : alone
}
