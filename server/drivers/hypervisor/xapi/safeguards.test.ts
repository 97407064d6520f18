import { afterEach, describe, expect, it } from 'vitest'
import { reference, uuid } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import type { StandIn } from '../../../testing/xapi/stand-in'
import type { SafeguardFacts } from '../../../domain/safeguard'
import type { ManagerSession } from '../../ports'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

/** HA is on, its heartbeats on the storage of web's disk. */
const protect = (pool: StandIn): string => {
  const disk = reference('vdi-web')
  pool.state.change('VDI', disk, { type: 'ha_statefile' })
  const storage = String(pool.state.record('VDI', disk).SR)
  pool.state.change('pool', reference('pool'), {
    ha_enabled: true,
    ha_statefiles: [disk],
    ha_configuration: { timeout: '90' },
    ha_host_failures_to_tolerate: '1',
  })
  return storage
}
const seen = async (session: ManagerSession): Promise<SafeguardFacts> => {
  const found = await session.observeSafeguard?.(`ha ${uuid('pool')}`, quick)
  const ha = found === undefined ? null : valueOf(found)
  if (ha === null) throw new Error('the pool tells of no HA')
  return ha
}
const order = async (session: ManagerSession, pool: StandIn, what: 'disarm' | 'restore', found: SafeguardFacts) => {
  const answer = await session.setSafeguard?.({ do: what, nativeId: found.nativeId, found: found.setting }, quick)
  const task = answer === undefined ? null : valueOf(answer).task
  if (task !== null) pool.state.finish(task)
  return task
}

describe('HA of a pool', () => {
  it('D10 R8 is switched off, and on again with the same storage, configuration and failures to tolerate', async () => {
    const { pool, session } = await test.start()
    const storage = protect(pool)
    const before = await seen(session)
    expect(valueOf(await session.inventory(quick)).safeguards).toEqual([before])
    expect(before).toMatchObject({ isDisarmed: false, hostNativeIds: [uuid('xen1'), uuid('xen2')], restore: 'after-vms' })
    expect(before.setting).toMatchObject({ enabled: true, configuration: { timeout: '90' }, failuresToTolerate: 1 })
    expect(await order(session, pool, 'disarm', before)).not.toBeNull()
    expect(await seen(session)).toMatchObject({ isDisarmed: true })
    // A2: once more is nothing to do.
    expect(await order(session, pool, 'disarm', before)).toBeNull()
    expect(await order(session, pool, 'restore', before)).not.toBeNull()
    expect(pool.calls.find(({ method }) => method === 'Async.pool.enable_ha')?.args).toEqual([[storage], { timeout: '90' }])
    // The pool begins with none: what was found is set as well.
    expect((await seen(session)).setting).toMatchObject({ enabled: true, failuresToTolerate: 0 })
    expect(await order(session, pool, 'restore', before)).toBeNull()
    expect(await seen(session)).toEqual(before)
  })

  it('R8 it is well while a host has not attached other storage: only that of the heartbeats counts', async () => {
    const { pool, session } = await test.start()
    protect(pool)
    await order(session, pool, 'disarm', await seen(session))
    pool.state.change('VDI', reference('vdi-web'), { type: 'user' })
    pool.state.change('PBD', reference('pbd-xen2'), { currently_attached: false })
    expect((await seen(session)).unhealthy).toEqual([])
  })

  it('R8 it is not well while a host is not live: the pool would refuse it until the limit is over', async () => {
    const { pool, session } = await test.start()
    protect(pool)
    await order(session, pool, 'disarm', await seen(session))
    pool.state.change('host_metrics', reference('metrics-xen2'), { live: false })
    expect((await seen(session)).unhealthy).toEqual(['xen2 is not live, and HA cannot be switched on without it'])
    pool.state.change('host_metrics', reference('metrics-xen2'), { live: true })
    expect((await seen(session)).unhealthy).toEqual([])
  })

  it('R8 it is not well while a host has not attached the storage of the heartbeats', async () => {
    const { pool, session } = await test.start()
    protect(pool)
    await order(session, pool, 'disarm', await seen(session))
    expect((await seen(session)).unhealthy).toEqual([])
    pool.state.change('PBD', reference('pbd-xen2'), { currently_attached: false })
    expect((await seen(session)).unhealthy).toHaveLength(1)
  })
})
