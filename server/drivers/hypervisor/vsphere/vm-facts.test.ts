import { describe, expect, it } from 'vitest'
import type { ObjectProperties } from './property-collector'
import { isTemplate, vmFacts as factsOf, vmRecord, type Surroundings } from './vm-facts'
import { parseXml } from '../../protocols/xml/xml-parser'

const around: Surroundings = {
  clusterOfHost: (host) => (host === 'host-1' ? 'domain-c1' : null),
  isHaCluster: () => true,
  isLocal: (datastore) => (datastore === 'datastore-local' ? true : datastore === 'datastore-nfs' ? false : null),
  isStartedByHost: () => false,
  runningTask: () => null,
}

const vmFacts = (object: ObjectProperties, surroundings: Surroundings) => factsOf(vmRecord(object), surroundings)

/** Properties as a vCenter writes them: each value in `<val>`. */
const vm = (properties: Readonly<Record<string, string>>): ObjectProperties => ({
  ref: { type: 'VirtualMachine', id: 'vm-7' },
  properties: new Map(
    Object.entries(properties).flatMap(([name, written]) => {
      const element = parseXml(written.startsWith('<val') ? written : `<val>${written}</val>`)
      return element === null ? [] : [[name, element] as const]
    }),
  ),
})

const devices = (...list: string[]): string => `<val xmlns:xsi="x">${list.join('')}</val>`
const device = (type: string, inside: string): string => `<VirtualDevice xsi:type="${type}">${inside}</VirtualDevice>`
const backing = (type: string, inside = ''): string => `<backing xsi:type="${type}">${inside}</backing>`
const connected = '<connectable><connected>true</connected></connectable>'

describe('a VM out of its properties', () => {
  it('a VM of which nothing may be seen has a name and unknown states, never "off"', () => {
    expect(vmFacts(vm({}), around)).toMatchObject({
      nativeId: 'vm-7',
      uuid: null,
      name: 'vm-7',
      hostNativeId: null,
      power: 'unknown',
      guestTools: 'unknown',
      highlyAvailable: null,
      disks: [],
      macs: [],
    })
  })

  it.each([
    ['poweredOn', 'connected', 'on'],
    ['poweredOff', 'connected', 'off'],
    ['suspended', 'connected', 'saved'],
    ['poweredOff', 'disconnected', 'unknown'],
    ['poweredOn', 'inaccessible', 'unknown'],
    ['poweredOn', 'orphaned', 'unknown'],
  ])('A4 %s on a VM that is %s is %s', (power, connection, expected) => {
    expect(vmFacts(vm({ 'runtime.powerState': power, 'runtime.connectionState': connection }), around).power).toBe(expected)
  })

  it('D11 is identified by its instance UUID, which no other VM of the vCenter has', () => {
    const both = vm({ 'config.instanceUuid': '50AA', 'config.uuid': '42BB' })
    expect(vmFacts(both, around).uuid).toBe('50aa')
    expect(vmFacts(vm({ 'config.uuid': '42BB' }), around).uuid).toBe('42bb')
  })

  it.each([
    ['guestToolsRunning', 'guestToolsCurrent', 'running'],
    ['guestToolsExecutingScripts', 'guestToolsUnmanaged', 'running'],
    ['guestToolsNotRunning', 'guestToolsNeedUpgrade', 'not-running'],
    ['guestToolsNotRunning', 'guestToolsNotInstalled', 'not-installed'],
  ])('tools %s, %s: %s', (running, version, expected) => {
    const properties = { 'guest.toolsRunningStatus': running, 'guest.toolsVersionStatus2': version }
    expect(vmFacts(vm(properties), around).guestTools).toBe(expected)
  })

  it.each([
    ['vCLS (2)', 'vcls'],
    ['vCLS-4c4c4544-0039-4a10-8044-b8c04f4d3732', 'vcls'],
    ['vCLS-monitoring', null],
    ['NTNX-17FM6B280056-A-CVM', 'nutanix-cvm'],
    ['VMware-vSAN-Witness-8.0U2-22385739', 'vsan-witness'],
    ['web01', null],
  ])('D6 %s has the system kind %s', (name, kind) => {
    expect(vmFacts(vm({ name }), around).systemKind).toBe(kind)
  })

  it('D6 agents that solutions run are known by who manages them', () => {
    const managed = (type: string) =>
      vm({ name: 'x', 'config.managedBy': `<val><extensionKey>com.vmware.vim.eam</extensionKey><type>${type}</type></val>` })
    expect(vmFacts(managed('cluster-agent'), around).systemKind).toBe('vcls')
    expect(vmFacts(managed('agent'), around).systemKind).toBe('agent')
  })

  it('D5 tells the UUID that its guest reads beside vCenter’s own, and the address that its tools tell', () => {
    const told = vm({ 'config.instanceUuid': '5000-IN', 'config.uuid': '4213-BIOS', 'guest.ipAddress': 'FE80::1' })
    expect(vmFacts(told, around)).toMatchObject({ uuid: '5000-in', firmwareUuid: '4213-bios', addresses: ['fe80::1'] })
    expect(vmFacts(vm({ name: 'x' }), around).addresses).toBeUndefined()
  })

  it('takes HA from the VM where it is told, else from its cluster', () => {
    const host = '<val type="HostSystem">host-1</val>'
    const told = { 'runtime.host': host, 'runtime.dasVmProtection': '<val><dasProtected>false</dasProtected></val>' }
    expect(vmFacts(vm(told), around).highlyAvailable).toBe(false)
    expect(vmFacts(vm({ 'runtime.host': host }), around)).toMatchObject({ highlyAvailable: true, clusterNativeId: 'domain-c1' })
  })

  it('reads disks, cards and what ties the VM to its host', () => {
    const facts = vmFacts(
      vm({
        'config.hardware.device': devices(
          device(
            'VirtualDisk',
            `<deviceInfo><label>Hard disk 1</label></deviceInfo><capacityInKB>41943040</capacityInKB>` +
              backing('VirtualDiskFlatVer2BackingInfo', '<datastore type="Datastore">datastore-local</datastore>'),
          ),
          device('VirtualDisk', backing('VirtualDiskRawDiskMappingVer1BackingInfo')),
          device('VirtualVmxnet3', '<macAddress>00:50:56:AA:BB:01</macAddress>'),
          device('VirtualSriovEthernetCard', '<macAddress>00:50:56:aa:bb:02</macAddress>'),
        ),
      }),
      around,
    )
    expect(facts.disks).toEqual([
      { label: 'Hard disk 1', datastoreNativeId: 'datastore-local', gibibytes: 40, local: true },
      { label: 'Hard disk', datastoreNativeId: null, gibibytes: null, local: false },
    ])
    expect(facts.macs).toEqual(['00:50:56:aa:bb:01', '00:50:56:aa:bb:02'])
    expect(facts.hasPassthrough).toBe(true)
  })

  it.each([
    [
      'an image on local storage',
      backing('VirtualCdromIsoBackingInfo', '<datastore>datastore-local</datastore>') + connected,
      true,
    ],
    ['the same, not connected', backing('VirtualCdromIsoBackingInfo', '<datastore>datastore-local</datastore>'), false],
    [
      'an image on shared storage',
      backing('VirtualCdromIsoBackingInfo', '<datastore>datastore-nfs</datastore>') + connected,
      false,
    ],
    ['the drive of the host', backing('VirtualCdromAtapiBackingInfo') + connected, true],
    ['a drive of the client', backing('VirtualCdromRemotePassthroughBackingInfo') + connected, false],
  ])('CD: %s', (_, inside, expected) => {
    const properties = { 'config.hardware.device': devices(device('VirtualCdrom', inside)) }
    expect(vmFacts(vm(properties), around).hasLocalCdrom).toBe(expected)
  })

  it('knows a template', () => {
    expect(isTemplate(vm({ 'config.template': 'true' }))).toBe(true)
    expect(isTemplate(vm({}))).toBe(false)
  })
})
