import { type CallOptions, type ManagerAct, refused, unsupported } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { type Parameters, type PveClient, segment } from './client'
import { type PveResult, other } from './failure'
import { type GuestStatus, guestRefOf, nativeIdOf } from './guest'
import { type GuestCalls, guestPath } from './guest-calls'
import { migrateGuest } from './migration'
import { stopTasks } from './tasks'
import { macSchema, nodeGuestsSchema, nothingSchema, taskIdSchema } from './wire'

export type ActResult = PveResult<{ readonly task: string | null }>
type GuestAct = Extract<ManagerAct, { readonly vmNativeId: string }>
type HostAct = Exclude<ManagerAct, GuestAct>

/**
 * How long the node goes on asking a guest to shut down. Longer than any plan waits: the step's own deadline decides
 * what comes next, and the request is withdrawn before a harder act.
 */
const SHUTDOWN_SECONDS = 3600

const SHUTDOWN_TASKS = ['qmshutdown', 'vzshutdown'] as const
const MIGRATION_TASKS = ['qmigrate', 'vzmigrate'] as const

const isGuestAct = (act: ManagerAct): act is GuestAct => 'vmNativeId' in act

const maintenanceUnsupported = (): ActResult =>
  other(
    unsupported(
      'The REST API of Proxmox VE has no maintenance mode.',
      'Empty the host and treat it as in maintenance; on the node itself: ha-manager crm-command node-maintenance enable NODE.',
    ),
  )

const command = async (
  client: PveClient,
  guest: GuestStatus,
  verb: string,
  body: Parameters,
  options: CallOptions,
): Promise<ActResult> => {
  const task = await client.post(`${guestPath(guest.ref, guest.node)}/status/${verb}`, body, taskIdSchema, options)
  return task.kind === 'ok' ? { kind: 'ok', value: { task: task.value } } : task
}

/** A guest that ignores its shutdown keeps its configuration locked until that request is withdrawn. */
const withdrawShutdown = (client: PveClient, guest: GuestStatus, options: CallOptions) =>
  stopTasks(client, guest.node, guest.ref, SHUTDOWN_TASKS, options)

const powerOff = async (client: PveClient, guest: GuestStatus, budget: () => CallOptions): Promise<ActResult> => {
  const stopped = await command(client, guest, 'stop', { 'overrule-shutdown': true }, budget())
  if (stopped.kind !== 'refused' || !stopped.message.includes('overrule-shutdown')) return stopped
  // Before version 8.2 the stop does not withdraw the shutdown by itself.
  const withdrawn = await withdrawShutdown(client, guest, budget())
  return withdrawn.kind === 'unreachable' ? withdrawn : command(client, guest, 'stop', {}, budget())
}

const saveState = async (client: PveClient, guest: GuestStatus, budget: () => CallOptions): Promise<ActResult> => {
  if (guest.ref.kind === 'lxc') return other(unsupported('Containers cannot be saved.', 'Shut it down instead.'))
  const withdrawn = await withdrawShutdown(client, guest, budget())
  return withdrawn.kind === 'unreachable' ? withdrawn : command(client, guest, 'suspend', { todisk: true }, budget())
}

const start = (client: PveClient, guest: GuestStatus, hostNativeId: string | null, options: CallOptions): Promise<ActResult> => {
  if (hostNativeId !== null && hostNativeId !== guest.node)
    return Promise.resolve(
      other(
        refused(
          `${guest.name ?? nativeIdOf(guest.ref)} is registered on ${guest.node} and can only start there, not on ${hostNativeId}.`,
          'Migrate it first, or start it where it is.',
        ),
      ),
    )
  return command(client, guest, guest.run === 'paused' && guest.ref.kind === 'qemu' ? 'resume' : 'start', {}, options)
}

const cancelMigration = async (client: PveClient, guest: GuestStatus, options: CallOptions): Promise<ActResult> => {
  const stopped = await stopTasks(client, guest.node, guest.ref, MIGRATION_TASKS, options)
  if (stopped.kind !== 'ok') return stopped
  if (stopped.value > 0) return { kind: 'ok', value: { task: null } }
  return other(refused(`${guest.name ?? nativeIdOf(guest.ref)} is not being migrated.`, 'Look at where it runs now.'))
}

const actOnGuest = async (client: PveClient, calls: GuestCalls, act: GuestAct, options: CallOptions): Promise<ActResult> => {
  const budget = budgetOf(options)
  const ref = guestRefOf(act.vmNativeId)
  if (ref === null) return other(refused(`${act.vmNativeId} is no guest of Proxmox VE.`, 'Refresh the inventory.'))
  const found = await calls.status(ref, budget())
  if (found.kind !== 'ok') return found
  const guest = found.value
  switch (act.act) {
    case 'shutdown-guest':
      return command(client, guest, 'shutdown', { timeout: SHUTDOWN_SECONDS, forceStop: false }, budget())
    case 'power-off':
      return powerOff(client, guest, budget)
    case 'save-state':
      return saveState(client, guest, budget)
    case 'start':
      return start(client, guest, act.hostNativeId, budget())
    case 'migrate':
      return migrateGuest(client, guest, act.toHostNativeId, act.toDatastoreNativeId ?? null, budget())
    case 'cancel-migration':
      return cancelMigration(client, guest, budget())
  }
}

/** Proxmox VE would end the node's guests itself, whatever they are. */
const refusalUnlessEmpty = async (client: PveClient, path: string, budget: () => CallOptions): Promise<ActResult | null> => {
  const names: string[] = []
  for (const kind of ['qemu', 'lxc']) {
    const listed = await client.get(`${path}/${kind}`, {}, nodeGuestsSchema, budget())
    if (listed.kind !== 'ok') return listed
    for (const { vmid, name, status } of listed.value) if (status !== 'stopped') names.push(name ?? `${kind}/${vmid}`)
  }
  return names.length === 0
    ? null
    : other(
        refused(
          `${names.length} guests still run on the node: ${names.slice(0, 5).join(', ')}.`,
          'Stop, save or move them first.',
        ),
      )
}

const actOnHost = async (client: PveClient, act: HostAct, options: CallOptions): Promise<ActResult> => {
  const path = `/nodes/${segment(act.hostNativeId)}`
  const budget = budgetOf(options)
  switch (act.act) {
    case 'shutdown-host': {
      const accepted = await client.post(`${path}/status`, { command: 'shutdown' }, nothingSchema, options)
      return accepted.kind === 'ok' ? { kind: 'ok', value: { task: null } } : accepted
    }
    case 'reboot-host': {
      const refusal = await refusalUnlessEmpty(client, path, budget)
      if (refusal !== null) return refusal
      const accepted = await client.post(`${path}/status`, { command: 'reboot' }, nothingSchema, budget())
      return accepted.kind === 'ok' ? { kind: 'ok', value: { task: null } } : accepted
    }
    case 'power-on-host': {
      // Sent by the node that answers, to the address that the cluster knows for the sleeping one.
      const sent = await client.post(`${path}/wakeonlan`, {}, macSchema, options)
      return sent.kind === 'ok' ? { kind: 'ok', value: { task: null } } : sent
    }
    case 'enter-maintenance':
    case 'exit-maintenance':
      return maintenanceUnsupported()
  }
}

export const performAct = (client: PveClient, calls: GuestCalls, act: ManagerAct, options: CallOptions): Promise<ActResult> =>
  isGuestAct(act) ? actOnGuest(client, calls, act, options) : actOnHost(client, act, options)
