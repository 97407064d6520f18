import { unsupported, type ManagerAct } from '../../ports'
import { allBounded } from './all-bounded'
import type { Budget } from './budget'
import { CallFailed, isFault } from './call-failed'
import type { Connection } from './connection'
import { faultFailure } from './fault-words'
import { MAINTENANCE_MARK, SHUTDOWN_MARK, shutdownMark } from './host-facts'
import { refuseMasterBeforeOthers } from './master-last'
import { findByUuid, readRecord, type Found } from './observe'
import type { Presences } from './presences'
import { listed, refuse } from './refusals'
import type { Tasks } from './tasks'
import { anySchema, refsSchema, stringListsSchema } from './wire'

export type HostAct = Exclude<ManagerAct, { readonly vmNativeId: string }>

const NAMED = 5
const READS_AT_ONCE = 4

interface HostAtHand extends Found<'host'> {
  readonly live: boolean | null
}

export const actOnHost = async (
  act: HostAct,
  connection: Connection,
  presences: Presences,
  tasks: Tasks,
  budget: Budget,
): Promise<string | null> => {
  const doing = 'find this host'
  const found = await findByUuid(connection, 'host', act.hostNativeId, doing, budget)
  if (found === null) throw refuse('The pool does not know this host any more.', 'Read the inventory again.')
  const { metrics } = found.record
  const live = metrics === null ? null : ((await readRecord(connection, 'host_metrics', metrics, doing, budget))?.live ?? null)
  const host = { ...found, live }
  switch (act.act) {
    case 'enter-maintenance':
      return enterMaintenance(host, connection, tasks, budget)
    case 'exit-maintenance':
      return exitMaintenance(host, connection, budget)
    case 'shutdown-host':
      return shutDown(host, connection, presences, tasks, budget)
    case 'power-on-host':
      return powerOn(host, tasks, budget)
    case 'reboot-host':
      return reboot(host, connection, tasks, budget)
  }
}

const change = async (
  connection: Connection,
  method: string,
  args: readonly unknown[],
  doing: string,
  budget: Budget,
): Promise<void> => {
  await connection.call({ method, args, schema: anySchema, doing, changes: true }, budget)
}

/** The pool refuses to overwrite a key, so what is there is taken away first. */
const mark = async (
  host: HostAtHand,
  key: string,
  value: string,
  connection: Connection,
  doing: string,
  budget: Budget,
): Promise<void> => {
  const present = host.record.other_config[key]
  if (present === value) return
  if (present !== undefined) await unmark(host, key, connection, doing, budget)
  try {
    await change(connection, 'host.add_to_other_config', [host.reference, key, value], doing, budget)
  } catch (error) {
    if (!isFault(error, 'MAP_DUPLICATE_KEY')) throw error
  }
}

const unmark = (host: HostAtHand, key: string, connection: Connection, doing: string, budget: Budget): Promise<void> =>
  change(connection, 'host.remove_from_other_config', [host.reference, key], doing, budget)

/** Names of VMs that still run there; the host's own domain does not count. */
const runningThere = async (host: HostAtHand, connection: Connection, budget: Budget): Promise<string[]> => {
  const names: string[] = []
  const doing = 'tell which VMs run there'
  // An answer that is no list must not pass for an empty host.
  const call = { method: 'host.get_resident_VMs', args: [host.reference], schema: refsSchema, doing }
  await allBounded(await connection.call(call, budget), READS_AT_ONCE, async (reference) => {
    const vm = await readRecord(connection, 'VM', reference, doing, budget)
    // A state that nobody knows counts as running.
    const isStill = vm !== null && vm.is_control_domain !== true && vm.power_state !== 'Halted' && vm.power_state !== 'Suspended'
    if (isStill) names.push(vm.name_label ?? vm.uuid ?? reference)
  })
  return names.sort()
}

/** VMs that could not leave, with the pool's reason, asked before anything is changed. */
const refuseBlocked = async (host: HostAtHand, connection: Connection, doing: string, budget: Budget): Promise<void> => {
  const call = { method: 'host.get_vms_which_prevent_evacuation', args: [host.reference], schema: stringListsSchema, doing }
  const blocked = await connection.call(call, budget)
  const reasons: string[] = []
  for (const [reference, [code = 'UNKNOWN', ...params]] of Object.entries(blocked).slice(0, NAMED)) {
    const vm = await readRecord(connection, 'VM', reference, doing, budget)
    reasons.push(`${vm?.name_label ?? 'a VM'}: ${faultFailure({ code, params }, 'leave').message}`)
  }
  const count = Object.keys(blocked).length
  if (count > 0) throw refuse(`${count} VMs cannot leave the host. ${reasons.join(' ')}`, 'Shut down or save these VMs first.')
}

const enterMaintenance = async (
  host: HostAtHand,
  connection: Connection,
  tasks: Tasks,
  budget: Budget,
): Promise<string | null> => {
  const doing = 'put the host into maintenance'
  const running = await runningThere(host, connection, budget)
  if (running.length > 0) await refuseBlocked(host, connection, doing, budget)
  if (host.record.enabled !== false) await change(connection, 'host.disable', [host.reference], doing, budget)
  await mark(host, MAINTENANCE_MARK, 'true', connection, doing, budget)
  if (host.record.other_config[SHUTDOWN_MARK] !== undefined) await unmark(host, SHUTDOWN_MARK, connection, doing, budget)
  // Newer versions take a network and a number at once as well, and have defaults for both.
  return running.length === 0 ? null : tasks.begin('host.evacuate', [host.reference], 'empty the host', budget)
}

const exitMaintenance = async (host: HostAtHand, connection: Connection, budget: Budget): Promise<null> => {
  const doing = 'take the host out of maintenance'
  if (host.record.enabled !== true) await change(connection, 'host.enable', [host.reference], doing, budget)
  if (host.record.other_config[MAINTENANCE_MARK] !== undefined) await unmark(host, MAINTENANCE_MARK, connection, doing, budget)
  return null
}

const refuseUnlessEmpty = async (host: HostAtHand, connection: Connection, budget: Budget): Promise<void> => {
  const running = await runningThere(host, connection, budget)
  if (running.length > 0)
    throw refuse(`${running.length} VMs still run on the host (${listed(running)}).`, 'Stop, save or move them first.')
}

/** The pool reboots only a host that is disabled and empty, and changes nothing where it says no. */
const reboot = async (host: HostAtHand, connection: Connection, tasks: Tasks, budget: Budget): Promise<string | null> => {
  if (host.live === false) throw refuse('The pool does not see this host up.', 'Power it on instead.')
  if (host.record.enabled !== false)
    throw refuse('The host takes VMs: it is not in maintenance.', 'Put it into maintenance first.')
  await refuseUnlessEmpty(host, connection, budget)
  return tasks.begin('host.reboot', [host.reference], 'reboot the host', budget)
}

/** The pool shuts down only a host that is disabled and empty. Where it says no, the host is left as it was. */
const shutDown = async (
  host: HostAtHand,
  connection: Connection,
  presences: Presences,
  tasks: Tasks,
  budget: Budget,
): Promise<string | null> => {
  if (host.live === false) return null
  const doing = 'shut the host down'
  await refuseUnlessEmpty(host, connection, budget)
  await refuseMasterBeforeOthers(host, connection, presences, budget)
  const { enabled, other_config: config } = host.record
  // A host that a person disabled stays theirs when it is down (R5).
  const isOurs = enabled !== false || config[SHUTDOWN_MARK] === shutdownMark(host.record)
  try {
    if (isOurs) await mark(host, SHUTDOWN_MARK, shutdownMark(host.record), connection, doing, budget)
    if (enabled !== false) await change(connection, 'host.disable', [host.reference], doing, budget)
    return await tasks.begin('host.shutdown', [host.reference], doing, budget)
  } catch (error) {
    if (isOurs && error instanceof CallFailed && error.failure.kind !== 'unknown') await restore(host, connection, budget)
    throw error
  }
}

/** As well as it goes: what failed before is what people must hear of. */
const restore = async (host: HostAtHand, connection: Connection, budget: Budget): Promise<void> => {
  const doing = 'enable the host again'
  try {
    await change(connection, 'host.enable', [host.reference], doing, budget)
    await unmark(host, SHUTDOWN_MARK, connection, doing, budget)
  } catch (problem) {
    if (!(problem instanceof CallFailed)) throw problem
  }
}

const powerOn = async (host: HostAtHand, tasks: Tasks, budget: Budget): Promise<string | null> => {
  if (host.live === true) return null
  if ((host.record.power_on_mode ?? '') === '')
    throw new CallFailed(
      unsupported(
        'No way to power this host on is set in the pool.',
        'Set its power-on mode (Wake-on-LAN or its BMC) there, or let it start when power returns.',
      ),
    )
  return tasks.begin('host.power_on', [host.reference], 'power the host on', budget)
}
