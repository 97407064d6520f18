import type { Duration } from '../domain/duration'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { HostId, VmId } from '../domain/ids'
import type { EvacuationChoice, PlannedMove } from '../domain/order'
import type { CarriedStorage, EvacuationItem, EvacuationPreview } from '../domain/preflight'
import type { Step } from '../domain/run'
import { onlyUpsAfter } from '../domain/single-feed'
import type { Host, ManagerView, VirtualMachine, World } from '../domain/world'
import { type Companion, plannedHostOf } from './affinity'
import type { Prover } from './assign/prover'
import { commit, commitDeparture } from './commitments'
import { priorDurations, type DurationBook } from './durations'
import { platformStartWarning } from './cpu-compatibility'
import type { EvacuationContext } from './evacuation-context'
import { type Decided, decideEvacuation, decideMakingRoom, fateOf, movesByItself } from './evacuation-decision'
import { placementAsPlanned, placementFor } from './evacuation-placement'
import {
  admissionNotes,
  bootNotes,
  evacuationNotes,
  evacuationRemarks,
  powerNotes,
  unendedRemark,
  whyItMayComeBack,
} from './evacuation-remarks'
import { homecomings, type Homecoming } from './homecoming'
import { enteredByRun } from './recovery-steps'
import { type OnRejected, type RejectedPart, rulesOf } from './rejected-part'
import { makespanSeconds, slotsOf } from './scheduler'
import { ANY_POWER, hasLastingPower, type TargetPower, whyNoLastingPower } from './target-power'
import { byName, clusterOf, holdsMemory, indexOf, type WorldIndex } from './world-index'

export interface EvacuationQuestion {
  readonly world: World
  readonly hostId: HostId
  /** The admin's decisions: hard. VMs not named are decided here. */
  readonly choices: readonly EvacuationChoice[]
  readonly durations?: DurationBook
  /** As by `maintenancePowerOf`: VMs are kept away from hosts without mains, whoever chose them (D4). Absent: power restricts nothing. */
  readonly power?: TargetPower
  /** VMs of other hosts may leave them where VMs of this one find no place else (S1-06). Absent: none does. */
  readonly makeRoom?: boolean
  /** Moves as they were previewed: nothing is placed anew, all is checked (D1). Absent: it is placed now. */
  readonly moves?: readonly PlannedMove[]
  /** Proves small placements where something is left to be gained. Absent: none is proven. */
  readonly prover?: Prover
  /** Also told in the preview's notes. Absent: only there. */
  readonly onRejected?: OnRejected
}

export interface ReturnQuestion {
  readonly world: World
  readonly hostId: HostId
  /** The steps of the run that put the host into maintenance. */
  readonly steps: readonly Step[]
  readonly durations?: DurationBook
  /** As by `maintenancePowerOf`: nothing goes home to a host without mains (D4). Absent: power restricts nothing. */
  readonly power?: TargetPower
}

const durationOf = (
  book: DurationBook,
  manager: ManagerView,
  vm: VirtualMachine,
  action: EvacuationItem['action'],
  storage?: CarriedStorage,
): Duration =>
  action === 'blocked' || action === 'none'
    ? { p50Seconds: 0, p95Seconds: 0 }
    : book.vm(action, vm, manager.capabilities.migrationsPerHost, storage?.gibibytes)

/** What forbids the maintenance as a whole, in words; null: nothing. */
const refusalOf = (index: WorldIndex, host: Host | undefined): string | null => {
  if (host === undefined) return P.hostNotKnown
  if (!index.managers.has(host.managerId)) return say(P.managerOfUnknown, { host: host.name })
  if (host.stale) return say(P.hostKnowledgeOld, { host: host.name })
  if (host.connection !== 'up')
    return say(host.connection === 'down' ? P.downNothingMoves : P.untoldNothingMoves, { host: host.name })
  if (host.inMaintenance) return say(P.inMaintenanceAlready, { host: host.name })
  if (host.enteringMaintenance === true) return say(P.onItsWayAlready, { host: host.name })
  const running = (index.vmsOnHost.get(host.id) ?? []).some((vm) => holdsMemory(vm) && vm.systemKind === null)
  const manager = index.managers.get(host.managerId)
  const others = (index.hostsOfManager.get(host.managerId) ?? []).filter(
    (other) => other.id !== host.id && other.clusterNativeId === host.clusterNativeId,
  )
  const canMove = others.some(
    (other) => other.connection === 'up' && !other.inMaintenance && !(other.enteringMaintenance ?? false) && !other.stale,
  )
  if (running && !canMove && manager?.capabilities.saveState === false && !manager.capabilities.shutdownGuest)
    return say(P.onlyHost, { host: host.name, manager: manager.name })
  return null
}

const refused = (hostId: HostId, hostName: string, refusal: string): EvacuationPreview => ({
  hostId,
  hostName,
  items: [],
  blockers: 0,
  expectedSeconds: 0,
  worstSeconds: 0,
  refusal,
})

/** Big VMs first: they are the hardest to place. The admin's choices before them, so that nothing automatic takes their room. */
const inOrderOfPlacement = (vms: readonly VirtualMachine[], chosen: ReadonlyMap<string, EvacuationChoice>): VirtualMachine[] =>
  [...vms].sort(
    (left, right) =>
      Number(chosen.has(right.id)) - Number(chosen.has(left.id)) ||
      (right.memoryMiB ?? 0) - (left.memoryMiB ?? 0) ||
      byName(left, right),
  )

const rank: Record<EvacuationItem['action'], number> = { blocked: 0, migrate: 1, 'save-state': 2, shutdown: 3, start: 4, none: 5 }

/** What is to be done, each after those at the given places. */
interface InOrder {
  readonly items: readonly EvacuationItem[]
  readonly after: readonly (readonly number[])[]
}

const totalSeconds = (
  index: WorldIndex,
  manager: ManagerView,
  { items, after }: InOrder,
  pick: 'expectedSeconds' | 'worstSeconds',
): number =>
  makespanSeconds(
    items.flatMap((item, order) => {
      const vm = index.vms.get(item.vmId)
      if (vm === undefined || item.action === 'blocked' || item.action === 'none') return []
      const slots = slotsOf(item.action, vm, item.targetHostId, manager)
      return [{ order, seconds: item[pick], slots, after: after[order] ?? [] }]
    }),
  )

const previewOf = (
  index: WorldIndex,
  host: Host,
  manager: ManagerView,
  items: readonly EvacuationItem[],
  hostStep: Duration,
  inOrder: InOrder = { items, after: [] },
): EvacuationPreview => ({
  hostId: host.id,
  hostName: host.name,
  items,
  blockers: items.filter((item) => item.action === 'blocked').length,
  expectedSeconds: Math.ceil(totalSeconds(index, manager, inOrder, 'expectedSeconds') + hostStep.p50Seconds),
  worstSeconds: Math.ceil(totalSeconds(index, manager, inOrder, 'worstSeconds') + hostStep.p95Seconds),
  refusal: null,
})

/** One line of the preview: what was decided of a VM, and what to know of it. */
const itemOf = (
  { world, index, host, manager, durations }: EvacuationContext,
  vm: VirtualMachine,
  { action, target, why, checks, candidates, warnings, storage: carried }: Decided,
  chosenBy: EvacuationItem['chosenBy'],
): EvacuationItem => {
  const duration = durationOf(durations, manager, vm, action, carried)
  const cold = action === 'shutdown' || action === 'save-state' ? platformStartWarning(index, vm) : null
  const isOwn = vm.hostId === host.id
  const comesBack = isOwn ? whyItMayComeBack(index, host, manager, vm) : null
  const unended = unendedRemark(action, durations.unendedMoves?.(vm) ?? 0)
  const more = [cold, unended].filter((remark) => remark !== null)
  const remarks = [...evacuationRemarks(vm, action, warnings, comesBack, carried), ...more]
  const from = isOwn || vm.hostId === null ? undefined : index.hosts.get(vm.hostId)
  return {
    vmId: vm.id,
    vmName: vm.name,
    memoryMiB: vm.memoryMiB,
    action,
    targetHostId: target?.id ?? null,
    targetHostName: target?.name ?? null,
    chosenBy,
    why,
    checks,
    ...(carried === undefined ? {} : { storage: carried }),
    ...(from === undefined ? {} : { makesRoomOn: from.name, fromHostId: from.id }),
    ...(target !== null && action === 'migrate' && vm.hostId !== null && onlyUpsAfter(world.feeds, vm.hostId, target.id) !== null
      ? { isOnSingleUps: true as const }
      : {}),
    ...(remarks.length === 0 ? {} : { remarks }),
    candidates,
    expectedSeconds: Math.ceil(duration.p50Seconds),
    worstSeconds: Math.ceil(duration.p95Seconds),
  }
}

/** Decides of those that make room, before anybody counts on it; what cannot be done after all is left out. */
const decideRoom = (context: EvacuationContext, vms: readonly VirtualMachine[]): readonly EvacuationItem[] =>
  vms.flatMap((vm) => {
    const targetHostId = context.placed.get(vm.id)
    const decided = targetHostId === undefined ? null : decideMakingRoom(context, vm, targetHostId)
    context.placed.delete(vm.id)
    if (decided?.target == null || vm.hostId === null) return []
    commit(context.ledger, decided.target.id, vm)
    commitDeparture(context.ledger, vm.hostId, vm)
    return [itemOf(context, vm, decided, 'automatic')]
  })

/** Whoever goes where others make room waits until these have left. */
const withWaits = (index: WorldIndex, items: readonly EvacuationItem[]): readonly EvacuationItem[] => {
  const leaving = new Map<string, VmId[]>()
  for (const { vmId, makesRoomOn } of items) {
    const from = index.vms.get(vmId)?.hostId ?? null
    if (makesRoomOn !== undefined && from !== null) leaving.set(from, [...(leaving.get(from) ?? []), vmId])
  }
  return items.map((item) => {
    const afterVmIds = leaving.get(item.targetHostId ?? '')
    return item.action !== 'migrate' || afterVmIds === undefined ? item : { ...item, afterVmIds }
  })
}

/** Those that make room stand before those that come, in the order in which they leave. */
const inOrderOfDoing = (left: EvacuationItem, right: EvacuationItem): number =>
  rank[left.action] - rank[right.action] || Number(left.makesRoomOn === undefined) - Number(right.makesRoomOn === undefined)

/**
 * What entering maintenance on a host will do to each of its VMs, or why it must not begin. Deterministic. All that move live are
 * placed together, the most important and the biggest first, beside what a person chose; then each is judged by itself with all others
 * booked, so that the moves fit together and not only each by itself.
 */
export const previewEvacuation = (question: EvacuationQuestion): EvacuationPreview => {
  const {
    world,
    hostId,
    choices,
    durations = priorDurations,
    power = ANY_POWER,
    makeRoom = false,
    prover = null,
    moves,
  } = question
  const index = indexOf(world)
  const host = index.hosts.get(hostId)
  const manager = host === undefined ? undefined : index.managers.get(host.managerId)
  const refusal = refusalOf(index, host)
  if (host === undefined || manager === undefined || refusal !== null)
    return refused(hostId, host?.name ?? hostId, refusal ?? P.notEmptied)

  const chosen = new Map<string, EvacuationChoice>(choices.map((choice) => [choice.vmId, choice]))
  const fates = new Map<VmId, Companion>()
  const companionOf = ({ id }: VirtualMachine): Companion => fates.get(id) ?? 'stays'
  const booked = { ledger: new Map(), storage: new Map(), placed: new Map(), withheld: new Set<VmId>() }
  const bare: EvacuationContext = { world, index, host, manager, ...booked, power, durations, companionOf }
  const vms = inOrderOfPlacement(index.vmsOnHost.get(hostId) ?? [], chosen)
  for (const vm of vms) fates.set(vm.id, fateOf(bare, vm, chosen.get(vm.id)))
  const decide = (context: EvacuationContext, vm: VirtualMachine): EvacuationItem => {
    const choice = chosen.get(vm.id)
    const decided = decideEvacuation(context, vm, choice)
    if (decided.action !== 'migrate') fates.set(vm.id, 'ends')
    return itemOf(context, vm, decided, choice === undefined ? 'automatic' : 'admin')
  }
  const isOpen = (vm: VirtualMachine): boolean => movesByItself(bare, vm, chosen.get(vm.id))
  const settled = vms.filter((vm) => chosen.has(vm.id) && !isOpen(vm)).map((vm) => decide(bare, vm))
  const placement =
    moves === undefined ? placementFor(bare, vms, { choices: chosen, makeRoom, prover }) : placementAsPlanned(bare, moves)
  for (const part of placement.rejected) question.onRejected?.(part)
  const open = vms.filter((vm) => !chosen.has(vm.id) || isOpen(vm))
  const still = new Set<VmId>([...open, ...placement.makingRoom].map(({ id }) => id))
  const placed = new Map([...placement.targets].filter(([id]) => still.has(id) && plannedHostOf(bare.ledger, id) === null))
  const context: EvacuationContext = { ...bare, placed, withheld: placement.withheld }
  const makingRoom = decideRoom(context, placement.makingRoom)
  const rest = open.map((vm) => decide(context, vm))
  const items = withWaits(index, [...settled, ...makingRoom, ...rest].sort(inOrderOfDoing))
  const place = new Map(items.map(({ vmId }, at) => [vmId, at]))
  const after = items.map(({ afterVmIds = [] }) => afterVmIds.flatMap((id) => place.get(id) ?? []))
  const preview = {
    ...previewOf(index, host, manager, items, durations.host('enter-maintenance', host), { items, after }),
    ...(placement.summary === null ? {} : { placement: placement.summary }),
  }
  const notes = [
    ...placement.notes,
    ...evacuationNotes(items, manager),
    ...powerNotes(items, power),
    ...admissionNotes(clusterOf(index, host), host),
    ...bootNotes(items, index, host),
  ]
  return notes.length === 0 ? preview : { ...preview, notes }
}

const actionOnReturn = (action: Homecoming['action']): EvacuationItem['action'] => {
  switch (action) {
    case 'start':
      return 'start'
    case 'migrate-home':
      return 'migrate'
    case 'stay':
      return 'none'
  }
}

/** What comes back when a host leaves the maintenance that the given steps led it into: exactly what `stepsForMaintenanceExit` does. */
export const previewReturn = (question: ReturnQuestion): EvacuationPreview => {
  const { world, hostId, steps, durations = priorDurations, power = ANY_POWER } = question
  const index = indexOf(world)
  const host = index.hosts.get(hostId)
  const manager = host === undefined ? undefined : index.managers.get(host.managerId)
  if (host === undefined || manager === undefined) return refused(hostId, hostId, P.hostNotKnown)
  if (enteredByRun(steps, hostId) === null) return refused(hostId, host.name, say(P.maintenanceOfOthers, { host: host.name }))
  if (host.stale) return refused(hostId, host.name, say(P.hostKnowledgeOld, { host: host.name }))
  if (host.connection !== 'up') return refused(hostId, host.name, say(P.startItFirst, { host: host.name }))

  const rejected: RejectedPart[] = []
  const onRejected = (part: RejectedPart): void => void rejected.push(part)
  const way = { startVms: true, moveHome: true, comingUp: new Set([hostId]), durations, power, onRejected }
  const coming = homecomings({ world, steps, ...way })
  const all = coming.map(({ vm, action, home, why, checks, leg }): EvacuationItem => {
    const done = actionOnReturn(action)
    const duration = durationOf(durations, manager, vm, done)
    const target = action === 'stay' ? null : (leg?.third ?? home)
    return {
      vmId: vm.id,
      vmName: vm.name,
      memoryMiB: vm.memoryMiB,
      action: done,
      targetHostId: target?.id ?? null,
      targetHostName: target?.name ?? null,
      chosenBy: 'automatic',
      why,
      checks,
      candidates: [],
      expectedSeconds: Math.ceil(duration.p50Seconds),
      worstSeconds: Math.ceil(duration.p95Seconds),
    }
  })
  const place = new Map(coming.flatMap(({ leg }, at) => (leg === undefined ? [] : [[leg.id, at] as const])))
  const after = coming.map(({ leg }) => (leg?.afterIds ?? []).flatMap((id) => place.get(id) ?? []))
  const items = all.filter((_, at) => (coming[at]?.leg?.third ?? null) === null)
  const preview = previewOf(index, host, manager, items, durations.host('exit-maintenance', host), { items: all, after })
  const refusals = new Set(rejected.map((part) => say(P.orderRejected, { rules: rulesOf(part) })))
  const notes = [...refusals, ...powerNotes(all, power)]
  return {
    ...preview,
    ...(notes.length === 0 ? {} : { notes }),
    ...(hasLastingPower(power, hostId) ? {} : { notBroughtBack: whyNoLastingPower(power, hostId) }),
  }
}
