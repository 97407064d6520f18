import { describe, expect, it } from 'vitest'
import type { HostTold } from './host-question'
import { merged, hostReading } from './site-facts'
import { placeOf } from './storage'
import type { VmsTold, VmTold } from './vm-question'

const ID = '7E57AB1E-0000-4000-8000-000000000001'
const cluster = {
  Name: 'lab',
  Id: 'c1',
  MaximumParallelMigrations: 0,
  nodes: [{ Name: 'HV-1', State: 'Up' }],
  volumes: [{ Name: 'Volume1', Path: 'C:\\ClusterStorage\\Volume1', FreeSpace: 0 }],
}
const host = (given: Partial<HostTold> = {}): HostTold => ({
  mayManage: true,
  ComputerName: 'HV-1',
  processors: [],
  LogicalProcessorCount: 8,
  VirtualMachineMigrationEnabled: true,
  migrationAddresses: [],
  switches: [{ Name: 'lan', SwitchType: 'External' }],
  volumes: [{ DeviceID: 'C:', FreeSpace: 1024 ** 3 }],
  cluster: null,
  ...given,
})
const vm = (given: Partial<VmTold> = {}): VmTold => ({
  Id: ID,
  Name: 'mail',
  State: 'Running',
  OperationalStatus: ['Ok'],
  IsClustered: false,
  ...given,
})
const told = (given: Partial<VmTold> = {}, more: Partial<VmsTold> = {}): VmsTold => ({
  vms: [vm(given)],
  adapters: [],
  disks: [],
  dvds: [],
  services: [],
  devices: [],
  ...more,
})
const facts = (given: Partial<VmTold> = {}, more: Partial<VmsTold> = {}, on: HostTold = host()) =>
  hostReading('hv-1', on, told(given, more)).vms[0]

describe('a VM that comes up with its host', () => {
  it('R2 is told where it always starts, and not where it only starts again what ran, or a cluster starts it', () => {
    expect(facts({ AutomaticStartAction: 'Start' })?.startsWithHost).toBe(true)
    expect(facts({ AutomaticStartAction: 'StartIfRunning' })?.startsWithHost).toBeUndefined()
    expect(facts({ AutomaticStartAction: 'Start', IsClustered: true })?.startsWithHost).toBeUndefined()
  })
})

describe('the set-up of a host', () => {
  const hostOf = (given: Partial<HostTold>) => hostReading('hv-1', host(given), null).facts

  it('S0-06 a host that is no node of a failover cluster is found, and so is one that its cluster does not name', () => {
    expect(hostOf({}).findings?.join()).toContain('no node of a failover cluster')
    expect(hostOf({ cluster }).findings).toBeUndefined()
    expect(hostOf({ cluster: { ...cluster, nodes: [] } }).findings?.join()).toContain('does not name it as a node')
    expect(hostOf({ clusterSilent: true }).findings?.join()).toContain('does not answer')
  })

  it('S1-25 tells when a stand-alone host cannot be reached for live moves; a cluster has networks of its own', () => {
    expect(hostOf({ migrationAddresses: ['10.0.0.1'] }).migrationTrouble).toBeUndefined()
    expect(hostOf({}).migrationTrouble).toBe('it listens for live migrations on no address')
    expect(hostOf({ VirtualMachineMigrationEnabled: false }).migrationTrouble).toBe('live migration is switched off on it')
    expect(hostOf({ cluster }).migrationTrouble).toBeUndefined()
  })
})

describe('virtual switches', () => {
  it('S1-25 an external switch passes all tags, an internal or private one leads nowhere, another one is not told', () => {
    const switches = ['External', 'Internal', 'Private', ''].map((SwitchType) => ({ Name: SwitchType || 'odd', SwitchType }))
    expect(hostReading('hv-1', host({ switches }), null).facts.vlans).toEqual([
      { networkNativeId: 'switch:External', vlan: 'untagged' },
      { networkNativeId: 'switch:Internal', vlan: 'inside' },
      { networkNativeId: 'switch:Private', vlan: 'inside' },
    ])
  })

  it('S1-11 reads the VLANs of a VM’s adapters', () => {
    const adapter = (SwitchName: string, OperationMode: string, AccessVlanId = 0) => ({
      VMId: ID,
      SwitchName,
      OperationMode,
      AccessVlanId,
    })
    const adapters = [adapter('a', 'Access', 40), adapter('b', 'Trunk'), adapter('c', 'Untagged'), adapter('', 'Access', 7)]
    expect(facts({}, { adapters })?.cardVlans).toEqual([
      { networkNativeId: 'switch:a', vlan: 40 },
      { networkNativeId: 'switch:b', vlan: 'trunk' },
    ])
  })
})

describe('anti-affinity of a cluster’s roles', () => {
  const rulesOf = (enforced: number) => {
    const apart = [
      { Name: 'MAIL', classes: ['dc'] },
      { Name: 'SCVMM web Resources', classes: ['dc', 'front'] },
      { Name: 'file share', classes: ['front'] },
    ]
    const on = host({ cluster: { ...cluster, apart, ClusterEnforcedAntiAffinity: enforced } })
    const vms = [vm(), vm({ Id: ID.replace(/1$/, '2'), Name: 'web' })]
    return merged([hostReading('hv-1', on, { ...told(), vms })], []).affinityRules
  }

  it('S1-14 keeps VMs of one class apart where the cluster can, or by force', () => {
    const ids = [ID.toLowerCase(), ID.toLowerCase().replace(/1$/, '2')]
    expect(rulesOf(0)).toEqual([
      { name: 'dc', kind: 'apart', mandatory: false, vmNativeIds: ids, hostNativeIds: [] },
      { name: 'front', kind: 'apart', mandatory: false, vmNativeIds: [ids[1]], hostNativeIds: [] },
    ])
    expect(rulesOf(1)?.every(({ mandatory }) => mandatory)).toBe(true)
  })

  it('tells none where the cluster has none', () =>
    expect(merged([hostReading('hv-1', host({ cluster }), told())], []).affinityRules).toBeUndefined())
})

describe('snapshots of a VM', () => {
  it('are counted, but for recovery points of a replica; where none are told nothing is known', () => {
    const of = (VMId: string, SnapshotType: string) => ({ VMId, SnapshotType })
    const snapshots = [
      of(ID.toLowerCase(), 'Standard'),
      of(ID, 'Recovery'),
      of(ID, 'AppConsistentReplica'),
      of('other', 'Standard'),
    ]
    expect(facts({}, { snapshots })?.snapshotCount).toBe(2)
    expect(facts({}, { snapshots: [] })?.snapshotCount).toBe(0)
    expect(facts()?.snapshotCount).toBeNull()
  })
})

describe('the state of a VM', () => {
  it.each([
    ['Running', 'on', null],
    ['Off', 'off', null],
    ['Saved', 'saved', null],
    ['FastSaved', 'saved', null],
    ['Paused', 'paused', null],
    ['PausedCritical', 'paused', null],
    ['Stopping', 'on', 'it is shutting down'],
    ['Saving', 'on', 'its state is being saved'],
    ['Starting', 'unknown', 'it is starting'],
    ['Other', 'unknown', null],
    ['SomethingNew', 'unknown', null],
  ])('%s is %s', (State, power, lockedBy) => expect(facts({ State })).toMatchObject({ power, lockedBy }))

  it.each([
    [['InService', 'MigratingVirtualMachine'], 'it is being migrated'],
    [['InService', 'BackingUpVirtualMachine'], 'it is being backed up'],
    [['InService', 'CreatingSnapshot'], 'a checkpoint is being made'],
    [['Ok', 'MergingDisks'], null],
    [['Ok', 'SomethingNew'], null],
  ])('%s', (OperationalStatus, lockedBy) => expect(facts({ OperationalStatus })?.lockedBy).toBe(lockedBy))

  it.each([
    ['OkApplicationsHealthy', 'running'],
    ['OkApplicationsUnknown', 'running'],
    ['NoContact', 'not-running'],
    ['Disabled', 'unknown'],
    ['SomethingNew', 'unknown'],
  ])('a heartbeat %s: guest tools %s', (Heartbeat, tools) => expect(facts({ Heartbeat })?.guestTools).toBe(tools))

  it('says that a guest cannot be shut down where that service is off, in any language', () => {
    const services = [{ VMId: ID, Id: `Microsoft:${ID}\\9f8233ac-be49-4c79-8ee3-e7e1985b2077`, Enabled: false }]
    expect(facts({ Heartbeat: 'OkApplicationsHealthy' }, { services })?.guestTools).toBe('not-installed')
  })
})

describe('the rest of a VM', () => {
  it('counts use of the host as use of its own processors', () => {
    expect(facts({ CPUUsage: 10, ProcessorCount: 2 })?.cpuUsedPercent).toBe(40)
    expect(facts({ CPUUsage: 90, ProcessorCount: 2 })?.cpuUsedPercent).toBe(100)
    expect(facts({ State: 'Off', CPUUsage: 0, ProcessorCount: 2 })?.cpuUsedPercent).toBeNull()
  })

  it('S1-13 needs the memory that it holds while it runs, and what it starts with else', () => {
    const memory = { MemoryAssigned: 3 * 1024 ** 3, MemoryStartup: 1024 ** 3 }
    expect(facts(memory)?.memoryMiB).toBe(3072)
    expect(facts({ ...memory, State: 'Off' })?.memoryMiB).toBe(1024)
  })

  it('MACs as people write them, switches, notes as tags', () => {
    const adapters = [
      { VMId: ID.toLowerCase(), MacAddress: '00155D0A0b01', SwitchName: 'lan' },
      { VMId: ID, MacAddress: '000000000000', SwitchName: '' },
      { VMId: 'another', MacAddress: '00155D0A0B02', SwitchName: 'wan' },
    ]
    expect(facts({ Notes: 'Our #dc, see wiki#3\n#gold' }, { adapters })).toMatchObject({
      macs: ['00:15:5D:0A:0B:01'],
      networkNativeIds: ['switch:lan'],
      tags: ['dc', 'gold'],
    })
  })

  it('S0-04 is highly available only where there is a cluster', () => {
    expect(facts()?.highlyAvailable).toBeNull()
    expect(facts({ IsClustered: true }, {}, host({ cluster }))).toMatchObject({ highlyAvailable: true, clusterNativeId: 'c1' })
    expect(facts({}, {}, host({ cluster }))?.highlyAvailable).toBe(false)
  })

  it('a disk that is passed through, a device and a CD of its host hold it there', () => {
    const disks = [
      { VMId: ID, Label: 'SCSI 0:0', Path: 'Disk 3 100 GB', DiskNumber: 3 },
      { VMId: ID, Label: 'SCSI 0:1', Path: '', DiskNumber: null },
    ]
    expect(facts({}, { disks })?.disks).toEqual([{ label: 'SCSI 0:0', datastoreNativeId: null, gibibytes: null, local: true }])
    expect(facts({}, { devices: [{ VMId: ID, InstanceID: 'PCIP\\1' }] })?.hasPassthrough).toBe(true)
    const cd = (Path: string, DvdMediaType = 'ISO') => facts({}, { dvds: [{ VMId: ID, DvdMediaType, Path }] })?.hasLocalCdrom
    expect([cd('C:\\iso\\a.iso'), cd('\\\\files\\iso\\a.iso'), cd('', 'None'), cd('', 'PassThrough')]).toEqual([
      true,
      false,
      false,
      true,
    ])
  })

  it('a replica that waits is not the VM; one that was failed over to is', () => {
    expect(facts({ ReplicationMode: 'Replica', State: 'Off' })).toBeUndefined()
    expect(facts({ ReplicationMode: 'Replica' })).toBeDefined()
    expect(facts({ ReplicationMode: 'Primary', State: 'Off' })).toBeDefined()
  })

  it('that runs twice is locked, and named so', () => {
    const [one, other] = ['hv-1', 'hv-2'].map((id) => hostReading(id, host(), told()))
    if (one === undefined || other === undefined) throw new Error('no hosts')
    const { vms } = merged([one, other], [])
    expect(vms).toHaveLength(1)
    expect(vms[0]?.lockedBy).toBe('it runs on hv-1 and hv-2 at once')
  })
})

describe('where a file lies', () => {
  it.each([
    ['\\\\files\\vms\\a\\disk.vhdx', 'smb:\\\\files\\vms', true],
    ['c:\\clusterstorage\\volume1\\a.vhdx', 'csv:c1:c:\\clusterstorage\\volume1', true],
    ['D:\\vms\\a.vhdx', 'local:hv-1:D:', false],
    ['C:\\ClusterStorage\\Volume10\\a.vhdx', 'local:hv-1:C:', false],
  ])('%s: %s', (path, nativeId, shared) => expect(placeOf(path, 'hv-1', cluster)).toMatchObject({ nativeId, shared }))

  it.each(['', '\\\\?\\Volume{1}\\a.vhdx', 'nonsense'])('nobody knows %s', (path) =>
    expect(placeOf(path, 'hv-1', cluster)).toBeNull(),
  )

  it('S1-10 a file share is reached by who uses it, and by the other nodes of its cluster', () => {
    const disks = [{ VMId: ID, Label: 'a', Path: '\\\\files\\vms\\a.vhdx', DiskNumber: null }]
    const reaching = (on: HostTold) =>
      merged([hostReading('hv-1', on, told({}, { disks })), hostReading('hv-2', on, { ...told(), vms: [] })], [])
        .hosts.filter((one) => one.datastoreNativeIds.includes('smb:\\\\files\\vms'))
        .map((one) => one.nativeId)
    expect(reaching(host())).toEqual(['hv-1'])
    expect(reaching(host({ cluster }))).toEqual(['hv-1', 'hv-2'])
  })
})
