import type { VmFacts } from '../../../domain/inventory'
import { type CallOptions, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { accepted } from './accepted'
import { askCancelMove, askCancelRole, askMove, askMoveRole } from './act-questions'
import { KEY_MOVES_NOTHING } from './capabilities'
import { computerName, hostNamed } from './host-named'
import type { SiteReader } from './site-reader'
import { roleTask } from './task-id'

/** Within a cluster by the cluster, which goes on with it; else by the host's own service, which asks the other one. */
export const moveVm = async (
  reader: SiteReader,
  vm: VmFacts,
  from: PowerShellHost,
  toHost: string,
  options: CallOptions,
): Promise<string | null> => {
  const budget = budgetOf(options)
  const to = await hostNamed(reader, toHost, budget())
  if (from === to) return null
  if (vm.power !== 'on')
    throw new CallFailed(
      refused(`${vm.name} is ${vm.power}: only a running VM moves live.`, 'Start it on the other host instead.'),
    )
  if (vm.clusterNativeId !== null) {
    if (vm.highlyAvailable !== true)
      throw new CallFailed(
        unsupported(
          `${vm.name} is no role of its cluster, which therefore cannot move it.`,
          'Save its state or shut it down; or make it highly available.',
        ),
      )
    const node = await computerName(reader, to, budget())
    await from.tell(askMoveRole, { vm: vm.nativeId, node }, budget())
    return roleTask(vm.nativeId, from.name, node, Date.now())
  }
  if (!reader.hasPassword) throw new CallFailed(refused(`${vm.name} cannot be moved live.`, KEY_MOVES_NOTHING))
  const target = await reader.readHost(to, budget())
  if (!target.VirtualMachineMigrationEnabled)
    throw new CallFailed(
      refused(`Live moves are not enabled on ${to.name}.`, 'Enable them there: Enable-VMMigration, Set-VMHost.'),
    )
  const parameters = { vm: vm.nativeId, to: target.ComputerName, addresses: target.migrationAddresses }
  return accepted(from, `move ${vm.name} to ${to.name}`, await from.tell(askMove, parameters, budget()))
}

export const cancelMove = async (vm: VmFacts, host: PowerShellHost, options: CallOptions): Promise<null> => {
  if (vm.highlyAvailable === true) {
    await host.tell(askCancelRole, { vm: vm.nativeId }, options)
    return null
  }
  const outcome = await host.tell(askCancelMove, { vm: vm.nativeId }, options)
  if (outcome.code === null) throw new CallFailed(refused(`${vm.name} is not being moved.`, 'Look at where it runs now.'))
  accepted(host, `cancel the move of ${vm.name}`, outcome)
  return null
}
