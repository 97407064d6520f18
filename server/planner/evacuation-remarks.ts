import type { EvacuationItem } from '../domain/preflight'
import type { ManagerView, VirtualMachine } from '../domain/world'
import { guestToolsWarning, whyKeptAlive } from './vm-class'

/** What to know of one VM although what was decided can be done, in words. */
export const evacuationRemarks = (
  vm: VirtualMachine,
  action: EvacuationItem['action'],
  warnings: readonly string[],
): readonly string[] => {
  const stops = action === 'shutdown' || action === 'save-state'
  const tools = guestToolsWarning(vm)
  const said = [
    action === 'migrate' ? whyKeptAlive(vm) : null,
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

/** What to know of the evacuation as a whole: the platform's limit, where the VMs take several turns (A7). */
export const evacuationNotes = (items: readonly EvacuationItem[], { name, capabilities }: ManagerView): readonly string[] => {
  const moving = items.filter(({ action }) => action === 'migrate').length
  const { migrationsPerHost: limit } = capabilities
  return moving > limit
    ? [`${name} moves ${limit} VM(s) at once from a host: the other ${moving - limit} wait for their turn`]
    : []
}
