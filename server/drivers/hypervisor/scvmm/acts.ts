import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { Question } from '../../protocols/powershell/question'
import { CallFailed } from '../../protocols/ssh/call-failed'
import {
  askCancelMove,
  askDisable,
  askEnable,
  askMove,
  askPowerOff,
  askResume,
  askSave,
  askShutdown,
  askStart,
  type Begun,
} from './act-questions'
import { askVm } from './questions'
import { isGuid } from './tasks'
import { vmFacts } from './vm-facts'
import type { Vmm } from './vmm'

const GONE = 'SCVMM does not know it any more.'
const READ_AGAIN = 'Read the inventory again.'

const jobOf = (begun: Begun): string | null => {
  if (!begun.found) throw new CallFailed(refused(GONE, READ_AGAIN))
  if (begun.refusal !== null) throw new CallFailed(refused(`SCVMM refuses: ${begun.refusal}.`, 'Look at what it does now.'))
  return begun.job === null || begun.job === '' ? null : begun.job
}

const start = async (vmm: Vmm, id: string, toHost: string | null, options: CallOptions): Promise<string | null> => {
  const budget = budgetOf(options)
  const told = await vmm.ask(askVm, { vm: id }, budget())
  const vm = told.vms.map((each) => vmFacts(each, told)).find((each) => each.nativeId === id)
  if (vm === undefined) throw new CallFailed(refused(GONE, READ_AGAIN))
  if (vm.power === 'on') return null
  if (toHost !== null && toHost !== vm.hostNativeId)
    throw new CallFailed(
      refused(`SCVMM starts ${vm.name} where it is placed, and that is another host.`, 'Start it there, or move it first.'),
    )
  return jobOf(await vmm.tell(vm.power === 'paused' ? askResume : askStart, { vm: id }, budget()))
}

/** Of a machine that lets us in: what can be no id of SCVMM is none. */
const requireId = async (vmm: Vmm, id: string, options: CallOptions): Promise<void> => {
  if (isGuid(id)) return
  await vmm.reach(options)
  throw new CallFailed(refused(`${id} is no id of SCVMM.`, READ_AGAIN))
}

/** The job that was begun; null where there is none to wait for. */
export const perform = async (act: ManagerAct, vmm: Vmm, options: CallOptions): Promise<string | null> => {
  const budget = budgetOf(options)
  await requireId(vmm, 'vmNativeId' in act ? act.vmNativeId : act.hostNativeId, budget())
  const onVm = async (asked: Question<Begun>, vm: string) => jobOf(await vmm.tell(asked, { vm }, budget()))
  const onHost = async (asked: Question<Begun>, host: string) => jobOf(await vmm.tell(asked, { host }, budget()))
  switch (act.act) {
    case 'shutdown-guest':
      return onVm(askShutdown, act.vmNativeId)
    case 'power-off':
      return onVm(askPowerOff, act.vmNativeId)
    case 'save-state':
      return onVm(askSave, act.vmNativeId)
    case 'start':
      return start(vmm, act.vmNativeId, act.hostNativeId, budget())
    case 'migrate':
      return jobOf(await vmm.tell(askMove, { vm: act.vmNativeId, host: act.toHostNativeId }, budget()))
    case 'cancel-migration':
      return onVm(askCancelMove, act.vmNativeId)
    case 'enter-maintenance':
      return onHost(askDisable, act.hostNativeId)
    case 'exit-maintenance':
      return onHost(askEnable, act.hostNativeId)
    case 'shutdown-host':
    case 'power-on-host':
    case 'reboot-host':
      await vmm.reach(budget())
      throw new CallFailed(
        unsupported(
          'SCVMM switches no hosts on or off here, and reboots none.',
          'Add the hosts themselves as a manager of kind Hyper-V, or use their BMC.',
        ),
      )
  }
}
