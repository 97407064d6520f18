import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { testData } from '../../../testing/require-peer'
import { inventoryOf } from './inventory'
import { inventorySchema } from './questions'

const file = testData('manager-recordings/scvmm/spec/tools/scvmm_data/get_inventory_output.json')

/** Recorded by another program, whose script asked for other properties of hosts: the rest stands with the cluster's nodes. */
const recordedSchema = z.looseObject({
  clusters: z.array(z.looseObject({ Nodes: z.array(z.looseObject({ ID: z.string() })) })),
  hosts: z.array(z.looseObject({ ID: z.string() })),
  vms: z.array(z.looseObject({ ServerConnection: z.looseObject({}) })),
  vnets: z.array(z.looseObject({})),
})

const recorded = (path: string) => {
  const { clusters, hosts, vms, vnets } = recordedSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  const nodes = clusters.flatMap(({ Nodes }) => Nodes)
  const pick = (node: Record<string, unknown> | undefined) =>
    Object.fromEntries(
      ['CpuUtilization', 'AvailableMemory', 'LiveMigrationMaximum', 'MaintenanceHost'].map((name) => [name, node?.[name]]),
    )
  return inventorySchema.parse({
    // That program told the kind of the role as a number and the role as an object; our script makes words of them.
    server: { ...vms[0]?.ServerConnection, Profile: null, UserRole: null },
    clusters,
    hosts: hosts.map((host) => ({ ...host, ...pick(nodes.find((node) => node.ID === host.ID)) })),
    vms,
    vnets,
  })
}

describe.skipIf(file === null)('a recorded SCVMM 2012 R2 with three hosts, one cluster and 28 VMs', () => {
  const inventory = inventoryOf(recorded(file ?? ''))
  const vm = (name: string) => inventory.vms.find((one) => one.name === name)
  const [blade26, blade33, stranger] = ['qeblade26', 'qeblade33', 'dhcp129'].map((name) =>
    inventory.hosts.find((host) => host.name.startsWith(name)),
  )

  it('has all of them, each once', () => {
    expect(inventory.hosts).toHaveLength(3)
    expect(inventory.clusters).toEqual([
      { nativeId: '8e830204-6448-4817-b220-34af48ccf8ca', name: 'hyperv_cluster', maxCpuPercent: null, cpuBaseline: null },
    ])
    expect(new Set(inventory.vms.map((one) => one.nativeId)).size).toBe(28)
    const powers = inventory.vms.map((one) => one.power)
    expect(['on', 'off', 'saved', 'unknown'].map((power) => powers.filter((one) => one === power).length)).toEqual([10, 15, 3, 0])
  })

  it('tells the hosts', () => {
    expect(blade26).toMatchObject({
      nativeId: 'c74e5e41-b41a-4068-812d-8101c74d2b26',
      clusterNativeId: '8e830204-6448-4817-b220-34af48ccf8ca',
      connection: 'up',
      inMaintenance: false,
      version: 'Hyper-V 6.3.9600.18623',
      cpuVendor: 'Intel',
      cpuThreads: 8,
      cpuUsedPercent: 5,
      memoryMiB: 73716,
      memoryUsedMiB: 73716 - 46595,
    })
    expect(blade33).toMatchObject({ cpuThreads: 16, memoryUsedMiB: 73716 - 23290 })
  })

  it('S3-15 takes "Xeon" for no model that could be compared', () => expect(blade26?.cpuModel).toBeNull())

  it('S0-06 finds the host that is no node of a failover cluster', () => {
    expect(blade26?.findings).toBeUndefined()
    expect(stranger?.findings?.join()).toContain('no node of a failover cluster')
  })

  it('S1-14 has no availability set', () => expect(inventory.affinityRules).toEqual([]))

  it('A5 does not take a host that SCVMM does not hear for one that is off, nor zeros for its size', () => {
    expect(stranger).toMatchObject({
      connection: 'unknown',
      clusterNativeId: null,
      cpuThreads: null,
      memoryMiB: null,
      memoryUsedMiB: null,
      version: '6.2.9200',
    })
  })

  it('tells a VM', () => {
    expect(vm('otsuman_test_win_ftp')).toMatchObject({
      hostNativeId: blade26?.nativeId,
      power: 'on',
      cpuThreads: 1,
      memoryMiB: 4096,
      macs: ['00:15:5D:04:2F:09'],
      networkNativeIds: ['switch:vswitch-2'],
      highlyAvailable: null,
      lockedBy: null,
    })
    expect(vm('otsuman_test_win_ftp')?.disks.map(({ label, gibibytes, local }) => [label, gibibytes, local])).toEqual([
      ['WS16DBase.vhdx', 30, true],
      ['ReFS1.vhdx', 5, true],
    ])
    expect(vm('MoVM')).toMatchObject({ networkNativeIds: [], hasLocalCdrom: true })
  })

  it('S1-10 knows which host reaches a file share, and that shared volumes are the same on both', () => {
    const share = 'smb:\\\\cfme_hyperv.cfme-qe-vmm-ad.rhq.lab.eng.bos.redhat.com\\scvmm2'
    expect(vm('shveta_cfme_dnd')).toMatchObject({ power: 'saved', disks: [{ datastoreNativeId: share, local: false }] })
    expect(blade33?.datastoreNativeIds).toContain(share)
    expect(blade26?.datastoreNativeIds).not.toContain(share)
    const shared = (host: typeof blade26) => host?.datastoreNativeIds.filter((id) => id.startsWith('csv:'))
    expect(shared(blade26)).toEqual([
      'csv:8e830204-6448-4817-b220-34af48ccf8ca:c:\\clusterstorage\\clusp04 prod volume 3-1',
      'csv:8e830204-6448-4817-b220-34af48ccf8ca:c:\\clusterstorage\\netapp_crud_vol',
    ])
    expect(shared(blade33)).toEqual(shared(blade26))
    expect(inventory.datastores.filter((store) => store.shared)).toHaveLength(4)
  })

  it('D5 finds SCVMM’s own machine among its VMs', () => {
    expect(inventory.vms.filter((one) => one.runsItsManager === true).map((one) => one.name)).toEqual(['scvmm2'])
    expect(vm('scvmm2')?.systemKind).toBeNull()
  })

  it('A7 moves as many at once as its hosts allow', () => expect(inventory.capabilities).toEqual({ migrationsPerHost: 2 }))

  it('every disk lies on a datastore that its host reaches', () => {
    for (const one of inventory.vms) {
      const host = inventory.hosts.find((each) => each.nativeId === one.hostNativeId)
      for (const disk of one.disks) expect(host?.datastoreNativeIds).toContain(disk.datastoreNativeId)
    }
  })
})
