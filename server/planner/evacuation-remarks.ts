import { CHECK_SENTENCES } from '../domain/check-sentences'
import type { ClusterFacts } from '../domain/inventory'
import type { CarriedStorage, EvacuationItem } from '../domain/preflight'
import { say } from '../domain/sentence'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import { guestToolsWarning } from './vm-class'

/** What to know of one VM although what was decided can be done, in words. */
export const evacuationRemarks = (
  vm: VirtualMachine,
  action: EvacuationItem['action'],
  warnings: readonly string[],
  storage?: CarriedStorage,
): readonly string[] => {
  const stops = action === 'shutdown' || action === 'save-state'
  const tools = guestToolsWarning(vm)
  const said = [
    storage === undefined ? null : 'it stays there: its disks are not copied back by themselves when the maintenance ends',
    storage?.leaves === undefined
      ? null
      : `its old disks stay on the host that it leaves, for a person to delete: ${storage.leaves.join(', ')}`,
    action === 'shutdown' ? tools : null,
    action === 'migrate' && tools !== null
      ? 'no guest tools answer: whether it still works afterwards is not asked of them'
      : null,
    stops && vm.highlyAvailable === true ? 'it is highly available: its platform may start it again on another host' : null,
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
