import { type ActBegun, type CallOptions, type ManagerAct, refused, unreachable, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { EngineClient } from './engine-client'
import { type OvirtFailure, type OvirtResult, other } from './failure'
import { getById, isEngineId } from './references'
import { taskOf } from './jobs'
import { systemKindOf } from './vm-facts'
import { type VmLine, vmLine } from './vm-record'

export type ActResult = OvirtResult<ActBegun>
export type VmAct = Extract<ManagerAct, { readonly vmNativeId: string }>

/** Shown in the engine's events and job list beside what was done. */
export const REASON = '<reason>Ridethrough</reason>'
export const ALREADY_SO: ActResult = { kind: 'ok', value: { task: null } }

const STARTED = new Set(['up', 'powering_up', 'wait_for_launch', 'restoring_state', 'reboot_in_progress', 'migrating'])

const fresh = async (client: EngineClient, id: string, options: CallOptions): Promise<OvirtResult<VmLine>> => {
  const vm = await getById(client, id, options, () => client.get(`/vms/${id}`, 'vm', options))
  if (vm.kind !== 'ok') return vm
  if (vm.value === null) return other(refused('The engine does not know this VM.', 'Read the inventory again.'))
  const line = vmLine(vm.value)
  return line === null
    ? other(unreachable('The engine answered with a VM without an id, so nothing was asked of it.', 'It is asked again.'))
    : { kind: 'ok', value: line }
}

/** The engine can neither stop nor save the machine that it runs in: its host does that, as the last step of a shutdown. */
const itself = (vm: VmLine, doing: string): OvirtFailure =>
  other(
    unsupported(
      `${vm.name} is the VM that the engine itself runs in: it cannot ${doing} itself.`,
      'Its host does that, last of all: hosted-engine --set-maintenance --mode=global, then hosted-engine --vm-shutdown.',
    ),
  )

/** Stopping a saved VM is how the engine throws its state away. */
const saved = (vm: VmLine): OvirtFailure =>
  other(
    refused(
      `${vm.name} is saved: stopping it would throw its state away.`,
      'It needs no power. Start it when it is wanted again.',
    ),
  )

/** Run-once is the engine's way to choose a host; it takes that only for a VM that is down, so a saved one resumes where the engine likes. */
const placement = (vm: VmLine, host: string | null): string =>
  host === null || vm.status !== 'down' ? '' : `<vm><placement_policy><hosts><host id="${host}"/></hosts></placement_policy></vm>`

const migration = async (client: EngineClient, vm: VmLine, target: string, options: CallOptions): Promise<ActResult> => {
  const purpose = { doing: `migrate ${vm.name}`, permit: 'migrate_vm' }
  if (vm.host === target && vm.status !== 'migrating') return ALREADY_SO
  const answer = await client.act(`/vms/${vm.id}/migrate`, `<host id="${target}"/>`, purpose, options)
  return taskOf(answer)
}

export const actOnVm = async (client: EngineClient, act: VmAct, options: CallOptions): Promise<ActResult> => {
  const budget = budgetOf(options)
  const found = await fresh(client, act.vmNativeId, budget())
  if (found.kind !== 'ok') return found
  const vm = found.value
  const isEngine = systemKindOf(vm) !== null
  const path = `/vms/${vm.id}`
  const send = async (verb: string, inner: string, doing: string, permit: string): Promise<ActResult> =>
    taskOf(await client.act(`${path}/${verb}`, inner, { doing: `${doing} ${vm.name}`, permit }, budget()))
  const host = act.act === 'start' ? act.hostNativeId : act.act === 'migrate' ? act.toHostNativeId : null
  if (host !== null && !isEngineId(host))
    return other(refused('The engine does not know this host.', 'Read the inventory again.'))
  switch (act.act) {
    case 'shutdown-guest':
      if (isEngine) return itself(vm, 'shut down')
      if (vm.status === 'suspended') return saved(vm)
      return vm.status === 'down' ? ALREADY_SO : send('shutdown', REASON, 'shut down', 'shut_down_vm')
    case 'power-off':
      if (isEngine) return itself(vm, 'power off')
      if (vm.status === 'suspended') return saved(vm)
      return vm.status === 'down' ? ALREADY_SO : send('stop', REASON, 'power off', 'stop_vm')
    case 'save-state':
      if (isEngine) return itself(vm, 'save')
      return vm.status === 'suspended' || vm.status === 'saving_state' ? ALREADY_SO : send('suspend', '', 'save', 'hibernate_vm')
    case 'start':
      return STARTED.has(vm.status ?? '') ? ALREADY_SO : send('start', placement(vm, host), 'start', 'run_vm')
    case 'migrate':
      return migration(client, vm, act.toHostNativeId, budget())
    case 'cancel-migration':
      return vm.status === 'migrating'
        ? send('cancelmigration', '', 'cancel the migration of', 'migrate_vm')
        : other(refused(`${vm.name} is not being migrated.`, 'Look at where it runs now.'))
  }
}
