import { CHECK_SENTENCES } from '../domain/check-sentences'
import type { ClusterFacts } from '../domain/inventory'
import type { CarriedStorage, EvacuationItem } from '../domain/preflight'
import { say } from '../domain/sentence'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import { guestToolsWarning, whyKeptAlive } from './vm-class'
import type { WorldIndex } from './world-index'

/**
 * Where a platform knows no maintenance of a host, its HA manager knows nothing of ours: what it prefers to have there it may bring
 * back while somebody works on the host. Null: no rule says so.
 */
export const whyItMayComeBack = (index: WorldIndex, host: Host, manager: ManagerView, vm: VirtualMachine): string | null => {
  if (manager.capabilities.hostMaintenance || vm.highlyAvailable === false) return null
  const prefers = (index.rulesOfVm.get(vm.id) ?? []).find(
    ({ rule }) => rule.kind === 'on-hosts' && rule.hostNativeIds.includes(host.nativeId),
  )
  return prefers === undefined
    ? null
    : `${manager.name} may move it back by itself while ${host.name} is in maintenance: its rule “${prefers.rule.name}” prefers that host. Take ${host.name} out of the rule, or set the VM's HA to “ignored”, meanwhile`
}

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
    storage === undefined ? null : 'it stays there: its disks are not copied back by themselves when the maintenance ends',
    storage?.leaves === undefined
      ? null
      : `its old disks stay on the host that it leaves, for a person to delete: ${storage.leaves.join(', ')}`,
    action === 'shutdown' ? tools : null,
    action === 'migrate' && tools !== null
      ? 'no guest tools answer: whether it still works afterwards is not asked of them'
      : null,
    stops && vm.highlyAvailable === true ? 'it is highly available: its platform may start it again on another host' : null,
    action === 'migrate' ? comesBack : null,
    action === 'migrate' && (vm.snapshotCount ?? 0) > 0
      ? `it has ${vm.snapshotCount === 1 ? 'a snapshot' : `${vm.snapshotCount} snapshots`}`
      : null,
  ]
  return [...warnings, ...said.filter((text) => text !== null)]
}

/** Of a cluster that keeps room for hosts that fail: one host in maintenance is room less. */
export const admissionNotes = (cluster: ClusterFacts | null, host: Host): readonly string[] =>
  cluster?.refusesStarts === true ? [say(CHECK_SENTENCES.admissionControl, { cluster: cluster.name, host: host.name })] : []

/** What to know of the evacuation as a whole: the platform's limit, where the VMs take several turns (A7). */
export const evacuationNotes = (items: readonly EvacuationItem[], { name, capabilities }: ManagerView): readonly string[] => {
  const moving = items.filter(({ action }) => action === 'migrate').length
  const { migrationsPerHost: limit } = capabilities
  return moving > limit
    ? [`${name} moves ${limit} VM(s) at once from a host: the other ${moving - limit} wait for their turn`]
    : []
}
