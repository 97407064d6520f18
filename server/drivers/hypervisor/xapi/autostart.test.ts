import { afterEach, describe, expect, it } from 'vitest'
import { reference, uuid } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import type { StandIn } from '../../../testing/xapi/stand-in'
import type { SafeguardFacts } from '../../../domain/safeguard'
import type { ManagerSession } from '../../ports'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

const MARKED = { auto_poweron: 'true' }
const configOf = (pool: StandIn, vm: string) => pool.state.record('VM', reference(vm)).other_config
/** The pool starts VMs: web and cache, which run on its two hosts, and mail, which is off. */
const start = async () => {
  const { pool, session } = await test.start()
  pool.state.change('pool', reference('pool'), { other_config: MARKED })
  for (const vm of ['web', 'cache', 'mail'])
    pool.state.change('VM', reference(vm), { other_config: { ...MARKED, folder: '/row' } })
  return { pool, session }
}
const found = async (session: ManagerSession): Promise<SafeguardFacts> => {
  const autostart = valueOf(await session.inventory(quick)).safeguards?.find(({ setting }) => setting.kind === 'autostart')
  if (autostart === undefined) throw new Error('the pool tells of no autostart')
  return autostart
}
const OF_THIS_POOL = `autostart ${uuid('pool')}`
const seen = async (session: ManagerSession, nativeId = OF_THIS_POOL) => {
  const told = await session.observeSafeguard?.(nativeId, quick)
  if (told === undefined) throw new Error('safeguards are not observed')
  return valueOf(told)
}
const startingOf = (facts: SafeguardFacts | null) =>
  facts?.setting.kind === 'autostart' ? facts.setting.vms.map(({ name }) => name).sort() : null
const only = (facts: SafeguardFacts, ...names: string[]): SafeguardFacts => {
  if (facts.setting.kind !== 'autostart') throw new Error('another setting')
  return { ...facts, setting: { ...facts.setting, vms: facts.setting.vms.filter(({ name }) => names.includes(name)) } }
}
const order = async (session: ManagerSession, what: 'disarm' | 'restore', { nativeId, setting }: SafeguardFacts) => {
  const told = await session.setSafeguard?.({ do: what, nativeId, found: setting }, quick)
  if (told === undefined) throw new Error('safeguards are not set')
  return told
}
const sets = (pool: StandIn) => pool.calls.filter(({ method }) => /^VM\.(add_to|remove_from)_other_config$/.test(method))

describe('VMs that a pool starts whenever one of its hosts boots', () => {
  it('R2 are told: all with the mark, wherever they are, where the pool has the mark as well', async () => {
    const { pool, session } = await start()
    const { vms } = valueOf(await session.inventory(quick))
    expect(vms.flatMap(({ name, startsWithHost }) => (startsWithHost === true ? [name] : [])).sort()).toEqual([
      'cache',
      'mail',
      'web',
    ])
    expect(valueOf(await session.observeVm(uuid('mail'), quick))?.startsWithHost).toBe(true)
    pool.state.change('pool', reference('pool'), { other_config: { auto_poweron: 'false' } })
    const after = valueOf(await session.inventory(quick))
    expect(after.vms.some(({ startsWithHost }) => startsWithHost === true)).toBe(false)
    expect(after.safeguards?.some(({ setting }) => setting.kind === 'autostart')).toBe(false)
  })

  it('R2 only the very word counts, and neither templates nor snapshots', async () => {
    const { pool, session } = await start()
    pool.state.change('VM', reference('web'), { other_config: { auto_poweron: 'True' } })
    pool.state.change('VM', reference('cache'), { is_a_template: true })
    pool.state.change('VM', reference('mail'), { is_a_snapshot: true })
    expect(startingOf(await seen(session))).toEqual([])
  })

  it('D10 R8 are one safeguard of all its hosts: it is set aside for the VMs that are named alone, and put back', async () => {
    const { pool, session } = await start()
    const before = await found(session)
    expect(before).toMatchObject({ name: 'autostart of Row 1', hostNativeIds: [uuid('xen1'), uuid('xen2')] })
    expect(before).toMatchObject({ isDisarmed: false, disarmAfterVms: false, restore: 'after-vms' })
    const named = only(before, 'web', 'mail')
    expect(valueOf(await order(session, 'disarm', named)).task).toBeNull()
    expect(startingOf(await seen(session))).toEqual(['cache'])
    expect([configOf(pool, 'web'), configOf(pool, 'cache')]).toEqual([{ folder: '/row' }, { ...MARKED, folder: '/row' }])
    expect(pool.state.record('pool', reference('pool')).other_config).toEqual(MARKED)
    await order(session, 'restore', named)
    expect(await seen(session)).toEqual(before)
    expect(configOf(pool, 'web')).toEqual({ ...MARKED, folder: '/row' })
  })

  it('A2 once more is nothing to do', async () => {
    const { pool, session } = await start()
    const before = await found(session)
    await order(session, 'restore', before)
    expect(sets(pool)).toEqual([])
    await order(session, 'disarm', before)
    expect(sets(pool)).toHaveLength(3)
    await order(session, 'disarm', before)
    expect(sets(pool)).toHaveLength(3)
  })

  it('R8 what somebody wrote there meanwhile is no obstacle', async () => {
    const { pool, session } = await start()
    const before = await found(session)
    pool.state.change('VM', reference('web'), { other_config: { auto_poweron: 'false' } })
    await order(session, 'disarm', before)
    expect(configOf(pool, 'web')).toEqual({ auto_poweron: 'false' })
    await order(session, 'restore', before)
    expect(configOf(pool, 'web')).toEqual(MARKED)
  })

  it('R8 a pool that was told meanwhile to start none still has its VMs’ marks put back', async () => {
    const { pool, session } = await start()
    const before = await found(session)
    await order(session, 'disarm', before)
    pool.state.change('pool', reference('pool'), { other_config: {} })
    await order(session, 'restore', before)
    expect(await seen(session)).toEqual({ ...before, isDisarmed: true })
  })

  it('A3 one that refuses keeps none of the others, and is told; one that is gone is no obstacle', async () => {
    const { pool, session } = await start()
    const before = await found(session)
    pool.instead = ({ method, args }) => {
      if (method !== 'VM.remove_from_other_config') return undefined
      if (args[0] === reference('mail')) return { code: 'HANDLE_INVALID', params: ['VM', reference('mail')] }
      return args[0] === reference('web') ? { code: 'RBAC_PERMISSION_DENIED', params: [method, 'no'] } : undefined
    }
    const told = await order(session, 'disarm', before)
    expect(told.kind).toBe('refused')
    expect(told.kind === 'ok' ? '' : told.message).toContain('web')
    expect(startingOf(await seen(session))).toEqual(['mail', 'web'])
  })

  it('A1 of a change that was sent and not answered nobody knows', async () => {
    const { pool, session } = await start()
    const before = await found(session)
    pool.instead = ({ method }) => (method === 'VM.remove_from_other_config' ? 'broken' : undefined)
    expect((await order(session, 'disarm', before)).kind).toBe('unknown')
  })

  it('that of another pool is none of this one', async () => {
    const { pool, session } = await start()
    const before = await found(session)
    expect(await seen(session, 'autostart elsewhere')).toBeNull()
    expect((await order(session, 'disarm', { ...before, nativeId: 'autostart elsewhere' })).kind).toBe('refused')
    expect(sets(pool)).toEqual([])
  })
})
