import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { all, flag, number, text, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { type OvirtFailure, type OvirtResult, other } from './failure'
import { taskOf } from './jobs'
import { getById } from './references'
import { type ActResult, ALREADY_SO, REASON } from './vm-acts'
import { systemKindOf } from './vm-facts'
import { vmLine } from './vm-record'

type OfHost = Exclude<ManagerAct, { readonly vmNativeId: string }>

const HOSTED_ENGINE_SEARCH = `/vms?search=${encodeURIComponent('name=HostedEngine')}&max=10`

const no = (message: string, hint: string): OvirtFailure => other(refused(message, hint))

/** The name of the VM of the engine itself where that is on this host; null: it is not. */
const engineVmOn = async (client: EngineClient, host: string, options: CallOptions): Promise<OvirtResult<string | null>> => {
  const found = await client.get(HOSTED_ENGINE_SEARCH, 'vms', options)
  if (found.kind !== 'ok') return found
  const lines = all(found.value, 'vm').flatMap((vm) => vmLine(vm) ?? [])
  return { kind: 'ok', value: lines.find((line) => systemKindOf(line) !== null && line.host === host)?.name ?? null }
}

const withoutPowerManagement = (name: string): OvirtFailure =>
  other(
    unsupported(
      `Power management is not set up for ${name}, and the engine switches hosts off and on only by it.`,
      'Set it up in oVirt (edit host, power management), or let the BMC of the host do it.',
    ),
  )

const hasPowerManagement = (host: XmlElement): boolean => flag(host, 'power_management', 'enabled') === true

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
      const engineVm = await engineVmOn(client, id, budget())
      if (engineVm.kind !== 'ok') return engineVm
      if (engineVm.value !== null)
        return no(
          `${name} runs ${engineVm.value}, the VM of the engine itself: it is not put into maintenance.`,
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
