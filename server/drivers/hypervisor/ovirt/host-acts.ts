import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { number, text } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { type OvirtFailure, other } from './failure'
import { hostedEngineVms } from './hosted-engine'
import { taskOf } from './jobs'
import { hasPowerManagement } from './power-management'
import { getById } from './references'
import { type ActResult, ALREADY_SO, REASON } from './vm-acts'

type OfHost = Exclude<ManagerAct, { readonly vmNativeId: string }>

const no = (message: string, hint: string): OvirtFailure => other(refused(message, hint))

const withoutPowerManagement = (name: string): OvirtFailure =>
  other(
    unsupported(
      `Power management is not set up for ${name}, and the engine switches hosts off and on only by it.`,
      'Set it up in oVirt (edit host, power management), or let the BMC of the host do it.',
    ),
  )

export const actOnHost = async (client: EngineClient, act: OfHost, options: CallOptions): Promise<ActResult> => {
  const budget = budgetOf(options)
  const id = act.hostNativeId
  const found = await getById(client, id, options, () => client.get(`/hosts/${id}`, 'host', budget()))
  if (found.kind !== 'ok') return found
  const host = found.value
  if (host === null) return no('The engine does not know this host.', 'Read the inventory again.')
  const name = text(host, 'name') ?? id
  const status = text(host, 'status') ?? 'unknown'
  const send = async (verb: string, inner: string, doing: string): Promise<ActResult> =>
    taskOf(await client.act(`/hosts/${id}/${verb}`, inner, { doing, permit: 'manipulate_host' }, budget()))
  const fence = (type: 'stop' | 'start', doing: string) => send('fence', `<fence_type>${type}</fence_type>`, doing)

  switch (act.act) {
    case 'enter-maintenance': {
      if (status === 'maintenance' || status === 'preparing_for_maintenance') return ALREADY_SO
      const engineVms = await hostedEngineVms(client, budget())
      if (engineVms.kind !== 'ok') return engineVms
      const engineVm = engineVms.value.find((vm) => vm.host === id)
      if (engineVm !== undefined)
        return no(
          `${name} runs ${engineVm.name}, the VM of the engine itself: it is not put into maintenance.`,
          'Migrate that VM to another host of the hosted engine first, or leave this host for last.',
        )
      return send('deactivate', REASON, `put ${name} into maintenance`)
    }
    case 'exit-maintenance':
      return status === 'up' ? ALREADY_SO : send('activate', '', `take ${name} out of maintenance`)
    case 'shutdown-host': {
      if (status === 'down') return ALREADY_SO
      if (!hasPowerManagement(host)) return withoutPowerManagement(name)
      const vms = number(host, 'summary', 'total')
      if (status !== 'maintenance')
        return no(
          `${name} is not in maintenance (${status}), so the engine does not switch it off.`,
          'Put it into maintenance first.',
        )
      if (vms !== null && vms > 0)
        return no(`${vms} VMs are still on ${name}.`, 'Move, save or shut them down first: switching it off would cut them off.')
      return fence('stop', `switch ${name} off`)
    }
    case 'power-on-host':
      if (status === 'up') return ALREADY_SO
      return hasPowerManagement(host) ? fence('start', `switch ${name} on`) : withoutPowerManagement(name)
  }
}
