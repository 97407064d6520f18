import type { ManagerAct } from '../../ports'
import type { Budget } from './budget'
import type { Call, Connection } from './connection'
import { CallFailed } from './failures'
import { TASK_PROPERTIES } from './properties'
import { retrieve } from './property-collector'
import { textAt } from './read'
import { NOTHING_COPIED, relocation } from './relocation'
import { refElement, type ObjectRef } from './soap'
import { taskWork } from './task'
import { text } from '../../protocols/xml/xml'

export type VmAct = Extract<ManagerAct, { readonly vmNativeId: string }>

const vmRef = (id: string): ObjectRef => ({ type: 'VirtualMachine', id })
const hostRef = (id: string): ObjectRef => ({ type: 'HostSystem', id })

/** The request for an act, and the power state that means "it is so already" (A2). */
interface Request {
  readonly call: Call
  readonly done: 'poweredOn' | 'poweredOff' | 'suspended' | null
}

const request = (act: Exclude<VmAct, { readonly act: 'cancel-migration' | 'migrate' }>): Request => {
  const target = vmRef(act.vmNativeId)
  switch (act.act) {
    case 'shutdown-guest':
      return { call: { method: 'ShutdownGuest', target, doing: 'shut down the guest', changes: true }, done: 'poweredOff' }
    case 'power-off':
      return { call: { method: 'PowerOffVM_Task', target, doing: 'power the VM off', changes: true }, done: 'poweredOff' }
    case 'save-state':
      return { call: { method: 'SuspendVM_Task', target, doing: 'suspend the VM', changes: true }, done: 'suspended' }
    case 'start': {
      const body = act.hostNativeId === null ? '' : refElement('host', hostRef(act.hostNativeId))
      return { call: { method: 'PowerOnVM_Task', target, body, doing: 'start the VM', changes: true }, done: 'poweredOn' }
    }
  }
}

/** Cancels what is moving the VM; nothing is, nothing to do. */
const cancelMigration = async (id: string, connection: Connection, unknown: Set<string>, budget: Budget): Promise<null> => {
  const steps = [{ name: 'tasks', type: 'VirtualMachine', path: 'recentTask' }]
  const retrieval = { wanted: { VirtualMachine: ['name'], Task: TASK_PROPERTIES }, start: vmRef(id), steps }
  const tasks = await retrieve(connection, () => retrieval, unknown, budget)
  const moving = tasks.filter(
    (task) =>
      task.ref.type === 'Task' &&
      taskWork(task) !== null &&
      /\.(migrate|relocate)$/i.test(textAt(task, 'info.descriptionId') ?? ''),
  )
  for (const { ref } of moving) {
    await connection.call({ method: 'CancelTask', target: ref, doing: 'cancel the migration', changes: true }, budget)
  }
  return null
}

/** Moves are asked for by one method with or without disks: what the specification does not name stays where it is. */
const migration = async (
  act: Extract<VmAct, { readonly act: 'migrate' }>,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<Request> => {
  const target = vmRef(act.vmNativeId)
  const host = hostRef(act.toHostNativeId)
  const store = act.toDatastoreNativeId
  const places = store === undefined ? NOTHING_COPIED : await relocation({ vm: target, host, store }, connection, unknown, budget)
  const spec = `${places.home}${refElement('host', host)}${places.disks}`
  const body = `<spec>${spec}</spec><priority>highPriority</priority>`
  return { call: { method: 'RelocateVM_Task', target, body, doing: 'migrate the VM', changes: true }, done: null }
}

/** The task that was begun; null where there is none to wait for. */
export const actOnVm = async (
  act: VmAct,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<string | null> => {
  if (act.act === 'cancel-migration') return cancelMigration(act.vmNativeId, connection, unknown, budget)
  const { call, done } = act.act === 'migrate' ? await migration(act, connection, unknown, budget) : request(act)
  try {
    const answer = await connection.call(call, budget)
    return text(answer, 'returnval')
  } catch (error) {
    const fault = error instanceof CallFailed ? error.fault : null
    const already = fault?.type === 'InvalidPowerState' && done !== null && text(fault.detail, 'existingState') === done
    if (already) return null
    throw error
  }
}
