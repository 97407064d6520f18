import type { SafeguardFacts } from '../../../domain/safeguard'
import type { SafeguardOrder } from '../../ports'
import type { Budget } from './budget'
import type { Connection } from './connection'
import type { Mirror } from './mirror'
import type { Records } from './records'
import { refuse } from './refusals'
import type { Tasks } from './tasks'
import { isLive } from './vm-facts'
import { anySchema, type RecordOf, refSchema } from './wire'

const idOf = (pool: string): string => `ha ${pool}`

/** What a pool has set up for its heartbeats stays there while HA is off, and is used again. */
const HEARTBEAT_DISK = 'ha_statefile'

/** Where the heartbeats of all hosts must be written again: storage that a host has not attached yet. */
const detached = (storages: readonly string[], records: Records): readonly string[] =>
  [...records.of('PBD').values()].flatMap(({ SR, host, currently_attached: attached }) => {
    const storage = records.get('SR', SR)
    if (attached !== false || storage?.uuid == null || !storages.includes(storage.uuid)) return []
    const where = records.get('host', host)?.name_label ?? 'a host'
    return [`${where} has not attached ${storage.name_label ?? storage.uuid}`]
  })

/** Without one of its hosts a pool refuses to switch HA on. */
const missing = (records: Records): readonly string[] =>
  [...records.of('host')].flatMap(([reference, { name_label: name }]) =>
    isLive(records, reference) === false ? [`${name || 'a host'} is not live, and HA cannot be switched on without it`] : [],
  )

const haOf = (pool: RecordOf<'pool'>, records: Records): SafeguardFacts[] => {
  const { uuid, ha_enabled: enabled, ha_host_failures_to_tolerate: failuresToTolerate } = pool
  if (uuid === null || enabled === null) return []
  const stores = pool.ha_statefiles.flatMap((file) => records.get('SR', records.get('VDI', file)?.SR ?? null)?.uuid ?? [])
  const heartbeatStorage = [...new Set(stores)]
  const prepared = [...records.of('VDI').values()].flatMap(({ type, SR }) =>
    type === HEARTBEAT_DISK ? (records.get('SR', SR)?.uuid ?? []) : [],
  )
  return [
    {
      nativeId: idOf(uuid),
      name: `HA of ${pool.name_label || 'the pool'}`,
      hostNativeIds: [...records.of('host').values()].flatMap((host) => host.uuid ?? []),
      setting: { kind: 'xapi-ha', enabled, heartbeatStorage, configuration: pool.ha_configuration, failuresToTolerate },
      isDisarmed: !enabled,
      disarmAfterVms: false,
      // With hosts still missing the pool refuses starts that would break its plan.
      restore: 'after-vms',
      unhealthy: enabled ? [] : [...missing(records), ...detached(prepared, records)],
    },
  ]
}

export const safeguardsOf = (records: Records): readonly SafeguardFacts[] =>
  [...records.of('pool').values()].flatMap((pool) => haOf(pool, records))

export const setSafeguard = async (
  { do: what, nativeId, found }: SafeguardOrder,
  connection: Connection,
  mirror: Mirror,
  tasks: Tasks,
  budget: Budget,
): Promise<string | null> => {
  const records = await mirror.refresh(budget)
  const [reference, pool] = [...records.of('pool')].find(([, { uuid }]) => uuid !== null && idOf(uuid) === nativeId) ?? []
  if (reference === undefined || pool === undefined || found.kind !== 'xapi-ha')
    throw refuse('This is no HA of this pool.', 'Read the inventory again.')
  if (what === 'disarm') return pool.ha_enabled === true ? tasks.begin('pool.disable_ha', [], 'switch HA off', budget) : null
  const doing = 'switch HA on again'
  if (pool.ha_enabled !== true) {
    const stores: string[] = []
    for (const uuid of found.heartbeatStorage)
      stores.push(await connection.call({ method: 'SR.get_by_uuid', args: [uuid], schema: refSchema, doing }, budget))
    return tasks.begin('pool.enable_ha', [stores, found.configuration], doing, budget)
  }
  const { failuresToTolerate } = found
  if (failuresToTolerate !== null && pool.ha_host_failures_to_tolerate !== failuresToTolerate) {
    const method = 'pool.set_ha_host_failures_to_tolerate'
    await connection.call({ method, args: [reference, failuresToTolerate], schema: anySchema, doing, changes: true }, budget)
  }
  return null
}
