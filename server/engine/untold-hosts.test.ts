import { describe, expect, it } from 'vitest'
import type { HostFacts, Inventory } from '../domain/inventory'
import type { SafeguardFacts } from '../domain/safeguard'
import { untoldHost } from '../drivers/protocols/ssh/unseen-host'
import { vmSeen } from '../testing/run-samples'
import { host } from '../testing/world-samples'
import { withUntold } from './untold-hosts'

const facts = (name: string, patch: Partial<HostFacts> = {}): HostFacts => ({ ...host(name), nativeId: name, ...patch })
const vm = (name: string, hostNativeId: string | null) => ({ ...vmSeen(name), nativeId: name, hostNativeId })
const store = (nativeId: string) => ({ nativeId, name: nativeId, kind: 'local' as const, shared: false, freeGibibytes: 1 })
const autostart = (on: string): SafeguardFacts => ({
  nativeId: `autostart ${on}`,
  name: `autostart of ${on}`,
  hostNativeIds: [on],
  setting: { kind: 'autostart', vms: [{ nativeId: 'web', name: 'web', how: { autostart: 'enable' } }] },
  isDisarmed: false,
  disarmAfterVms: false,
  restore: 'after-vms',
  unhealthy: [],
})
const inventory = (patch: Partial<Inventory>): Inventory => ({
  clusters: [],
  hosts: [],
  vms: [],
  datastores: [],
  networks: [],
  ...patch,
})
const away = facts('b', { memoryMiB: 4_096, memoryUsedMiB: 100, bootedAtMs: 1, datastoreNativeIds: ['own'] })
const before = inventory({
  hosts: [facts('a'), away],
  vms: [vm('web', 'a'), vm('db', 'b'), vm('moved', 'b')],
  datastores: [store('own'), store('nobodys')],
  safeguards: [autostart('a'), autostart('b')],
})

describe('a host that its manager’s session has not heard yet', () => {
  it('R3 A9 has lost neither its VMs nor what it is; what they do nobody knows', () => {
    const told = inventory({
      hosts: [facts('a'), { ...untoldHost('b'), connection: 'down' }],
      vms: [vm('web', 'a'), vm('moved', 'a')],
    })
    const { hosts, vms, datastores, safeguards } = withUntold(before, told)
    expect(hosts.find(({ nativeId }) => nativeId === 'b')).toMatchObject({
      connection: 'down',
      memoryMiB: 4_096,
      memoryUsedMiB: null,
      bootedAtMs: null,
    })
    expect(vms.map(({ name, hostNativeId, power }) => [name, hostNativeId, power])).toEqual([
      ['web', 'a', 'on'],
      ['moved', 'a', 'on'],
      ['db', 'b', 'unknown'],
    ])
    expect([datastores.map(({ nativeId }) => nativeId), safeguards?.map(({ nativeId }) => nativeId)]).toEqual([
      ['own'],
      ['autostart b'],
    ])
  })

  it('A9 stays so from reading to reading, until it is heard: then that is what holds', () => {
    const told = inventory({ hosts: [{ ...untoldHost('b'), connection: 'down' }] })
    const twice = withUntold(withUntold(before, told), told)
    expect(twice.vms.map(({ name }) => name)).toEqual(['db', 'moved'])
    const heard = inventory({ hosts: [facts('b')] })
    expect(withUntold(twice, heard)).toBe(heard)
  })

  it('A9 of one that was never known nothing is made up', () => {
    const told = inventory({ hosts: [untoldHost('c')] })
    expect(withUntold(null, told)).toBe(told)
    expect(withUntold(before, told)).toMatchObject({ hosts: [untoldHost('c')], vms: [] })
  })
})
