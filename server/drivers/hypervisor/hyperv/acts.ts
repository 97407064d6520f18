import type { VmFacts } from '../../../domain/inventory'
import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { accepted } from './accepted'
import {
  askGuestShutdown,
  askRebootHost,
  askShutdownHost,
  askState,
  askSuspendNode,
  askResumeNode,
  REQUESTED,
} from './act-questions'
import { computerName, hostNamed } from './host-named'
import { cancelMove, moveVm } from './move-vm'
import type { SiteReader } from './site-reader'
import { startVm } from './start-vm'
import { isGuid } from './task-id'

type VmAct = Extract<ManagerAct, { readonly vmNativeId: string }>
type HostAct = Exclude<ManagerAct, VmAct>

const vmAndHost = async (reader: SiteReader, id: string, options: CallOptions) => {
  const vm = await reader.vm(id, options)
  if (vm === null) throw new CallFailed(refused('No host knows this VM any more.', 'Read the inventory again.'))
  return { vm, host: await hostNamed(reader, vm.hostNativeId ?? '', options) }
}

const isOff = (vm: VmFacts): boolean => vm.power === 'off' || vm.power === 'saved'

const actOnVm = async (act: VmAct, reader: SiteReader, options: CallOptions): Promise<string | null> => {
  if (!isGuid(act.vmNativeId))
    throw new CallFailed(refused(`${act.vmNativeId} is no VM of Hyper-V.`, 'Read the inventory again.'))
  const budget = budgetOf(options)
  const { vm, host } = await vmAndHost(reader, act.vmNativeId.toLowerCase(), budget())
  const id = vm.nativeId
  switch (act.act) {
    case 'shutdown-guest':
      if (isOff(vm)) return null
      if (vm.power === 'paused')
        throw new CallFailed(
          refused(`${vm.name} is paused: its guest cannot hear.`, 'Resume it, save its state, or power it off.'),
        )
      return accepted(host, `shut down ${vm.name}`, await host.tell(askGuestShutdown, { vm: id }, budget()))
    case 'power-off':
      if (isOff(vm)) return null
      return accepted(host, `power off ${vm.name}`, await host.tell(askState, { vm: id, state: REQUESTED.off }, budget()))
    case 'save-state':
      if (isOff(vm)) return null
      return accepted(host, `save ${vm.name}`, await host.tell(askState, { vm: id, state: REQUESTED.saved }, budget()))
    case 'start':
      return startVm(reader, vm, host, act.hostNativeId, budget())
    case 'migrate':
      return moveVm(reader, vm, host, act.toHostNativeId, budget())
    case 'cancel-migration':
      return cancelMove(vm, host, budget())
  }
}

const refuseWhereRunning = (host: PowerShellHost, running: readonly string[]): void => {
  if (running.length > 0)
    throw new CallFailed(
      refused(
        `VMs still run on ${host.name}: ${running.join(', ')}.`,
        'Move, shut down or save them first; the host is left as it is.',
      ),
    )
}

const shutDownHost = async (host: PowerShellHost, reader: SiteReader, options: CallOptions): Promise<void> => {
  reader.shutdownOrdered(host.name)
  const { running, code } = await host.tell(askShutdownHost, {}, options)
  refuseWhereRunning(host, running)
  // 1115: a shutdown is under way already.
  if (code !== 0 && code !== 1115)
    throw new CallFailed(refused(`${host.name} refuses to shut down (${code ?? 'no code'}).`, host.advice.account))
}

/** Where one is under way already it may be a shutdown: nobody would bring the host up again. */
const rebootHost = async (host: PowerShellHost, options: CallOptions): Promise<void> => {
  const { running, code } = await host.tell(askRebootHost, {}, options)
  refuseWhereRunning(host, running)
  if (code !== 0)
    throw new CallFailed(
      refused(
        code === 1115 ? `${host.name} is being shut down already.` : `${host.name} refuses to reboot (${code ?? 'no code'}).`,
        host.advice.account,
      ),
    )
}

const actOnHost = async (act: HostAct, reader: SiteReader, options: CallOptions): Promise<null> => {
  const budget = budgetOf(options)
  const host = await hostNamed(reader, act.hostNativeId, budget())
  switch (act.act) {
    case 'shutdown-host':
      await shutDownHost(host, reader, budget())
      return null
    case 'reboot-host':
      await rebootHost(host, budget())
      return null
    case 'power-on-host':
      throw new CallFailed(
        unsupported('Hyper-V cannot switch a machine on.', 'Use its BMC, or set "power on after AC loss" in its firmware.'),
      )
    case 'enter-maintenance':
    case 'exit-maintenance': {
      const told = reader.told(host.name) ?? (await reader.readHost(host, budget()))
      if (told.cluster === null)
        throw new CallFailed(
          unsupported(
            `${host.name} is no node of a cluster: it has no maintenance mode.`,
            'An emptied host counts as in maintenance; nothing more is needed.',
          ),
        )
      const node = await computerName(reader, host, budget())
      await host.tell(act.act === 'enter-maintenance' ? askSuspendNode : askResumeNode, { node }, budget())
      return null
    }
  }
}

/** The task that was begun; null where there is none to wait for. */
export const perform = (act: ManagerAct, reader: SiteReader, options: CallOptions): Promise<string | null> =>
  'vmNativeId' in act ? actOnVm(act, reader, options) : actOnHost(act, reader, options)
