import { refused, type ManagerAct } from '../../ports'
import type { Budget } from './budget'
import { CallFailed } from './call-failed'
import type { Connection } from './connection'
import { findByUuid, type Found } from './observe'
import type { Tasks } from './tasks'
import { isGuest, MOVES } from './vm-facts'

export type VmAct = Extract<ManagerAct, { readonly vmNativeId: string }>

/** Never: a start paused, and one that overrules checks. */
const PAUSED = false
const FORCED = false

const noSuch = (what: string): CallFailed =>
  new CallFailed(refused(`The pool does not know this ${what} any more.`, 'Read the inventory again.'))

const hostReference = async (connection: Connection, uuid: string, doing: string, budget: Budget): Promise<string> => {
  const host = await findByUuid(connection, 'host', uuid, doing, budget)
  if (host === null) throw noSuch('host')
  return host.reference
}

/** Tasks of the pool that do one of these to the VM now. */
const under = ({ record }: Found<'VM'>, operations: readonly string[]): string[] =>
  Object.entries(record.current_operations).flatMap(([task, operation]) => (operations.includes(operation) ? [task] : []))

const start = async (
  { reference, record }: Found<'VM'>,
  hostNativeId: string | null,
  connection: Connection,
  tasks: Tasks,
  budget: Budget,
): Promise<string | null> => {
  if (record.power_state === 'Running') return null
  if (record.power_state === 'Paused') return tasks.begin('VM.unpause', [reference], 'unpause the VM', budget)
  const isSaved = record.power_state === 'Suspended'
  const doing = isSaved ? 'resume the VM' : 'start the VM'
  const verb = isSaved ? 'resume' : 'start'
  if (hostNativeId === null) return tasks.begin(`VM.${verb}`, [reference, PAUSED, FORCED], doing, budget)
  const host = await hostReference(connection, hostNativeId, doing, budget)
  return tasks.begin(`VM.${verb}_on`, [reference, host, PAUSED, FORCED], doing, budget)
}

/** Off already; or the memory that is kept would be lost. */
const powerOff = async ({ reference, record }: Found<'VM'>, tasks: Tasks, budget: Budget): Promise<string | null> => {
  if (record.power_state === 'Halted') return null
  if (record.power_state === 'Suspended')
    throw new CallFailed(
      refused('The VM is saved: powering it off would throw its memory away.', 'Leave it as it is, or resume it.'),
    )
  // The pool itself withdraws a shutdown that hangs.
  return tasks.begin('VM.hard_shutdown', [reference], 'power the VM off', budget)
}

const shutDown = async (vm: Found<'VM'>, tasks: Tasks, budget: Budget): Promise<string | null> => {
  if (vm.record.power_state === 'Halted') return null
  const [asked] = under(vm, ['clean_shutdown'])
  return asked ?? tasks.begin('VM.clean_shutdown', [vm.reference], 'shut the guest down', budget)
}

const save = async (vm: Found<'VM'>, tasks: Tasks, budget: Budget): Promise<string | null> => {
  if (vm.record.power_state === 'Suspended') return null
  const doing = 'save the VM’s state'
  const [saving] = under(vm, ['suspend'])
  if (saving !== undefined) return saving
  // A guest that ignores its shutdown stays locked by that request until it is withdrawn.
  for (const task of under(vm, ['clean_shutdown'])) await tasks.cancel(task, doing, budget)
  return tasks.begin('VM.suspend', [vm.reference], doing, budget)
}

const migrate = async (
  vm: Found<'VM'>,
  toHostNativeId: string,
  connection: Connection,
  tasks: Tasks,
  budget: Budget,
): Promise<string | null> => {
  const doing = 'move the VM'
  const host = await hostReference(connection, toHostNativeId, doing, budget)
  if (vm.record.resident_on === host) return null
  return tasks.begin('VM.pool_migrate', [vm.reference, host, { live: 'true' }], doing, budget)
}

/** Cancels what is moving the VM; nothing is, nothing to do. */
const cancelMove = async (vm: Found<'VM'>, tasks: Tasks, budget: Budget): Promise<null> => {
  for (const task of under(vm, MOVES)) await tasks.cancel(task, 'cancel the move', budget)
  return null
}

/** The task that was begun; null where there is none to wait for. */
export const actOnVm = async (act: VmAct, connection: Connection, tasks: Tasks, budget: Budget): Promise<string | null> => {
  const vm = await findByUuid(connection, 'VM', act.vmNativeId, 'find this VM', budget)
  if (vm === null || !isGuest(vm.record)) throw noSuch('VM')
  switch (act.act) {
    case 'shutdown-guest':
      return shutDown(vm, tasks, budget)
    case 'power-off':
      return powerOff(vm, tasks, budget)
    case 'save-state':
      return save(vm, tasks, budget)
    case 'start':
      return start(vm, act.hostNativeId, connection, tasks, budget)
    case 'migrate':
      return migrate(vm, act.toHostNativeId, connection, tasks, budget)
    case 'cancel-migration':
      return cancelMove(vm, tasks, budget)
  }
}
