import { CHECK_SENTENCES } from '../domain/check-sentences'
import type { ClusterFacts } from '../domain/inventory'
import type { CarriedStorage, EvacuationItem } from '../domain/preflight'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import { namedByAutostart } from '../domain/starts-at-boot'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import type { TargetPower } from './target-power'
import { guestToolsWarning, whyKeptAlive } from './vm-class'
import type { WorldIndex } from './world-index'

const MOST_NAMED = 5

const namesOf = (names: readonly string[]): string =>
  names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ` (+${names.length - MOST_NAMED})` : '')

/**
 * Where a platform knows no maintenance of a host, its HA manager knows nothing of ours: what it prefers to have there it may bring
 * back while somebody works on the host. Null: no rule says so.
 */
export const whyItMayComeBack = (index: WorldIndex, host: Host, manager: ManagerView, vm: VirtualMachine): string | null => {
  if (manager.capabilities.hostMaintenance || vm.highlyAvailable === false) return null
  const prefers = (index.rulesOfVm.get(vm.id) ?? []).find(
    ({ rule }) => rule.kind === 'on-hosts' && rule.hostNativeIds.includes(host.nativeId),
  )
  return prefers === undefined ? null : say(P.mayComeBack, { manager: manager.name, host: host.name, rule: prefers.rule.name })
}

const snapshotWords = (count: number): string => (count === 1 ? P.hasSnapshot : say(P.hasSnapshots, { count }))

/** What to know of one VM although what was decided can be done, in words. */
export const evacuationRemarks = (
  vm: VirtualMachine,
  action: EvacuationItem['action'],
  warnings: readonly string[],
  comesBack: string | null,
  storage?: CarriedStorage,
): readonly string[] => {
  const stops = action === 'shutdown' || action === 'save-state'
  const tools = guestToolsWarning(vm)
  const said = [
    action === 'migrate' ? whyKeptAlive(vm) : null,
    storage === undefined ? null : P.disksNotBack,
    storage?.leaves === undefined ? null : say(P.oldDisksLeft, { disks: storage.leaves.join(', ') }),
    action === 'shutdown' ? tools : null,
    action === 'migrate' && tools !== null ? P.toolsNotAsked : null,
    stops && vm.highlyAvailable === true ? P.mayStartElsewhere : null,
    action === 'migrate' ? comesBack : null,
    action === 'migrate' && (vm.snapshotCount ?? 0) > 0 ? snapshotWords(vm.snapshotCount ?? 0) : null,
  ]
  return [...warnings, ...said.filter((text) => text !== null)]
}

/** Of a live move that is unlikely to end: the guest writes about as fast as is copied. Null: nothing says so. */
export const unendedRemark = (action: EvacuationItem['action'], count: number): string | null =>
  action === 'migrate' && count > 0 ? say(P.movesUnended, { count }) : null

/** Of a cluster that keeps room for hosts that fail: one host in maintenance is room less. */
export const admissionNotes = (cluster: ClusterFacts | null, host: Host): readonly string[] =>
  cluster?.refusesStarts === true ? [say(CHECK_SENTENCES.admissionControl, { cluster: cluster.name, host: host.name })] : []

/**
 * VMs that would start whenever the host boots: those that stay there, off, and those that run elsewhere and left a definition behind.
 * Said before it is emptied, and not only when its reboot is refused (R5).
 */
export const bootNotes = (items: readonly EvacuationItem[], index: WorldIndex, host: Host): readonly string[] => {
  const stays = ({ action }: EvacuationItem): boolean => action !== 'migrate' && action !== 'blocked'
  const here = items.map((item) => ({ item, vm: index.vms.get(item.vmId) }))
  const own = here.flatMap(({ item, vm }) => (stays(item) && vm?.startsWithHost === true ? [vm] : []))
  const asked = new Set(here.flatMap(({ item, vm }) => (vm === undefined || stays(item) ? [] : [vm.nativeId])))
  for (const { nativeId } of own) asked.add(nativeId)
  const named = namedByAutostart(index.managers.get(host.managerId), host).filter(({ nativeId }) => !asked.has(nativeId))
  const starting = [...own, ...named]
  if (starting.length === 0) return []
  return [say(CHECK_SENTENCES.startsAtBoot, { vms: namesOf(starting.map(({ name }) => name)), host: host.name })]
}

/** Hosts that VMs go to although nobody knows whether they have mains (D4), those of the same reason together. */
export const powerNotes = (items: readonly EvacuationItem[], { untold }: TargetPower): readonly string[] => {
  const hostsOf = new Map<string, Set<string>>()
  for (const { action, targetHostId, targetHostName } of items) {
    const why = targetHostId === null || action !== 'migrate' ? undefined : untold?.get(targetHostId)
    if (why !== undefined && targetHostName !== null) hostsOf.set(why, (hostsOf.get(why) ?? new Set()).add(targetHostName))
  }
  return [...hostsOf].map(([why, hosts]) => say(P.powerUntold, { hosts: namesOf([...hosts].sort()), why }))
}

/** What to know of the evacuation as a whole: the platform's limit, where the VMs take several turns (A7). */
export const evacuationNotes = (items: readonly EvacuationItem[], { name, capabilities }: ManagerView): readonly string[] => {
  const moving = items.filter(({ action }) => action === 'migrate').length
  const { migrationsPerHost: limit } = capabilities
  return moving > limit ? [say(P.movesAtOnce, { manager: name, limit, rest: moving - limit })] : []
}
