import { goesWithItsHost } from '../../../domain/system-kind'
import { refused, unsupported, type ManagerAct } from '../../ports'
import type { Budget } from './budget'
import type { Call, Connection } from './connection'
import { CallFailed } from './failures'
import { observeHost } from './observe'
import { retrieve } from './property-collector'
import { textAt } from './read'
import type { ObjectRef } from './soap'
import { systemKindOf } from './vm-facts'
import { text } from '../../protocols/xml/xml'

export type HostAct = Extract<
  ManagerAct,
  { readonly act: 'enter-maintenance' | 'exit-maintenance' | 'shutdown-host' | 'power-on-host' | 'reboot-host' }
>

const hostRef = (id: string): ObjectRef => ({ type: 'HostSystem', id })

const begin = async (call: Omit<Call, 'changes'>, connection: Connection, budget: Budget): Promise<string | null> =>
  text(await connection.call({ ...call, changes: true }, budget), 'returnval')

/** Without a limit of its own (`timeout` 0): the executor keeps the deadline and cancels. */
const setMaintenance = async (
  id: string,
  wanted: boolean,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<string | null> => {
  // A host that is in the wanted mode already complains of an "invalid state", which can mean anything.
  const host = await observeHost(id, connection, unknown, budget)
  if (host?.inMaintenance === wanted) return null
  return wanted
    ? begin(
        {
          method: 'EnterMaintenanceMode_Task',
          target: hostRef(id),
          body: '<timeout>0</timeout><evacuatePoweredOffVms>false</evacuatePoweredOffVms>',
          doing: 'enter maintenance mode',
        },
        connection,
        budget,
      )
    : begin(
        {
          method: 'ExitMaintenanceMode_Task',
          target: hostRef(id),
          body: '<timeout>0</timeout>',
          doing: 'leave maintenance mode',
        },
        connection,
        budget,
      )
}

/** Names of VMs that still run there. Agents of the platform (vCLS) do not count: they go and come with the hosts. */
const runningVms = async (id: string, connection: Connection, unknown: Set<string>, budget: Budget): Promise<string[]> => {
  const wanted = { HostSystem: ['name'], VirtualMachine: ['name', 'config.managedBy', 'runtime.powerState'] }
  const steps = [{ name: 'vms', type: 'HostSystem', path: 'vm' }]
  const objects = await retrieve(connection, () => ({ wanted, start: hostRef(id), steps }), unknown, budget)
  return objects
    .filter((vm) => vm.ref.type === 'VirtualMachine' && textAt(vm, 'runtime.powerState') === 'poweredOn')
    .filter((vm) => !goesWithItsHost(systemKindOf(vm) ?? ''))
    .map((vm) => textAt(vm, 'name') ?? vm.ref.id)
}

const refuseUnlessEmpty = async (id: string, connection: Connection, unknown: Set<string>, budget: Budget): Promise<void> => {
  const running = await runningVms(id, connection, unknown, budget)
  if (running.length === 0) return
  throw new CallFailed(
    refused(
      `${running.length} VMs still run on the host (${running.slice(0, 5).join(', ')}): that would cut them off.`,
      'Stop, save or move them first.',
    ),
  )
}

/** `ShutdownHost` stops no VM but cuts them off, even without `force` in maintenance mode: none may run. */
const shutDown = async (id: string, connection: Connection, unknown: Set<string>, budget: Budget): Promise<string | null> => {
  await refuseUnlessEmpty(id, connection, unknown, budget)
  const body = '<force>true</force>'
  return begin({ method: 'ShutdownHost_Task', target: hostRef(id), body, doing: 'shut the host down' }, connection, budget)
}

/** Without `force` vSphere itself reboots only a host in maintenance mode. */
const reboot = async (id: string, connection: Connection, unknown: Set<string>, budget: Budget): Promise<string | null> => {
  await refuseUnlessEmpty(id, connection, unknown, budget)
  const body = '<force>false</force>'
  return begin({ method: 'RebootHost_Task', target: hostRef(id), body, doing: 'reboot the host' }, connection, budget)
}

/** vCenter wakes only hosts that it has put into standby itself. */
const powerOn = async (id: string, connection: Connection, unknown: Set<string>, budget: Budget): Promise<string | null> => {
  const retrieval = { wanted: { HostSystem: ['runtime.connectionState', 'runtime.powerState'] }, start: hostRef(id) }
  const [host] = await retrieve(connection, () => retrieval, unknown, budget)
  const power = host === undefined ? null : textAt(host, 'runtime.powerState')
  if (power === 'standBy') {
    const body = '<timeoutSec>0</timeoutSec>'
    return begin({ method: 'PowerUpHostFromStandBy_Task', target: hostRef(id), body, doing: 'wake the host' }, connection, budget)
  }
  if (host !== undefined && power === 'poweredOn' && textAt(host, 'runtime.connectionState') === 'connected') return null
  throw new CallFailed(
    unsupported(
      'vSphere cannot switch this host on.',
      'Wake it through its BMC or by Wake-on-LAN, or let it start when power returns.',
    ),
  )
}

export const actOnHost = (act: HostAct, connection: Connection, unknown: Set<string>, budget: Budget): Promise<string | null> => {
  switch (act.act) {
    case 'enter-maintenance':
      return setMaintenance(act.hostNativeId, true, connection, unknown, budget)
    case 'exit-maintenance':
      return setMaintenance(act.hostNativeId, false, connection, unknown, budget)
    case 'shutdown-host':
      return shutDown(act.hostNativeId, connection, unknown, budget)
    case 'power-on-host':
      return powerOn(act.hostNativeId, connection, unknown, budget)
    case 'reboot-host':
      return reboot(act.hostNativeId, connection, unknown, budget)
  }
}
