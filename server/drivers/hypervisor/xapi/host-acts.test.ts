import { afterEach, describe, expect, it } from 'vitest'
import { containing } from '../../../testing/containing'
import { BOOT_TIME, reference, uuid, type Fields } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import type { StandIn } from '../../../testing/xapi/stand-in'
import type { ManagerSession } from '../../ports'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

const READS = /\.get_|^session\.|^pool\./
const changes = (pool: StandIn): string[] => pool.methods().filter((method) => !READS.test(method))

const host = { hostNativeId: uuid('xen2') }
const xen2 = reference('xen2')

/** Its only VM is stopped. */
const empty = (pool: StandIn): void => {
  pool.state.change('VM', reference('cache'), { power_state: 'Halted', resident_on: 'OpaqueRef:NULL' })
  pool.state.change('host', xen2, { resident_VMs: [reference('dom0-xen2')] })
}

const seen = async (session: ManagerSession) => valueOf(await session.observeHost(uuid('xen2'), quick))

describe('maintenance', () => {
  it('disables an empty host, marks it as XenCenter does, and takes both back', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    expect(valueOf(await session.act({ act: 'enter-maintenance', ...host }, quick))).toEqual({ task: null })
    expect(await seen(session)).toMatchObject({ inMaintenance: true, connection: 'up' })
    expect(pool.state.record('host', xen2)).toMatchObject({ enabled: false, other_config: { MAINTENANCE_MODE: 'true' } })
    expect(valueOf(await session.act({ act: 'exit-maintenance', ...host }, quick))).toEqual({ task: null })
    expect(await seen(session)).toMatchObject({ inMaintenance: false })
    expect(pool.state.record('host', xen2).other_config).not.toHaveProperty('MAINTENANCE_MODE')
  })

  it('empties a host on which VMs run', async () => {
    const { pool, session } = await test.start()
    const { task } = valueOf(await session.act({ act: 'enter-maintenance', ...host }, quick))
    pool.state.finish(task ?? '')
    expect(valueOf(await session.task(task ?? '', quick))).toEqual({ state: 'succeeded' })
    expect(valueOf(await session.observeVm(uuid('cache'), quick))).toMatchObject({ power: 'on', hostNativeId: uuid('xen1') })
    // Only what every version takes: newer ones have defaults for the rest.
    expect(pool.calls.find(({ method }) => method === 'Async.host.evacuate')?.args).toEqual([xen2])
  })

  it('names the VMs that cannot leave, before anything is changed', async () => {
    const { pool, session } = await test.start()
    pool.instead = ({ method }) =>
      method === 'host.get_vms_which_prevent_evacuation'
        ? {
            raw: JSON.stringify({
              jsonrpc: '2.0',
              id: 1,
              result: { [reference('cache')]: ['VM_REQUIRES_SR', reference('cache'), reference('local')] },
            }),
          }
        : undefined
    const result = await session.act({ act: 'enter-maintenance', ...host }, quick)
    expect(result).toMatchObject({ kind: 'refused', message: containing('cache: That host does not reach a storage repository') })
    expect(changes(pool)).toEqual([])
  })

  it('A2 twice is once', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    for (let again = 0; again < 2; again += 1) valueOf(await session.act({ act: 'enter-maintenance', ...host }, quick))
    expect(changes(pool)).toEqual(['host.disable', 'host.add_to_other_config'])
  })

  it('a pool whose high availability would break says so, and the host stays as it is', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    pool.instead = ({ method }) => (method === 'host.disable' ? { code: 'HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN' } : undefined)
    const result = await session.act({ act: 'enter-maintenance', ...host }, quick)
    expect(result).toMatchObject({ kind: 'refused', message: containing('[HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN]') })
    expect(result).toMatchObject({ hint: containing('pool-ha-disable') })
    expect(await seen(session)).toMatchObject({ inMaintenance: false })
  })
})

describe('a host’s power', () => {
  it('A5 a host on which a VM runs is not shut down', async () => {
    const { pool, session } = await test.start()
    const result = await session.act({ act: 'shutdown-host', ...host }, quick)
    expect(result).toMatchObject({ kind: 'refused', message: containing('1 VMs still run on the host (cache)') })
    expect(changes(pool)).toEqual([])
  })

  it('A5 nor one that does not tell which VMs are there', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    pool.state.change('host', xen2, { resident_VMs: 'none' })
    expect((await session.act({ act: 'shutdown-host', ...host }, quick)).kind).toBe('unreachable')
    expect(changes(pool)).toEqual([])
  })

  it('R5 A5 only a host in maintenance on which no VM runs is rebooted, and nothing is changed where it is not', async () => {
    const { pool, session } = await test.start()
    expect(await session.act({ act: 'reboot-host', ...host }, quick)).toMatchObject({
      kind: 'refused',
      message: containing('not in maintenance'),
    })
    pool.state.change('host', xen2, { enabled: false })
    expect(await session.act({ act: 'reboot-host', ...host }, quick)).toMatchObject({
      kind: 'refused',
      message: containing('1 VMs still run on the host (cache)'),
    })
    expect(changes(pool)).toEqual([])
  })

  it('A4 a reboot is seen by its boot time; a pool that takes the host into service then is asked for maintenance again', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    valueOf(await session.act({ act: 'enter-maintenance', ...host }, quick))
    const before = await seen(session)
    const { task } = valueOf(await session.act({ act: 'reboot-host', ...host }, quick))
    expect(pool.calls.find(({ method }) => method === 'Async.host.reboot')?.args).toEqual([xen2])
    pool.state.finish(task ?? '')
    const after = await seen(session)
    expect(after).toMatchObject({ connection: 'up', inMaintenance: false, bootedAtMs: (before?.bootedAtMs ?? 0) + 600_000 })
    valueOf(await session.act({ act: 'enter-maintenance', ...host }, quick))
    expect(await seen(session)).toMatchObject({ connection: 'up', inMaintenance: true })
  })

  it('R5 a plan’s host is disabled, marked and shut down, is not taken for one in maintenance, and powered on again', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    const { task } = valueOf(await session.act({ act: 'shutdown-host', ...host }, quick))
    expect(changes(pool)).toEqual(['host.add_to_other_config', 'host.disable', 'Async.host.shutdown'])
    pool.state.finish(task ?? '')
    expect(await seen(session)).toMatchObject({ connection: 'down', inMaintenance: false })
    expect(pool.state.record('host', xen2)).toMatchObject({
      enabled: false,
      other_config: { ridethrough_shutdown_of_boot: `boot ${BOOT_TIME}` },
    })
    expect(valueOf(await session.act({ act: 'shutdown-host', ...host }, quick))).toEqual({ task: null })

    pool.state.change('host', xen2, { power_on_mode: 'wake-on-lan' })
    const woken = valueOf(await session.act({ act: 'power-on-host', ...host }, quick))
    pool.state.finish(woken.task ?? '')
    expect(await seen(session)).toMatchObject({ connection: 'up' })
    expect(valueOf(await session.act({ act: 'power-on-host', ...host }, quick))).toEqual({ task: null })
  })

  it('R5 one that a person put into maintenance stays theirs', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    pool.state.change('host', xen2, { enabled: false })
    const { task } = valueOf(await session.act({ act: 'shutdown-host', ...host }, quick))
    pool.state.finish(task ?? '')
    expect(changes(pool)).toEqual(['Async.host.shutdown'])
    expect(await seen(session)).toMatchObject({ connection: 'down', inMaintenance: true })
  })

  it.each<[string, string]>([
    ['disabling', 'host.disable'],
    ['shutting down', 'Async.host.shutdown'],
  ])('where %s is refused, the host is as it was before', async (_what, refusedMethod) => {
    const { pool, session } = await test.start()
    empty(pool)
    const before: Fields = { ...pool.state.record('host', xen2) }
    pool.instead = ({ method }) => (method === refusedMethod ? { code: 'HA_OPERATION_WOULD_BREAK_FAILOVER_PLAN' } : undefined)
    expect((await session.act({ act: 'shutdown-host', ...host }, quick)).kind).toBe('refused')
    expect(pool.state.record('host', xen2)).toEqual(before)
  })

  it('A1 where the answer to the shutdown is lost, nothing is undone; asked again, it is done', async () => {
    const { pool, session } = await test.start()
    empty(pool)
    pool.instead = ({ method }) => (method === 'Async.host.shutdown' ? 'broken' : undefined)
    expect((await session.act({ act: 'shutdown-host', ...host }, quick)).kind).toBe('unknown')
    expect(pool.state.record('host', xen2)).toMatchObject({ enabled: false })
    pool.instead = () => undefined
    const { task } = valueOf(await session.act({ act: 'shutdown-host', ...host }, quick))
    pool.state.finish(task ?? '')
    expect(await seen(session)).toMatchObject({ connection: 'down', inMaintenance: false })
  })

  it('powering on without a power-on mode is unsupported, with the reason', async () => {
    const { pool, session } = await test.start()
    pool.state.change('host_metrics', reference('metrics-xen2'), { live: false })
    const result = await session.act({ act: 'power-on-host', ...host }, quick)
    expect(result).toMatchObject({ kind: 'unsupported', message: containing('power this host on') })
    expect(changes(pool)).toEqual([])
  })

  it('a host that is gone is refused', async () => {
    const { session } = await test.start()
    const result = await session.act({ act: 'shutdown-host', hostNativeId: uuid('nowhere') }, quick)
    expect(result).toMatchObject({ kind: 'refused', message: containing('does not know this host') })
  })
})
