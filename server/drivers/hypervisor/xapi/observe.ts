import type { HostFacts, VmFacts } from '../../../domain/inventory'
import { allBounded } from './all-bounded'
import type { Budget } from './budget'
import { isGone } from './call-failed'
import type { Connection } from './connection'
import { hostFacts } from './host-facts'
import type { Presences } from './presences'
import { Records } from './records'
import type { UseMeter } from './use-meter'
import { vmFacts } from './vm-facts'
import { poolsSchema, RECORDS, refSchema, type ClassName, type RecordOf } from './wire'

const READS_AT_ONCE = 4

export interface Found<C extends ClassName> {
  readonly reference: string
  readonly record: RecordOf<C>
}

/** Null where the pool does not know it (any more). */
export const readRecord = async <C extends ClassName>(
  connection: Connection,
  name: C,
  reference: string,
  doing: string,
  budget: Budget,
): Promise<RecordOf<C> | null> => {
  try {
    return await connection.call({ method: `${name}.get_record`, args: [reference], schema: RECORDS[name], doing }, budget)
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** By UUID: references last no longer than the pool's database. Null where the pool does not know it (any more). */
export const findByUuid = async <C extends 'VM' | 'host'>(
  connection: Connection,
  name: C,
  uuid: string,
  doing: string,
  budget: Budget,
): Promise<Found<C> | null> => {
  try {
    const reference = await connection.call({ method: `${name}.get_by_uuid`, args: [uuid], schema: refSchema, doing }, budget)
    const record = await readRecord(connection, name, reference, doing, budget)
    return record === null ? null : { reference, record }
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** Collects records of one object and what surrounds it. */
class Reading {
  readonly records = new Records()
  readonly #connection: Connection
  readonly #known: Records | null
  readonly #doing: string
  readonly #budget: Budget

  constructor(connection: Connection, known: Records | null, doing: string, budget: Budget) {
    this.#connection = connection
    this.#known = known
    this.#doing = doing
    this.#budget = budget
  }

  async fresh<C extends ClassName>(name: C, references: readonly (string | null)[]): Promise<void> {
    const wanted = [...new Set(references.filter((reference) => reference !== null))]
    await allBounded(wanted, READS_AT_ONCE, async (reference) => {
      const record = await readRecord(this.#connection, name, reference, this.#doing, this.#budget)
      if (record !== null) this.records.set(name, reference, record)
    })
  }

  /** Only for what cannot change while its reference lives: which storage a disk lies on, which network a reference means. */
  async lasting<C extends ClassName>(name: C, references: readonly (string | null)[]): Promise<void> {
    const missing = references.filter((reference) => {
      const known = this.#known?.get(name, reference) ?? null
      if (known === null || reference === null) return true
      this.records.set(name, reference, known)
      return false
    })
    await this.fresh(name, missing)
  }
}

/** One VM, read anew with all that can change about it. */
export const observeVm = async (
  uuid: string,
  connection: Connection,
  known: Records | null,
  use: UseMeter,
  budget: Budget,
): Promise<VmFacts | null> => {
  const doing = 'tell about this VM'
  const found = await findByUuid(connection, 'VM', uuid, doing, budget)
  if (found === null) return null
  const { reference, record: vm } = found
  const reading = new Reading(connection, known, doing, budget)
  const { records } = reading
  const pools = [...(known?.of('pool') ?? [])]
  for (const [pool, record] of pools) records.set('pool', pool, record)
  if (pools.length === 0) await readPool(connection, records, doing, budget)
  await reading.lasting('host', [vm.resident_on])
  await reading.fresh('host_metrics', [records.get('host', vm.resident_on)?.metrics ?? null])
  await reading.fresh('VM_metrics', [vm.metrics])
  await reading.fresh('VM_guest_metrics', [vm.guest_metrics])
  await reading.fresh('VBD', vm.VBDs)
  await reading.fresh('VIF', vm.VIFs)
  await reading.lasting(
    'VDI',
    [...records.of('VBD').values()].map((vbd) => vbd.VDI),
  )
  await reading.lasting(
    'SR',
    [...records.of('VDI').values()].map((vdi) => vdi.SR),
  )
  await reading.lasting(
    'network',
    [...records.of('VIF').values()].map((vif) => vif.network),
  )
  return vmFacts(vm, records, use.percentOf(reference))
}

/** Which pool it is does not change. */
const readPool = async (connection: Connection, records: Records, doing: string, budget: Budget): Promise<void> => {
  const all = await connection.call({ method: 'pool.get_all_records', args: [], schema: poolsSchema, doing }, budget)
  for (const [reference, record] of Object.entries(all)) records.set('pool', reference, record)
}

/** One host, read anew; what it reaches and how its memory is used is the inventory's to tell. */
export const observeHost = async (
  uuid: string,
  connection: Connection,
  known: Records | null,
  presences: Presences,
  use: UseMeter,
  budget: Budget,
): Promise<HostFacts | null> => {
  const doing = 'tell about this host'
  const found = await findByUuid(connection, 'host', uuid, doing, budget)
  if (found === null) return null
  const { reference, record: host } = found
  const reading = new Reading(connection, known, doing, budget)
  const { records } = reading
  records.set('host', reference, host)
  for (const name of ['pool', 'PBD', 'SR', 'PIF', 'network'] as const) copyKnown(known, records, name)
  if (records.of('pool').size === 0) await readPool(connection, records, doing, budget)
  await reading.fresh('host_metrics', [host.metrics])
  const connections = await presences.connections(records, budget)
  return hostFacts(reference, host, records, connections.get(reference) ?? 'unknown', use.percentOf(reference))
}

const copyKnown = <C extends ClassName>(known: Records | null, records: Records, name: C): void => {
  for (const [reference, record] of known?.of(name) ?? []) records.set(name, reference, record)
}
