import { afterEach, describe, expect, it } from 'vitest'
import type { Inventory } from '../../../domain/inventory'
import { testData } from '../../../testing/require-peer'
import { startRecordedVcenter, type VcenterRecording, vcenterRecording } from '../../../testing/vsphere/recorded-vcenter'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

/**
 * What a vCenter 5.5 (its own software, over hosts that it only simulates) told another client of its objects, and how one of 4.1 and
 * one of 9.0 name themselves. Not asked by that client, and so not recorded: events, UUIDs of hosts, rules, storage paths.
 */
const folder = testData('manager-recordings/vmware/spec/vcr_cassettes/manageiq/providers/vmware/infra_manager')

const quick = { deadlineMs: 20_000 }
const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

const recordingOf = (cassette: string): VcenterRecording => vcenterRecording(`${folder ?? ''}/${cassette}.yml`)

const replay = async (recording: VcenterRecording): Promise<ManagerSession> => {
  const vcenter = await startRecordedVcenter(recording)
  const session = driver.open({
    address: { kind: 'vsphere', url: vcenter.url, pins: [] },
    secret: { kind: 'password', user: 'monitor@vsphere.local', password: 'right-secret' },
  })
  open.push(
    () => vcenter.stop(),
    () => session.close(),
  )
  return session
}

const refreshed = async (): Promise<{ readonly recording: VcenterRecording; readonly inventory: Inventory }> => {
  const recording = recordingOf('refresher')
  return { recording, inventory: valueOf(await (await replay(recording)).inventory(quick)) }
}

/** What stands between these tags of an object's recorded values, each once. */
const toldIn = (
  { objects }: VcenterRecording,
  type: string,
  path: string,
  pattern: RegExp,
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    objects
      .filter((object) => object.type === type)
      .map(({ id, values }) => [
        id,
        [...new Set([...(values.get(path) ?? '').matchAll(pattern)].map(([, text = '']) => text))].sort(),
      ]),
  )

describe.skipIf(folder === null)('recorded vCenters', () => {
  it.each([
    ['vm/remote_console', '4.1.0', 'EF53782F-6F1A-4471-B338-72B27774AFDD'],
    ['refresher', '5.5.0', 'D6EB1D64-05B2-4937-BFF6-6F77C6E647B7'],
    ['metrics_capture/realtime', '9.0.1', 'f40f9711-3cf4-46c5-a0de-63226e4d5be9'],
  ])('%s says who it is: %s, which installation', async (cassette, version, instanceUuid) => {
    const identity = valueOf(await (await replay(recordingOf(cassette))).identify(quick))
    expect(identity).toMatchObject({ kind: 'vsphere', version, instanceUuid })
    expect(identity.product).toContain(`VMware vCenter Server ${version}`)
    expect(identity.isHost).toBeUndefined()
  })

  it('5.5: two datacenters with two clusters each, of four hosts', async () => {
    const { inventory, recording } = await refreshed()
    const { clusters, hosts, vms, datastores } = inventory
    expect([clusters.length, hosts.length, vms.length, datastores.length]).toEqual([4, 16, 64, 2])
    expect(clusters.map(({ name }) => name).sort()).toEqual(['DC0_C0', 'DC0_C1', 'DC1_C0', 'DC1_C1'])
    // As the clusters themselves name their hosts.
    const members = toldIn(recording, 'ClusterComputeResource', 'host', />(host-\d+)</g)
    for (const { nativeId } of clusters) {
      const own = hosts.filter(({ clusterNativeId }) => clusterNativeId === nativeId).map((host) => host.nativeId)
      expect(own.sort()).toEqual(members.get(nativeId))
    }
    // Each datacenter is a site.
    expect(hosts.map(({ name, site }) => site === name.slice(0, 3))).toEqual(hosts.map(() => true))
    // Two of one name are two.
    expect(datastores.map(({ nativeId, name, shared, freeGibibytes }) => ({ nativeId, name, shared, freeGibibytes }))).toEqual(
      ['datastore-15', 'datastore-74'].map((nativeId) => ({ nativeId, name: 'GlobalDS_0', shared: true, freeGibibytes: 768 })),
    )
  })

  it('5.5: a host, with what was not recorded as not known', async () => {
    const { hosts } = (await refreshed()).inventory
    expect(hosts.find(({ nativeId }) => nativeId === 'host-42')).toMatchObject({
      name: 'DC0_C1_H3',
      uuid: null,
      clusterNativeId: 'domain-c37',
      connection: 'up',
      inMaintenance: false,
      cpuModel: 'Intel(R) Xeon(R) CPU            5160  @ 3.00GHz',
      cpuThreads: null,
      cpuFeatures: null,
      cpuUsedPercent: 0,
      memoryMiB: 16_379,
      memoryUsedMiB: 0,
      datastoreNativeIds: ['datastore-15'],
      bootedAtMs: null,
    })
  })

  it('5.5: a VM with its disk and network card', async () => {
    const { vms } = (await refreshed()).inventory
    expect(vms.find(({ nativeId }) => nativeId === 'vm-48')).toMatchObject({
      name: 'DC0_C1_RP0_VM4',
      uuid: '420fc00a-e6da-98ca-ec29-4e88b6633a3c',
      hostNativeId: 'host-39',
      clusterNativeId: 'domain-c37',
      power: 'on',
      cpuThreads: 1,
      memoryMiB: 64,
      guestTools: 'unknown',
      highlyAvailable: false,
      disks: [{ label: 'Hard disk 1', datastoreNativeId: 'datastore-15', gibibytes: 0.5, local: false }],
      macs: ['00:50:56:8f:fe:39'],
      hasPassthrough: false,
      hasLocalCdrom: false,
      systemKind: null,
      lockedBy: null,
      snapshotCount: 0,
    })
  })

  it('5.5: every VM has the network cards that its guest sees, runs on a host that is there, and is as it was', async () => {
    const { recording, inventory } = await refreshed()
    const seenByGuest = toldIn(recording, 'VirtualMachine', 'guest.net', /<macAddress>([^<]+)</g)
    const hostIds = new Set(inventory.hosts.map(({ nativeId }) => nativeId))
    for (const vm of inventory.vms) {
      expect(vm.macs).toEqual(seenByGuest.get(vm.nativeId))
      expect(hostIds).toContain(vm.hostNativeId)
    }
    const counted = (power: string) => inventory.vms.filter((vm) => vm.power === power).length
    expect([counted('on'), counted('off')]).toEqual([48, 16])
    expect(new Set(inventory.vms.map(({ uuid }) => uuid)).size).toBe(64)
  })

  it('5.5: VLANs of distributed portgroups, and a trunk that has none of its own', async () => {
    const { networks } = (await refreshed()).inventory
    const vlans = Object.fromEntries(networks.map(({ name, vlan }) => [name, vlan]))
    expect(vlans).toMatchObject({ DC0_DVPG0: 1, DC0_DVPG1: 2, DC1_DVPG0: 1, DC1_DVPG1: 2, 'DC0_DVS-DVUplinks-8': null })
  })
})
