import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { idOfDefined } from '../domain/cluster-settings'
import type { Json } from '../domain/journal'
import { capabilities, host, manager, vm } from '../testing/world-samples'
import { lastKnown } from './last-known'

const docs = (...all: readonly unknown[]): readonly Json[] => all.map((one) => z.json().parse(JSON.parse(JSON.stringify(one))))
const inventoryOf = (view: unknown, hosts: readonly unknown[] = [], vms: readonly unknown[] = []) =>
  [...lastKnown({ managers: docs(view), hosts: docs(...hosts), vms: docs(...vms) }).values()][0]

describe('P9 what an earlier engine published of a manager', () => {
  it('is its inventory again, with its age, and without what is not its own', () => {
    const known = inventoryOf(
      manager({ refreshedAtMs: 7 }),
      [host('a'), { ...host('b'), managerId: 'other' }],
      [vm('web', 'a', { startsWithHost: true, keepAlive: [{ role: 'marked', of: null, sign: { by: 'person' } }] })],
    )
    expect(known?.refreshedAtMs).toBe(7)
    expect(known?.inventory.hosts.map(({ name }) => name)).toEqual(['a'])
    expect(known?.inventory.vms).toMatchObject([{ nativeId: 'web', hostNativeId: 'a', startsWithHost: true }])
    expect(known?.inventory.vms[0]).not.toHaveProperty('keepAlive')
    expect(known?.inventory.datastores.map(({ name }) => name)).toEqual(['san-1', 'local-1'])
  })

  it('is what its manager told, without what people set here', () => {
    const defined = idOfDefined('1')
    const clusters = [
      { nativeId: 'c', name: 'Cluster', maxCpuPercent: 70, platformMaxCpuPercent: 90, cpuBaseline: null },
      { nativeId: defined, name: 'Ours', maxCpuPercent: null, cpuBaseline: null },
    ]
    const known = inventoryOf(manager({ refreshedAtMs: 7, clusters }), [host('a', { clusterNativeId: defined, isSpare: true })])
    expect(known?.inventory.clusters).toEqual([{ nativeId: 'c', name: 'Cluster', maxCpuPercent: 90, cpuBaseline: null }])
    expect(known?.inventory.hosts[0]).toMatchObject({ clusterNativeId: null })
    expect(known?.inventory.hosts[0]).not.toHaveProperty('isSpare')
  })

  it('R5 holds maintenance only where the platform told it: elsewhere it was a run’s own word', () => {
    const shown = [host('a', { inMaintenance: true })]
    const without = manager({ refreshedAtMs: 7, capabilities: capabilities({ hostMaintenance: false }) })
    expect(inventoryOf(manager({ refreshedAtMs: 7 }), shown)?.inventory.hosts[0]?.inMaintenance).toBe(true)
    expect(inventoryOf(without, shown)?.inventory.hosts[0]?.inMaintenance).toBe(false)
  })

  it('leaves out what it cannot read, and a manager that was never read', () => {
    const { disks: _disks, ...odd } = vm('odd', 'a')
    expect(inventoryOf(manager({ refreshedAtMs: 7 }), [{ name: 'x' }], [odd, vm('web', 'a')])?.inventory).toMatchObject({
      hosts: [],
      vms: [{ name: 'web' }],
    })
    for (const view of [manager({ refreshedAtMs: null }), { id: 'm' }, null]) expect(inventoryOf(view)).toBeUndefined()
  })
})
