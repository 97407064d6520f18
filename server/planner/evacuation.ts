import type { Duration } from '../domain/duration'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { HostId, VmId } from '../domain/ids'
import type { EvacuationChoice } from '../domain/order'
import type { CarriedStorage, EvacuationItem, EvacuationPreview } from '../domain/preflight'
import type { Step } from '../domain/run'
import { onlyUpsAfter } from '../domain/single-feed'
import type { Host, ManagerView, VirtualMachine, World } from '../domain/world'
import type { Companion } from './affinity'
import { priorDurations, type DurationBook } from './durations'
import { platformStartWarning } from './cpu-compatibility'
import type { EvacuationContext } from './evacuation-context'
import { decideEvacuation, fateOf } from './evacuation-decision'
import {
  admissionNotes,
  bootNotes,
  evacuationNotes,
  evacuationRemarks,
  unendedRemark,
  whyItMayComeBack,
} from './evacuation-remarks'
import { homecomings, type Homecoming } from './homecoming'
import { enteredByRun } from './recovery-steps'
import { makespanSeconds, slotsOf } from './scheduler'
import { ANY_POWER, type TargetPower } from './target-power'
import { byName, clusterOf, holdsMemory, indexOf, type WorldIndex } from './world-index'

export interface EvacuationQuestion {
  readonly world: World
  readonly hostId: HostId
  /** The admin's decisions: hard. VMs not named are decided here. */
  readonly choices: readonly EvacuationChoice[]
  readonly durations?: DurationBook
  /** Pass `targetPowerOf(…)` to keep VMs away from hosts whose UPS is in trouble. */
  readonly power?: TargetPower
}

export interface ReturnQuestion {
  readonly world: World
  readonly hostId: HostId
  /** The steps of the run that put the host into maintenance. */
  readonly steps: readonly Step[]
  readonly durations?: DurationBook
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

/**
 * What entering maintenance on a host will do to each of its VMs, or why it must not begin. Deterministic; memory is booked
 * one VM after the other, so that the moves fit together and not only each by itself.
 */
export const previewEvacuation = (question: EvacuationQuestion): EvacuationPreview => {
  const { world, hostId, choices, durations = priorDurations, power = ANY_POWER } = question
  const index = indexOf(world)
  const host = index.hosts.get(hostId)
  const manager = host === undefined ? undefined : index.managers.get(host.managerId)
  const refusal = refusalOf(index, host)
  if (host === undefined || manager === undefined || refusal !== null)
    return refused(hostId, host?.name ?? hostId, refusal ?? P.notEmptied)

  const chosen = new Map<string, EvacuationChoice>(choices.map((choice) => [choice.vmId, choice]))
  const fates = new Map<VmId, Companion>()
  const companionOf = ({ id }: VirtualMachine): Companion => fates.get(id) ?? 'stays'
  const booked = { ledger: new Map(), storage: new Map() }
  const context: EvacuationContext = { world, index, host, manager, ...booked, power, durations, companionOf }
  for (const vm of index.vmsOnHost.get(hostId) ?? []) fates.set(vm.id, fateOf(context, vm, chosen.get(vm.id)))
  const items = inOrderOfPlacement(index.vmsOnHost.get(hostId) ?? [], chosen)
    .map((vm): EvacuationItem => {
      const {
        action,
        target,
        why,
        checks,
        candidates,
        warnings,
        storage: carried,
      } = decideEvacuation(context, vm, chosen.get(vm.id))
      if (action !== 'migrate') fates.set(vm.id, 'ends')
      const duration = durationOf(durations, manager, vm, action, carried)
      const cold = action === 'shutdown' || action === 'save-state' ? platformStartWarning(index, vm) : null
      const comesBack = whyItMayComeBack(index, host, manager, vm)
      const unended = unendedRemark(action, durations.unendedMoves?.(vm) ?? 0)
      const more = [cold, unended].filter((remark) => remark !== null)
      const remarks = [...evacuationRemarks(vm, action, warnings, comesBack, carried), ...more]
      return {
        vmId: vm.id,
        vmName: vm.name,
        memoryMiB: vm.memoryMiB,
        action,
        targetHostId: target?.id ?? null,
        targetHostName: target?.name ?? null,
        chosenBy: chosen.has(vm.id) ? 'admin' : 'automatic',
        why,
        checks,
        ...(carried === undefined ? {} : { storage: carried }),
        ...(target !== null && action === 'migrate' && onlyUpsAfter(world.feeds, hostId, target.id) !== null
          ? { isOnSingleUps: true as const }
          : {}),
        ...(remarks.length === 0 ? {} : { remarks }),
        candidates,
        expectedSeconds: Math.ceil(duration.p50Seconds),
        worstSeconds: Math.ceil(duration.p95Seconds),
      }
    })
    .sort((left, right) => rank[left.action] - rank[right.action])
  const preview = previewOf(index, host, manager, items, durations.host('enter-maintenance', host))
  const notes = [
    ...evacuationNotes(items, manager),
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
  const { world, hostId, steps, durations = priorDurations } = question
  const index = indexOf(world)
  const host = index.hosts.get(hostId)
  const manager = host === undefined ? undefined : index.managers.get(host.managerId)
  if (host === undefined || manager === undefined) return refused(hostId, hostId, P.hostNotKnown)
  if (enteredByRun(steps, hostId) === null) return refused(hostId, host.name, say(P.maintenanceOfOthers, { host: host.name }))
  if (host.stale) return refused(hostId, host.name, say(P.hostKnowledgeOld, { host: host.name }))
  if (host.connection !== 'up') return refused(hostId, host.name, say(P.startItFirst, { host: host.name }))

  const coming = homecomings({ world, steps, startVms: true, moveHome: true, comingUp: new Set([hostId]), durations })
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
  return previewOf(index, host, manager, items, durations.host('exit-maintenance', host), { items: all, after })
}
