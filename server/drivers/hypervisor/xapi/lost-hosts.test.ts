import { afterEach, describe, expect, it } from 'vitest'
import { containing } from '../../../testing/containing'
import { NO_OBJECT, reference, uuid } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import type { StandIn } from '../../../testing/xapi/stand-in'
import type { ManagerSession } from '../../ports'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

const xen2 = { hostNativeId: uuid('xen2') }
const master = { act: 'shutdown-host', hostNativeId: uuid('xen1') } as const

const setLive = (pool: StandIn, live: unknown): void => pool.state.change('host_metrics', reference('metrics-xen2'), { live })

const stopAll = (pool: StandIn): void => {
  for (const vm of ['web', 'db', 'cache'])
    pool.state.change('VM', reference(vm), { power_state: 'Halted', resident_on: NO_OBJECT })
  for (const host of ['xen1', 'xen2']) pool.state.change('host', reference(host), { resident_VMs: [reference(`dom0-${host}`)] })
}

const seen = async (session: ManagerSession) => valueOf(await session.observeHost(xen2.hostNativeId, quick))?.connection

describe('A5 a host that the pool has lost', () => {
  it('is not down while its address answers, though it was ordered to shut down', async () => {
    const { pool, session } = await test.start()
    stopAll(pool)
    test.presence = () => 'there'
    const { task } = valueOf(await session.act({ act: 'shutdown-host', ...xen2 }, quick))
    pool.state.finish(task ?? '')
    expect(await seen(session)).toBe('unknown')
    expect(valueOf(await session.inventory(quick)).hosts.map(({ connection }) => connection)).toEqual(['up', 'unknown'])
    test.presence = () => 'silent'
    test.nowMs += 5_000
    expect(await seen(session)).toBe('down')
    expect(valueOf(await session.inventory(quick)).hosts.map(({ connection }) => connection)).toEqual(['up', 'down'])
  })

  it('is not down where from here nobody can tell (A9)', async () => {
    const { pool, session } = await test.start()
    setLive(pool, false)
    test.presence = () => 'unclear'
    expect(await seen(session)).toBe('unknown')
    pool.state.change('host', reference('xen2'), { address: null })
    expect(await seen(session)).toBe('unknown')
  })

  it('is asked at its own address, and not again within some seconds; hosts that are heard of are never asked', async () => {
    const { pool, session } = await test.start()
    setLive(pool, false)
    for (let again = 0; again < 3; again += 1) expect(await seen(session)).toBe('down')
    valueOf(await session.inventory(quick))
    expect(test.knocks).toEqual(['10.0.0.2'])
    test.nowMs += 5_000
    expect(await seen(session)).toBe('down')
    expect(test.knocks).toEqual(['10.0.0.2', '10.0.0.2'])
  })
})

describe('D10 D5 the pool’s master goes last', () => {
  const refusal = async (session: ManagerSession) => await session.act(master, quick)
  const nothingDone = (pool: StandIn) =>
    expect(pool.methods().filter((method) => /host\.(disable|shutdown|add_to)/.test(method))).toEqual([])

  it('it is not shut down while another host lives, or nobody knows whether it does', async () => {
    const { pool, session } = await test.start()
    stopAll(pool)
    const expected = { kind: 'refused', message: containing('is the pool’s master and goes last') }
    expect(await refusal(session)).toMatchObject(expected)
    expect(await refusal(session)).toMatchObject({ message: containing('hosts xen2') })
    setLive(pool, 'perhaps')
    expect(await refusal(session)).toMatchObject(expected)
    nothingDone(pool)
  })

  it('nor before the other’s end could be watched through it (A5); then it is', async () => {
    const { pool, session } = await test.start()
    stopAll(pool)
    setLive(pool, false)
    test.presence = () => 'there'
    expect((await refusal(session)).kind).toBe('refused')
    test.presence = () => 'silent'
    for (const passed of [5_000, 20_000, 19_000]) {
      test.nowMs += passed
      expect((await refusal(session)).kind).toBe('refused')
    }
    nothingDone(pool)
    test.nowMs += 25_000
    expect(valueOf(await refusal(session)).task).not.toBeNull()
  })

  it('a host that came back in between is watched anew', async () => {
    const { pool, session } = await test.start()
    stopAll(pool)
    setLive(pool, false)
    expect(await seen(session)).toBe('down')
    setLive(pool, true)
    expect(await seen(session)).toBe('up')
    setLive(pool, false)
    test.nowMs += 60_000
    expect((await refusal(session)).kind).toBe('refused')
    nothingDone(pool)
  })

  it.each(['Running', 'Paused', 'Crashed'])('nor while a VM of the pool is %s', async (power_state) => {
    const { pool, session } = await test.start()
    stopAll(pool)
    setLive(pool, false)
    expect(await seen(session)).toBe('down')
    test.nowMs += 60_000
    pool.state.change('VM', reference('cache'), { power_state })
    expect(await refusal(session)).toMatchObject({ kind: 'refused', message: containing('VMs of the pool still run (cache)') })
    nothingDone(pool)
  })

  it('VMs that a lost host took along do not hold it', async () => {
    const { pool, session } = await test.start()
    stopAll(pool)
    pool.state.change('VM', reference('cache'), { power_state: 'Running', resident_on: reference('xen2') })
    setLive(pool, false)
    expect(await seen(session)).toBe('down')
    test.nowMs += 60_000
    expect(valueOf(await refusal(session)).task).not.toBeNull()
  })

  it('an answer that makes no sense is no pool without guests', async () => {
    const { pool, session } = await test.start()
    stopAll(pool)
    pool.instead = ({ method }) => (method === 'VM.get_all_records' ? { raw: '{"jsonrpc":"2.0","id":1,"result":7}' } : undefined)
    expect((await refusal(session)).kind).toBe('unreachable')
    nothingDone(pool)
  })

  it('a host on its own goes at once', async () => {
    const { pool, session } = await test.start()
    stopAll(pool)
    pool.state.remove('host', reference('xen2'))
    expect(valueOf(await refusal(session)).task).not.toBeNull()
  })

  it('the other hosts do not wait for anything', async () => {
    const { pool, session } = await test.start()
    pool.state.change('host', reference('xen2'), { resident_VMs: [reference('dom0-xen2')] })
    expect(valueOf(await session.act({ act: 'shutdown-host', ...xen2 }, quick)).task).not.toBeNull()
  })
})
