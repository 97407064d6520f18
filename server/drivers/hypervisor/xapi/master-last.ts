import { z } from 'zod'
import type { Budget } from './budget'
import type { Connection } from './connection'
import type { Found } from './observe'
import type { Presences } from './presences'
import { Records } from './records'
import { listed, refuse } from './refusals'
import { poolsSchema, RECORDS, type ClassName, type RecordOf } from './wire'

/**
 * Without its master a pool tells nothing any more: who watches another host's end must have seen it for 30 s before the master
 * may go, and looks only now and then.
 */
const SEEN_DOWN_MS = 40_000

const doing = 'tell what still runs in the pool'

/** Fresh, and whole: an answer that makes no sense must not pass for a pool without hosts or guests. */
const readAll = async <C extends ClassName>(
  name: C,
  connection: Connection,
  records: Records,
  budget: Budget,
): Promise<readonly [string, RecordOf<C>][]> => {
  const schema = z.record(z.string(), RECORDS[name])
  const all = Object.entries(await connection.call({ method: `${name}.get_all_records`, args: [], schema, doing }, budget))
  for (const [reference, record] of all) records.set(name, reference, record)
  return all
}

/** What nobody knows counts as a guest that runs. */
const mayRun = (vm: RecordOf<'VM'>): boolean =>
  vm.is_control_domain !== true &&
  vm.is_a_template !== true &&
  vm.is_a_snapshot !== true &&
  vm.power_state !== 'Halted' &&
  vm.power_state !== 'Suspended'

const isMaster = async (host: Found<'host'>, connection: Connection, budget: Budget): Promise<boolean> => {
  const pools = await connection.call({ method: 'pool.get_all_records', args: [], schema: poolsSchema, doing }, budget)
  return !Object.values(pools).some(({ master }) => master !== null && master !== host.reference)
}

/** D10, D5: the pool is seen and steered through its master, so that goes when all else is off. */
export const refuseMasterBeforeOthers = async (
  host: Found<'host'>,
  connection: Connection,
  presences: Presences,
  budget: Budget,
): Promise<void> => {
  if (!(await isMaster(host, connection, budget))) return
  const records = new Records()
  const hosts = await readAll('host', connection, records, budget)
  await readAll('host_metrics', connection, records, budget)
  const vms = await readAll('VM', connection, records, budget)
  const connections = await presences.connections(records, budget)
  const isOff = (reference: string | null): boolean => {
    const uuid = records.get('host', reference)?.uuid ?? null
    return (
      reference !== null && uuid !== null && connections.get(reference) === 'down' && presences.downForMs(uuid) >= SEEN_DOWN_MS
    )
  }
  const others = hosts.filter(([reference]) => reference !== host.reference && !isOff(reference))
  const hostNames = others.map(([reference, { name_label, uuid }]) => name_label ?? uuid ?? reference).sort()
  if (hostNames.length > 0)
    throw refuse(
      `This host is the pool’s master and goes last: not yet seen off for ${SEEN_DOWN_MS / 1000} s are the hosts ${listed(hostNames)}.`,
      'Shut these down first, or let another host be the master (xe pool-designate-new-master).',
    )
  // A host that was lost took its guests along; the pool remembers them as running.
  const running = vms.filter(([, vm]) => mayRun(vm) && !isOff(vm.resident_on))
  const names = running.map(([reference, { name_label, uuid }]) => name_label ?? uuid ?? reference).sort()
  if (names.length > 0)
    throw refuse(
      `This host is the pool’s master and goes last: VMs of the pool still run (${listed(names)}).`,
      'Stop or save them first.',
    )
}
