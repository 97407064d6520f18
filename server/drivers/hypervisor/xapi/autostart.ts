import type { SafeguardFacts } from '../../../domain/safeguard'
import { type AutostartOrder, autostartFacts, doingAutostart, hostOfAutostart } from '../../protocols/autostart'
import { eachBounded } from '../../protocols/bounded'
import type { Budget } from './budget'
import { CallFailed, isGone } from './call-failed'
import type { Connection } from './connection'
import type { Mirror } from './mirror'
import type { Records } from './records'
import { refuse } from './refusals'
import { isMarked, MARK, MARKED, STARTED } from './starts-with-host'
import { isGuest } from './vm-facts'
import { anySchema, type RecordOf } from './wire'

const SETS_AT_ONCE = 8

const poolOf = (uuid: string | null, records: Records): RecordOf<'pool'> | null =>
  uuid === null ? null : ([...records.of('pool').values()].find((pool) => pool.uuid === uuid) ?? null)

/**
 * Whichever host of a pool boots, it has the pool start all VMs with the mark that are off, wherever there is room. So this belongs to
 * all hosts together. It tells the marks of VMs also where the pool starts none.
 */
const factsOf = (pool: RecordOf<'pool'> & { readonly uuid: string }, records: Records): SafeguardFacts => {
  const starting = [...records.of('VM').values()].flatMap((vm) =>
    vm.uuid !== null && isGuest(vm) && isMarked(vm) ? [{ nativeId: vm.uuid, name: vm.name_label ?? vm.uuid, how: STARTED }] : [],
  )
  const facts = autostartFacts({ nativeId: pool.uuid, name: pool.name_label || 'the pool' }, starting)
  const hostNativeIds = [...records.of('host').values()].flatMap(({ uuid }) => uuid ?? [])
  return { ...facts, hostNativeIds, isDisarmed: facts.isDisarmed || !isMarked(pool) }
}

const withUuid = (pool: RecordOf<'pool'> | null): (RecordOf<'pool'> & { readonly uuid: string })[] =>
  pool === null || pool.uuid === null ? [] : [{ ...pool, uuid: pool.uuid }]

/** That of a pool that starts VMs. */
export const autostartsIn = (records: Records): readonly SafeguardFacts[] =>
  [...records.of('pool').values()]
    .flatMap(withUuid)
    .map((pool) => factsOf(pool, records))
    .filter(({ isDisarmed }) => !isDisarmed)

/** Null: it is the autostart of no pool of this address. */
export const autostartNamed = (nativeId: string, records: Records): SafeguardFacts | null => {
  const [pool] = withUuid(poolOf(hostOfAutostart(nativeId), records))
  return pool === undefined ? null : factsOf(pool, records)
}

/** Takes the mark of these VMs away, or sets it again; the pool's own stays. One that refuses keeps none of the others. */
export const setAutostart = async (
  { hostNativeId: poolNativeId, vms, isBack }: AutostartOrder,
  connection: Connection,
  mirror: Mirror,
  budget: Budget,
): Promise<void> => {
  const records = await mirror.refresh(budget)
  if (poolOf(poolNativeId, records) === null) throw refuse('This is no autostart of this pool.', 'Read the inventory again.')
  const wanted = new Set(vms.map((vm) => vm.nativeId))
  const concerned = [...records.of('VM')].filter(([, vm]) => vm.uuid !== null && wanted.has(vm.uuid) && isGuest(vm))
  const set = async (reference: string, vm: RecordOf<'VM'>): Promise<void> => {
    const doing = doingAutostart(isBack, vm.name_label ?? 'a VM')
    const change = (method: string, args: readonly string[]): Promise<unknown> =>
      connection.call({ method, args: [reference, ...args], schema: anySchema, doing, changes: true }, budget)
    if (isMarked(vm) === isBack) return
    if (vm.other_config[MARK] !== undefined) await change('VM.remove_from_other_config', [MARK])
    if (isBack) await change('VM.add_to_other_config', [MARK, MARKED])
  }
  const failures: CallFailed[] = []
  await eachBounded(concerned, SETS_AT_ONCE, async ([reference, vm]) => {
    try {
      await set(reference, vm)
      return true
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      // One that was removed just now starts nothing.
      if (!isGone(error)) failures.push(error)
      return error.failure.kind === 'refused'
    }
  })
  const [first] = failures
  if (first !== undefined) throw first
}
