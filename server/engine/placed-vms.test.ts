import { describe, expect, it } from 'vitest'
import { type FindKeepAlive, NOTHING_KEPT } from '../decide/find-keep-alive'
import type { HostFacts, Inventory, VmFacts } from '../domain/inventory'
import type { Replication } from '../domain/recovery'
import { Turns } from '../drivers/protocols/turns'
import { host, managerId, vm } from '../testing/world-samples'
import { PlacedVms, type ReplicaOf, type VmLore } from './placed-vms'
import { settledInventory } from './settled-inventory'

const factsOfHost = (name: string): HostFacts => ({ ...host(name), nativeId: name, uuid: `uuid-of-${name}` })
const factsOf = (name: string, on: string): VmFacts => ({ ...vm(name, on), nativeId: name, uuid: null, hostNativeId: on })
const inventory = (hosts: readonly HostFacts[], vms: readonly VmFacts[]): Inventory => ({
  clusters: [],
  datastores: [],
  networks: [],
  hosts,
  vms,
})
const copy = (given: Inventory): Inventory => structuredClone(given)
const asTold = <T>(one: T): T => one
const settled = async (before: Inventory | null, told: Inventory): Promise<Inventory> => {
  const ready = await settledInventory(before, told, asTold, new Turns())
  if (ready === null) throw new Error('nothing ended it')
  return ready
}

const first = inventory([factsOfHost('a'), factsOfHost('b')], [factsOf('db', 'a'), factsOf('web', 'b')])

describe('an inventory that was read again', () => {
  it('is what was told now, and holds the same objects where the same was told', async () => {
    const told = copy({ ...first, vms: [{ ...factsOf('db', 'a'), power: 'off' }, factsOf('web', 'b'), factsOf('new', 'a')] })
    const ready = await settled(first, told)
    expect(ready).toEqual(told)
    expect(ready.vms.map((one) => first.vms.includes(one))).toEqual([false, true, false])
    expect(ready.hosts.every((one) => first.hosts.includes(one))).toBe(true)
  })

  it('is not made ready where the watch has ended', async () => {
    const stop = new AbortController()
    stop.abort()
    let nowMs = 0
    const turns = new Turns({ deadlineMs: Number.POSITIVE_INFINITY, signal: stop.signal }, () => (nowMs += 1_000))
    expect(await settledInventory(null, first, asTold, turns)).toBeNull()
  })
})

const lore = (replicaOf: ReplicaOf | null = null, findKeepAlive: FindKeepAlive = NOTHING_KEPT): VmLore => ({
  replicaOf,
  findKeepAlive,
})

describe('VMs in their places', () => {
  it('have ids of ours, and the host that they are on', () => {
    const placed = new PlacedVms(managerId('m')).of(
      inventory([factsOfHost('a')], [factsOf('db', 'a'), factsOf('lost', 'gone')]),
      lore(),
    )
    expect(placed.map(({ id, hostId }) => [id, hostId])).toEqual([
      ['m:db', 'm:uuid-of-a'],
      ['m:lost', null],
    ])
  })

  it('stay the same objects while the same is told, and become others when anything of them changes', async () => {
    const placed = new PlacedVms(managerId('m'))
    const [db, web] = placed.of(first, lore())
    const moved = await settled(first, copy({ ...first, vms: [factsOf('db', 'b'), factsOf('web', 'b')] }))
    await placed.prepare(moved, lore(), new Turns())
    // What was made ready does not show before it takes the other's place.
    expect(placed.of(first, lore())).toEqual([db, web])
    const [dbNow, webNow] = placed.of(moved, lore())
    expect(dbNow).toMatchObject({ id: 'm:db', hostId: 'm:uuid-of-b' })
    expect(webNow).toBe(web)
  })

  it('become others when the host is another machine under the same name', async () => {
    const placed = new PlacedVms(managerId('m'))
    const [db] = placed.of(first, lore())
    const replaced = await settled(first, copy({ ...first, hosts: [{ ...factsOfHost('a'), uuid: 'new' }, factsOfHost('b')] }))
    const [dbNow] = placed.of(replaced, lore())
    expect(dbNow).not.toBe(db)
    expect(dbNow?.hostId).toBe('m:new')
  })

  it('carry their replica as long as there is one', () => {
    const placed = new PlacedVms(managerId('m'))
    const replica: Replication = {
      nativeId: 'r1',
      sourceSite: null,
      targetSite: null,
      vmName: 'db',
      vmNativeId: 'vm-1',
      state: 'ok',
      rpoSeconds: 300,
      lastSyncAtMs: 1,
      rpoViolated: false,
    }
    const [with_] = placed.of(
      first,
      lore(({ name }) => (name === 'db' ? replica : null)),
    )
    expect(with_?.replication).toMatchObject({ state: 'ok', rpoSeconds: 300 })
    expect(placed.of(first, lore())[0]?.replication).toBeUndefined()
    expect(
      placed.of(
        first,
        lore(() => ({ ...replica, rpoSeconds: 600 })),
      )[0]?.replication?.rpoSeconds,
    ).toBe(600)
  })

  it('D5 show what of the operation they carry as soon as that is recognised', () => {
    const placed = new PlacedVms(managerId('m'))
    const [db, web] = placed.of(first, lore())
    const keepAlive = [{ role: 'console', of: null, sign: { by: 'uuid' } }] as const
    const [dbNow, webNow] = placed.of(
      first,
      lore(null, ({ name }) => (name === 'db' ? keepAlive : null)),
    )
    expect(dbNow).toEqual({ ...db, keepAlive })
    expect(webNow).toEqual(web)
  })
})
