import { describe, expect, it } from 'vitest'
import { agreedVlans } from '../../../domain/vlan'
import { hostFacts, standardVlans } from './host-facts'
import type { ObjectProperties } from './property-collector'
import { clusterFacts, datastoreFacts, networkFacts } from './surrounding-facts'
import { parseXml } from '../../protocols/xml/xml-parser'

const object = (type: string, properties: Readonly<Record<string, string>>): ObjectProperties => ({
  ref: { type, id: 'x-1' },
  properties: new Map(
    Object.entries(properties).flatMap(([name, inside]) => {
      const element = parseXml(`<val xmlns:xsi="x">${inside}</val>`)
      return element === null ? [] : [[name, element] as const]
    }),
  ),
})
const host = (properties: Readonly<Record<string, string>>) => object('HostSystem', properties)

describe('a host out of its properties', () => {
  it.each([
    ['connected', 'poweredOn', 'up'],
    ['notResponding', 'poweredOn', 'down'],
    ['disconnected', 'unknown', 'unknown'],
    ['connected', 'standBy', 'down'],
    ['notResponding', 'poweredOff', 'down'],
  ])('A5 %s and %s is %s', (connection, power, expected) => {
    expect(hostFacts(host({ 'runtime.connectionState': connection, 'runtime.powerState': power })).connection).toBe(expected)
  })

  it('R1 tells standby, from which its platform wakes it, from off', () => {
    const isStandby = (power: string) => hostFacts(host({ 'runtime.powerState': power })).isStandby
    expect(['standBy', 'poweredOff', 'poweredOn'].map(isStandby)).toEqual([true, undefined, undefined])
  })

  it('nothing told is unknown, not down', () => {
    expect(hostFacts(host({}))).toMatchObject({ connection: 'unknown', cpuFeatures: null, memoryMiB: null, bootedAtMs: null })
  })

  it('computes use from cores and clock', () => {
    const facts = hostFacts(
      host({
        'summary.hardware':
          '<numCpuCores>16</numCpuCores><cpuMhz>2500</cpuMhz><numCpuThreads>32</numCpuThreads><memorySize>274877906944</memorySize>',
        'summary.quickStats': '<overallCpuUsage>10000</overallCpuUsage><overallMemoryUsage>131072</overallMemoryUsage>',
        'runtime.bootTime': '2026-03-01T06:00:00Z',
      }),
    )
    expect(facts).toMatchObject({ cpuUsedPercent: 25, cpuThreads: 32, memoryMiB: 262_144, memoryUsedMiB: 131_072 })
    expect(facts.bootedAtMs).toBe(Date.UTC(2026, 2, 1, 6))
  })

  it('names the CPU features that guests may use', () => {
    const capability = (key: string, value: string) =>
      `<HostFeatureCapability><key>${key}</key><featureName>${key}</featureName><value>${value}</value></HostFeatureCapability>`
    const features = capability('cpuid.avx2', '1') + capability('cpuid.avx512f', '0') + capability('misc.numsockets', '2')
    expect(hostFacts(host({ 'config.featureCapability': features })).cpuFeatures).toEqual(['cpuid.avx2'])
  })

  it('tells vendors by their names', () => {
    const vendor = (written: string) =>
      hostFacts(host({ 'hardware.cpuPkg': `<HostCpuPackage><vendor>${written}</vendor></HostCpuPackage>` }))
    expect([vendor('intel').cpuVendor, vendor('amd').cpuVendor, vendor('zhaoxin').cpuVendor]).toEqual(['Intel', 'AMD', 'zhaoxin'])
  })
})

describe('a cluster out of its properties', () => {
  it.each([
    ['true', 'true', true],
    ['true', 'false', undefined],
    ['false', 'true', undefined],
  ])('D4 HA %s with admission control %s refuses starts: %s', (ha, control, expected) => {
    const configurationEx = `<dasConfig><enabled>${ha}</enabled><admissionControlEnabled>${control}</admissionControlEnabled></dasConfig>`
    expect(clusterFacts(object('ClusterComputeResource', { configurationEx })).refusesStarts).toBe(expected)
  })
})

describe('D4 what admission control keeps free', () => {
  const reserveOf = (type: string, inside: string, ha = 'true') => {
    const policy = `<admissionControlPolicy xsi:type="${type}">${inside}</admissionControlPolicy>`
    const configurationEx = `<dasConfig><enabled>${ha}</enabled><admissionControlEnabled>true</admissionControlEnabled>${policy}</dasConfig>`
    return clusterFacts(object('ClusterComputeResource', { configurationEx })).haReserve
  }
  const PERCENT = 'ClusterFailoverResourcesAdmissionControlPolicy'

  it('is a part of all memory, as much as some hosts have, or certain hosts', () => {
    const percent =
      '<cpuFailoverResourcesPercent>20</cpuFailoverResourcesPercent><memoryFailoverResourcesPercent>25</memoryFailoverResourcesPercent>'
    expect(reserveOf(PERCENT, percent)).toEqual({ memoryPercent: 25 })
    expect(reserveOf('ClusterFailoverLevelAdmissionControlPolicy', '<failoverLevel>2</failoverLevel>')).toEqual({ hosts: 2 })
    const hosts = '<failoverHosts type="HostSystem">host-7</failoverHosts><failoverHosts type="HostSystem">host-9</failoverHosts>'
    expect(reserveOf('ClusterFailoverHostAdmissionControlPolicy', hosts)).toEqual({ hostNativeIds: ['host-7', 'host-9'] })
  })

  it('is nothing without HA, by another policy or by a percentage that is none', () => {
    const percent = (value: string) => `<memoryFailoverResourcesPercent>${value}</memoryFailoverResourcesPercent>`
    expect(reserveOf(PERCENT, percent('25'), 'false')).toBeUndefined()
    expect(reserveOf(PERCENT, percent('250'))).toBeUndefined()
    expect(reserveOf('Another', '')).toBeUndefined()
  })
})

describe('networks and datastores out of their properties', () => {
  it('finds VLANs of distributed portgroups; a trunk is not one VLAN', () => {
    const group = (type: string, inside: string) =>
      networkFacts(
        object('DistributedVirtualPortgroup', { 'config.defaultPortConfig': `<vlan xsi:type="${type}">${inside}</vlan>` }),
        new Map(),
      )
    expect(group('VmwareDistributedVirtualSwitchVlanIdSpec', '<vlanId>120</vlanId>').vlan).toBe(120)
    expect(group('VmwareDistributedVirtualSwitchVlanIdSpec', '<vlanId>0</vlanId>').vlan).toBeNull()
    expect(
      group('VmwareDistributedVirtualSwitchTrunkVlanSpec', '<vlanId><start>0</start><end>4094</end></vlanId>').vlan,
    ).toBeNull()
  })

  it('S1-25 tells what each host’s own portgroup of a standard network leads to', () => {
    const group = (name: string, vlan: string) =>
      `<HostPortGroup><spec><name>${name}</name><vlanId>${vlan}</vlanId></spec></HostPortGroup>`
    const network = (id: string) => `<ManagedObjectReference type="Network">${id}</ManagedObjectReference>`
    const names = new Map([
      ['net-1', 'DMZ'],
      ['net-2', 'LAN'],
      ['net-3', 'All'],
      ['net-4', 'Odd'],
    ])
    const vlansOf = (dmz: string) =>
      standardVlans(
        host({
          'config.network.portgroup': `${group('DMZ', dmz)}${group('LAN', '0')}${group('All', '4095')}${group('Odd', '9999')}${group('Management', '7')}`,
          network: `${network('net-1')}${network('net-2')}${network('net-3')}${network('net-4')}${network('dvportgroup-5')}`,
        }),
        names,
      )
    expect(vlansOf('40')).toEqual([
      { networkNativeId: 'net-1', vlan: 40 },
      { networkNativeId: 'net-2', vlan: 'untagged' },
      { networkNativeId: 'net-3', vlan: 'trunk' },
    ])
    const standard: ObjectProperties = { ...object('Network', { name: 'DMZ' }), ref: { type: 'Network', id: 'net-1' } }
    expect(networkFacts(standard, agreedVlans([{ vlans: vlansOf('40') }]))).toEqual({
      nativeId: 'net-1',
      name: 'DMZ',
      vlan: 40,
      ofEachHost: true,
    })
    expect(networkFacts(standard, agreedVlans([{ vlans: vlansOf('40') }, { vlans: vlansOf('41') }])).vlan).toBeNull()
  })

  it.each([
    ['VMFS', 'true', 'other', true],
    ['VMFS', 'false', 'local', false],
    ['VMFS', '', 'local', false],
    ['NFS41', '', 'nfs', true],
    ['vsan', 'true', 'vsan', true],
    ['VVOL', 'true', 'other', true],
  ])('datastore %s, reached by several hosts: "%s" → %s, shared %s', (type, access, kind, shared) => {
    const summary = `<type>${type}</type><multipleHostAccess>${access}</multipleHostAccess><freeSpace>107374182400</freeSpace>`
    expect(datastoreFacts(object('Datastore', { summary }), null)).toMatchObject({ kind, shared, freeGibibytes: 100 })
    const byPath = datastoreFacts(object('Datastore', { summary }), 'fc').kind
    expect(byPath).toBe(kind === 'other' ? 'fc' : kind)
  })
})
