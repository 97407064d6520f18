import type { VmFacts } from '../../../domain/inventory'
import { type CallOptions, refused } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { accepted } from './accepted'
import { askStartRole, askState, REQUESTED } from './act-questions'
import { computerName, hostNamed } from './host-named'
import type { SiteReader } from './site-reader'

/** Starts a VM that is off, continues one that is saved or paused. Null: it runs already, or the cluster has taken it. */
export const startVm = async (
  reader: SiteReader,
  vm: VmFacts,
  host: PowerShellHost,
  toHost: string | null,
  options: CallOptions,
): Promise<string | null> => {
  const budget = budgetOf(options)
  if (vm.power === 'on') return null
  if (vm.lockedBy !== null) throw new CallFailed(refused(`${vm.name} is busy: ${vm.lockedBy}.`, 'Try again when that has ended.'))
  if (vm.power !== 'paused' && vm.highlyAvailable === true) {
    const node = toHost === null ? '' : await computerName(reader, await hostNamed(reader, toHost, budget()), budget())
    await host.tell(askStartRole, { vm: vm.nativeId, node }, budget())
    return null
  }
  if (toHost !== null && toHost !== host.name)
    throw new CallFailed(
      refused(`${vm.name} is registered on ${host.name} and is no role of a cluster.`, `Start it there, not on ${toHost}.`),
    )
  return accepted(host, `start ${vm.name}`, await host.tell(askState, { vm: vm.nativeId, state: REQUESTED.on }, budget()))
}
