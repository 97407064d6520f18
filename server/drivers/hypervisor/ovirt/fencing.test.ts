import { afterEach, describe, expect, it } from 'vitest'
import { CLUSTER, engineModel, hostId } from '../../../testing/ovirt/engine-model'
import { startStandIn, type StandInOptions } from '../../../testing/ovirt/stand-in'
import { isAsFound, type SafeguardFacts, settingWords } from '../../../domain/safeguard'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 20_000 }
const account = { user: 'monitor@internal', password: 'right-secret' }
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const valueOf = <T>(result: DriverResult<T> | undefined): T => {
  if (result?.kind !== 'ok') throw new Error(result?.message ?? 'no such call')
  return result.value
}

const start = async (options: StandInOptions = {}) => {
  const model = engineModel(2, 1)
  model.fencing = { enabled: true, skipIfStorageActive: true, threshold: 75 }
  const engine = await startStandIn(model, account, options)
  const session = driver.open({
    address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] },
    secret: { kind: 'password', ...account },
  })
  ends.push(async () => {
    await session.close()
    await engine.close()
    expect(engine.problems).toEqual([])
  })
  return { model, engine, session }
}

const seen = async (session: ManagerSession): Promise<SafeguardFacts> => {
  const facts = valueOf(await session.observeSafeguard?.(`fencing ${CLUSTER}`, quick))
  if (facts === null) throw new Error('no fencing policy')
  return facts
}

const order = async (session: ManagerSession, what: 'disarm' | 'restore', { nativeId, setting }: SafeguardFacts) =>
  session.setSafeguard?.({ do: what, nativeId, found: setting }, quick)

describe('the fencing policy of a cluster', () => {
  it('is told with the inventory as it is observed', async () => {
    const { session } = await start()
    const facts = await seen(session)
    expect(valueOf(await session.inventory(quick)).safeguards).toEqual([facts])
    expect(facts).toMatchObject({
      name: 'Fencing of Default',
      hostNativeIds: [hostId(1), hostId(2)],
      isDisarmed: false,
      disarmAfterVms: false,
      restore: 'beside',
      unhealthy: [],
    })
    expect(settingWords(facts.setting)).toBe(
      'on, not while a host reaches its storage, not while 75 % of the hosts are unconnected',
    )
  })

  it('D10 R8 is set aside and put back exactly as it was found, with all that stands beside the switch', async () => {
    const { model, session } = await start()
    const found = await seen(session)
    valueOf(await order(session, 'disarm', found))
    expect(model.fencing).toEqual({ enabled: false, skipIfStorageActive: true, threshold: 75 })
    expect(await seen(session)).toMatchObject({ isDisarmed: true })
    // A2: once more is no other thing.
    valueOf(await order(session, 'disarm', found))
    expect(await seen(session)).toMatchObject({ isDisarmed: true })
    valueOf(await order(session, 'restore', found))
    const back = await seen(session)
    expect(back).toEqual(found)
    expect(isAsFound(found.setting, back.setting)).toBe(true)
  })

  it('R8 that was off when it was found stays off', async () => {
    const { model, session } = await start()
    if (model.fencing !== undefined) model.fencing.enabled = false
    const found = await seen(session)
    expect(found.isDisarmed).toBe(true)
    valueOf(await order(session, 'restore', found))
    expect(model.fencing?.enabled).toBe(false)
  })

  it('R8 it is not well while the engine has lost a host or one boots: it would be switched off and on', async () => {
    const { model, session } = await start()
    valueOf(await order(session, 'disarm', await seen(session)))
    const [first, second] = model.hosts
    if (first === undefined || second === undefined) throw new Error('no hosts')
    first.status = 'non_responsive'
    second.status = 'maintenance'
    expect((await seen(session)).unhealthy).toEqual(['node1 is non responsive in oVirt, which would switch it off and on'])
    first.status = 'up'
    expect((await seen(session)).unhealthy).toEqual([])
  })

  it('A1 an answer that is lost is an unknown outcome', async () => {
    const { session } = await start({ answer: (call) => (call.method === 'PUT' ? { breaks: true } : undefined) })
    expect(await order(session, 'disarm', await seen(session))).toMatchObject({ kind: 'unknown' })
  })

  it('a want of rights is a refusal that names the permit', async () => {
    const { session } = await start({ answer: (call) => (call.method === 'PUT' ? { status: 403 } : undefined) })
    const refused = await order(session, 'disarm', await seen(session))
    expect(refused).toMatchObject({ kind: 'refused' })
    expect(refused?.kind === 'refused' && refused.hint).toContain('edit_cluster_configuration')
  })

  it('that an engine does not tell is no safeguard, nor is one of a cluster that is gone', async () => {
    const { model, session } = await start()
    const found = await seen(session)
    delete model.fencing
    expect(valueOf(await session.observeSafeguard?.(found.nativeId, quick))).toBeNull()
    expect(valueOf(await session.inventory(quick)).safeguards).toEqual([])
    expect(valueOf(await session.observeSafeguard?.(`fencing ${hostId(9)}`, quick))).toBeNull()
    expect(valueOf(await session.observeSafeguard?.('nonsense', quick))).toBeNull()
  })
})
