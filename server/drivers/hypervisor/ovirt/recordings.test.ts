import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { recordedDocuments, recordingOf, replayed } from '../../../testing/ovirt/recorded-engine'
import { scriptedEngine, type ScriptedEngine } from '../../../testing/ovirt/scripted-engine'
import { testData } from '../../../testing/require-peer'
import type { Inventory } from '../../../domain/inventory'
import type { DriverResult, ManagerSession } from '../../ports'
import { parseXml } from '../../protocols/xml/xml-parser'
import { driver } from './driver'

/** What engines of 4.2 to 4.3 (vdsm 4.20 and 4.30) answered, as recorded; tags, CDs, host devices and VM statistics were not. */
const folder = testData('manager-recordings/ovirt/cassettes')

const quick = { deadlineMs: 20_000 }
const account = { user: 'monitor@internal', password: 'right-secret' }
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

const replay = async (cassette: string, follows: boolean): Promise<{ session: ManagerSession; engine: ScriptedEngine }> => {
  const engine = await scriptedEngine(account, replayed(recordingOf(`${folder ?? ''}/${cassette}.yml`), follows))
  const session = driver.open({
    address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] },
    secret: { kind: 'password', ...account },
  })
  open.push(engine, session)
  return { session, engine }
}

const inventoryOf = async (cassette: string, follows = true): Promise<Inventory> =>
  valueOf(await (await replay(cassette, follows)).session.inventory(quick))

const CASSETTES = [
  'ovirt_lans_refresh_recording',
  'ovirt_sdk_refresh_graph_target_vm',
  'ovirt_sdk_refresh_recording',
  'ovirt_sdk_refresh_recording_custom_attrs',
]

describe.skipIf(folder === null)('recorded engines', { timeout: 60_000 }, () => {
  it('every recorded answer in XML is read whole', () => {
    const documents = readdirSync(folder ?? '')
      .filter((file) => file.endsWith('.yml'))
      .flatMap((file) => recordedDocuments(`${folder ?? ''}/${file}`))
    expect(documents.length).toBeGreaterThan(300)
    expect(documents.filter((document) => parseXml(document) === null)).toEqual([])
  })

  it('a data center of 4.3 with a host that does not answer', async () => {
    const { clusters, hosts, vms, datastores, networks, safeguards } = await inventoryOf('ovirt_lans_refresh_recording')
    expect(clusters).toContainEqual({
      nativeId: '1c273044-e6ca-492f-9ac2-47381b626808',
      name: 'newd1_cluster',
      maxCpuPercent: 80,
      cpuBaseline: 'Intel Skylake Server IBRS SSBD Family',
    })
    expect(safeguards?.map(({ name, isDisarmed }) => [name, isDisarmed])).toContainEqual(['Fencing of newd1_cluster', false])
    expect(hosts.map((host) => [host.name, host.connection, host.inMaintenance])).toEqual([
      ['bodh1', 'unknown', false],
      ['bodh2', 'up', false],
    ])
    const inUse = [
      '723b4112-1502-4b01-83a7-2ba87d1bbb35',
      '50835a00-573c-4d1d-965a-44d4af0e3470',
      '6314e632-6334-4580-9e91-9fe389c2690d',
    ]
    expect(hosts[1]).toEqual({
      nativeId: '9be35c00-6523-4c2f-89d2-680a6b6da4c0',
      uuid: '263886e9-5a74-48d4-8839-6feafbc380f4',
      name: 'bodh2',
      clusterNativeId: '1c273044-e6ca-492f-9ac2-47381b626808',
      site: 'newd1',
      connection: 'up',
      inMaintenance: false,
      version: 'vdsm-4.30.17-1.el7ev',
      cpuVendor: 'Intel',
      cpuModel: 'Intel Skylake Server IBRS SSBD Family',
      cpuFeatures: null,
      cpuThreads: 8,
      cpuUsedPercent: 1,
      memoryMiB: 15_883,
      // 11,158,536,847 bytes are in use, but the scheduler gives no more than 635,437,056 (606 MiB).
      memoryUsedMiB: 15_277,
      powerWatts: null,
      noShutdown: 'its power management is not set up in oVirt, which switches hosts off only by it',
      powerSupplies: null,
      datastoreNativeIds: inUse,
      networkNativeIds: ['f46b7c46-6196-4750-a07f-bfeab9f1c275'],
      bootedAtMs: 1_566_924_606_000,
    })
    expect(vms.map((vm) => [vm.name, vm.power, vm.guestTools, vm.macs.length, vm.hostNativeId === hosts[1]?.nativeId])).toEqual([
      ['bodnopoz_test_5', 'on', 'not-running', 1, true],
      ['bodnozpo_test_4', 'on', 'not-running', 2, true],
      ['cfme2', 'on', 'running', 1, true],
      ['vmski1', 'off', 'not-running', 0, false],
      ['vm_test_28', 'on', 'running', 4, true],
    ])
    expect(vms[1]).toEqual({
      nativeId: '85d2ac15-7584-4a2c-9579-898f5f2a4124',
      uuid: '85d2ac15-7584-4a2c-9579-898f5f2a4124',
      name: 'bodnozpo_test_4',
      hostNativeId: '9be35c00-6523-4c2f-89d2-680a6b6da4c0',
      clusterNativeId: '1c273044-e6ca-492f-9ac2-47381b626808',
      power: 'on',
      cpuThreads: 1,
      cpuUsedPercent: null,
      memoryMiB: 4_096,
      guestTools: 'not-running',
      highlyAvailable: false,
      disks: [
        { label: 'bodnozpo_test_4_Disk1', datastoreNativeId: '723b4112-1502-4b01-83a7-2ba87d1bbb35', gibibytes: 4, local: false },
      ],
      networkNativeIds: ['f46b7c46-6196-4750-a07f-bfeab9f1c275'],
      macs: ['00:1A:4A:16:01:0A', '00:1A:4A:16:01:0E'],
      tags: [],
      hasPassthrough: false,
      hasLocalCdrom: false,
      systemKind: null,
      requiredCpuFeatures: null,
      lockedBy: null,
      keptOnHost: null,
      snapshotCount: 0,
    })
    expect(datastores.map(({ name, kind, shared, freeGibibytes }) => [name, kind, shared, freeGibibytes])).toEqual([
      ['okscsi', 'iscsi', true, null],
      ['venus-data-1', 'nfs', true, 157],
      ['venusiso', 'nfs', true, 157],
      ['data_spider_1', 'nfs', true, 30],
      ['yellow', 'nfs', true, 174],
      ['iscsi_n', 'iscsi', true, 94],
    ])
    expect(networks.map(({ name, vlan }) => [name, vlan])).toEqual([
      ['newn1122', null],
      ['newnet', null],
      ['ovirtmgmt', null],
      ['ovirtmgmt', null],
    ])
  })

  it('an engine of 4.2, which tells no CPU type of its hosts, with one in maintenance', async () => {
    const { clusters, hosts, vms } = await inventoryOf('ovirt_sdk_refresh_graph_target_vm')
    expect(clusters).toMatchObject([{ name: 'Default', cpuBaseline: 'Intel Westmere Family', maxCpuPercent: 80 }])
    expect(hosts).toMatchObject([
      { name: 'bodh1', connection: 'up', inMaintenance: true, cpuModel: 'Westmere E56xx/L56xx/X56xx (Nehalem-C)', cpuThreads: 2 },
      {
        name: 'bodh2',
        connection: 'up',
        inMaintenance: false,
        version: 'vdsm-4.20.11-1.el7ev',
        cpuThreads: 8,
        memoryMiB: 15_878,
      },
    ])
    expect(vms.map((vm) => [vm.name, vm.power, vm.cpuThreads])).toEqual([
      ['cycro2', 'off', 1],
      ['fails', 'off', 1],
      ['my-cirros-vm', 'on', 8],
      ['vm1', 'off', 1],
    ])
  })

  it.each(CASSETTES)('%s tells the same, whether its links are followed or read one by one', async (cassette) => {
    const one = await replay(cassette, false)
    const separately = valueOf(await one.session.inventory(quick))
    const two = await replay(cassette, true)
    expect(valueOf(await two.session.inventory(quick))).toEqual(separately)
    expect(separately.vms.length).toBeGreaterThan(1)
    const subRequests = (engine: ScriptedEngine) =>
      engine.calls.filter(
        ({ path }) => path.split('/').length > 3 && !/\/(affinitygroups|storage)$|^\/clusters\/[^/]+\/networks$/.test(path),
      ).length
    expect([subRequests(one.engine) > 0, subRequests(two.engine)]).toEqual([true, 0])
  })

  it.each(CASSETTES)('A4 observes in %s what its inventory holds', async (cassette) => {
    const { session } = await replay(cassette, true)
    const { vms, hosts } = valueOf(await session.inventory(quick))
    for (const vm of vms) expect(valueOf(await session.observeVm(vm.nativeId, quick))).toEqual(vm)
    for (const host of hosts) expect(valueOf(await session.observeHost(host.nativeId, quick))).toEqual(host)
  })
})
