import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { all, find, number, text, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { type OvirtFailure, other } from './failure'
import { hostedEngineVms } from './hosted-engine'
import { taskOf } from './jobs'
import { hasPowerManagement } from './power-management'
import { getById, idOf } from './references'
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

/** Null: the engine's own VM does not run there. */
const refusalForEngine = async (
  client: EngineClient,
  id: string,
  name: string,
  options: CallOptions,
): Promise<OvirtFailure | null> => {
  const engineVms = await hostedEngineVms(client, options)
  if (engineVms.kind !== 'ok') return engineVms
  const engineVm = engineVms.value.find((vm) => vm.host === id)
  return engineVm === undefined
    ? null
    : no(
        `${name} runs ${engineVm.name}, the VM of the engine itself: it is not put into maintenance.`,
        'Migrate that VM to another host of the hosted engine first, or leave this host for last.',
      )
}

/** Null: it does not hold the storage pool of hosts that are still up (D10). */
const refusalForStorage = async (
  client: EngineClient,
  { id, name, host }: HostAtHand,
  options: CallOptions,
): Promise<OvirtFailure | null> => {
  // It stays with a host that is just becoming it.
  if (!['spm', 'contending'].includes(text(host, 'spm', 'status') ?? '')) return null
  const listed = await client.get('/hosts', 'hosts', options)
  if (listed.kind !== 'ok') return listed
  const cluster = idOf(find(host, 'cluster'))
  const others = all(listed.value, 'host').filter(
    (other) => idOf(other) !== id && idOf(find(other, 'cluster')) === cluster && text(other, 'status') === 'up',
  )
  const names = others.map((other) => text(other, 'name') ?? idOf(other) ?? '')
  return names.length === 0
    ? null
    : no(`${name} manages the storage pool: it goes after ${names.join(', ')}.`, 'It is tried again once they are down.')
}

interface HostAtHand {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly host: XmlElement
}

/**
 * The engine switches off only what is in maintenance: the host is taken there first, and switched off when the act is called
 * again. What is switched off is empty (A5).
 */
const switchOff = async (
  client: EngineClient,
  at: HostAtHand,
  send: (verb: string, inner: string, doing: string) => Promise<ActResult>,
  budget: () => CallOptions,
): Promise<ActResult> => {
  const { id, name, status, host } = at
  const vms = number(host, 'summary', 'total')
  if (vms === null) return no(`The engine does not tell whether VMs are on ${name}.`, 'Look at it in oVirt.')
  if (vms > 0)
    return no(`${vms} VMs are still on ${name}.`, 'Move, save or shut them down first: switching it off would cut them off.')
  if (status === 'preparing_for_maintenance') return { kind: 'ok', value: { task: null, isPart: true } }
  if (status === 'maintenance') return send('fence', '<fence_type>stop</fence_type>', `switch ${name} off`)
  if (status !== 'up') return no(`${name} is ${status}: the engine does not switch it off.`, 'Look at it in oVirt.')
  const refusal = (await refusalForEngine(client, id, name, budget())) ?? (await refusalForStorage(client, at, budget()))
  if (refusal !== null) return refusal
  const begun = await send('deactivate', REASON, `put ${name} into maintenance`)
  return begun.kind === 'ok' ? { kind: 'ok', value: { ...begun.value, isPart: true } } : begun
}

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
      const engine = await refusalForEngine(client, id, name, budget())
      if (engine !== null) return engine
      return send('deactivate', REASON, `put ${name} into maintenance`)
    }
    case 'exit-maintenance':
      return status === 'up' ? ALREADY_SO : send('activate', '', `take ${name} out of maintenance`)
    case 'shutdown-host':
      if (status === 'down') return ALREADY_SO
      return hasPowerManagement(host) ? switchOff(client, { id, name, status, host }, send, budget) : withoutPowerManagement(name)
    case 'power-on-host':
      if (status === 'up') return ALREADY_SO
      return hasPowerManagement(host) ? fence('start', `switch ${name} on`) : withoutPowerManagement(name)
    case 'reboot-host':
      return other(
        unsupported(
          `The engine does not tell when ${name} booted while it is in maintenance: a reboot could not be verified.`,
          'Reboot it in oVirt or at the host itself.',
        ),
      )
  }
}
