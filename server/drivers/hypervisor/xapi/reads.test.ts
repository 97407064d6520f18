import { afterEach, describe, expect, it } from 'vitest'
import { BOOT_TIME, GIB, NO_OBJECT, reference, smallPool, uuid, vmRecord } from '../../../testing/xapi/pool-records'
import { quick, valueOf, XapiTest } from '../../../testing/xapi/sessions'
import type { Inventory, VmFacts } from '../../../domain/inventory'

const test = new XapiTest()
afterEach(async () => expect(await test.end()).toEqual([]))

const vmNamed = (inventory: Inventory, name: string): VmFacts => {
  const found = inventory.vms.find((vm) => vm.name === name)
  if (found === undefined) throw new Error(`no VM ${name}`)
  return found
}

describe('inventory', () => {
  it('lists the pool, its hosts, VMs, storage and networks, and leaves out what is none to people', async () => {
    const { session } = await test.start()
    const inventory = valueOf(await session.inventory(quick))
    expect(inventory.clusters).toEqual([
      {
        nativeId: uuid('pool'),
        name: 'Row 1',
        maxCpuPercent: null,
        cpuBaseline: expect.stringMatching(/^pool level, Intel /) as unknown,
      },
    ])
    expect(inventory.hosts.map((host) => host.name)).toEqual(['xen1', 'xen2'])
    expect(inventory.vms.map((vm) => vm.name)).toEqual(['web', 'db', 'cache', 'mail', 'old'])
    expect(inventory.datastores).toEqual([
      { nativeId: uuid('shared'), name: 'shared', kind: 'nfs', shared: true, freeGibibytes: 600 },
      { nativeId: uuid('local'), name: 'local', kind: 'local', shared: false, freeGibibytes: 600 },
      { nativeId: uuid('isos'), name: 'isos', kind: 'local', shared: false, freeGibibytes: null },
    ])
    expect(inventory.networks.map(({ name, vlan }) => [name, vlan])).toEqual([
      ['Pool-wide network associated with eth0', null],
      ['VLAN 20', 20],
      ['Host internal', null],
    ])
  })

  it('tells a host with what it reaches and uses', async () => {
    const { session } = await test.start()
    const [xen1, xen2] = valueOf(await session.inventory(quick)).hosts
    expect(xen1).toEqual({
      nativeId: uuid('xen1'),
      uuid: uuid('xen1'),
      name: 'xen1',
      clusterNativeId: uuid('pool'),
      connection: 'up',
      inMaintenance: false,
      version: 'XCP-ng 8.3.0',
      cpuVendor: 'Intel',
      cpuModel: 'Intel(R) Xeon(R) Silver 4110 CPU @ 2.10GHz',
      cpuFeatures: expect.arrayContaining(['fpu', 'sse3', 'x2apic', 'lm', 'lahf-lm', 'abm', '3dnowprefetch']) as unknown,
      cpuThreads: 16,
      cpuUsedPercent: 25,
      memoryMiB: 64 * 1024,
      // Xen 1 GiB, the host's own domain 4 GiB, web and db 2 GiB, each of the three 20 MiB more.
      memoryUsedMiB: 9 * 1024 + 60,
      powerWatts: null,
      powerSupplies: null,
      datastoreNativeIds: [uuid('shared'), uuid('local')],
      networkNativeIds: [uuid('management'), uuid('vlan20')],
      vlans: [
        { networkNativeId: uuid('management'), vlan: 'untagged' },
        { networkNativeId: uuid('vlan20'), vlan: 20 },
      ],
      bootedAtMs: 1_795_000_000_000,
    })
    // Its ISO storage is not attached.
    expect(xen2?.datastoreNativeIds).toEqual([uuid('shared')])
  })

  it('tells a VM', async () => {
    const { session } = await test.start()
    expect(vmNamed(valueOf(await session.inventory(quick)), 'web')).toEqual({
      nativeId: uuid('web'),
      uuid: uuid('web'),
      name: 'web',
      hostNativeId: uuid('xen1'),
      clusterNativeId: uuid('pool'),
      power: 'on',
      cpuThreads: 2,
      cpuUsedPercent: 50,
      memoryMiB: 2048,
      guestTools: 'running',
      highlyAvailable: false,
      disks: [{ label: 'disk 0', datastoreNativeId: uuid('shared'), gibibytes: 40, local: false }],
      networkNativeIds: [uuid('vlan20')],
      macs: ['52:54:00:aa:00:00'],
      tags: [],
      hasPassthrough: false,
      hasLocalCdrom: false,
      systemKind: null,
      requiredCpuFeatures: expect.arrayContaining(['sse3']) as unknown,
      lockedBy: null,
      snapshotCount: 0,
    })
  })

  it('S1-22 tells what the pool’s level masks of a host, and S1-28 the paths of the storage that has the fewest', async () => {
    const { pool, session } = await test.start()
    const cpu = { vendor: 'GenuineIntel', features_hvm: '1fcbfbff-80000000', features_hvm_host: '1fcbfbff-80000001' }
    pool.state.change('host', reference('xen1'), { cpu_info: cpu })
    pool.state.change('pool', reference('pool'), { cpu_info: cpu })
    const paths = { 'mpath-3600a': '[4, 4]', 'mpath-3600b': '[1, 4]', multipathed: 'true' }
    pool.state.change('PBD', reference('pbd-xen1'), { other_config: paths })
    const { hosts, clusters } = valueOf(await session.inventory(quick))
    const masked = hosts[0]?.cpuOwnFeatures?.filter((feature) => clusters[0]?.cpuBaselineFeatures?.includes(feature) === false)
    expect(masked).toEqual(['sse3'])
    expect(hosts[0]?.storagePaths).toEqual([{ datastoreNativeId: uuid('shared'), paths: 1 }])
    expect(hosts[1]).not.toHaveProperty('storagePaths')
  })

  it('S1-14 tells a VM’s home server as a wish', async () => {
    const { pool, session } = await test.start()
    pool.state.change('VM', reference('web'), { affinity: reference('xen2') })
    expect(valueOf(await session.inventory(quick)).affinityRules).toEqual([
      {
        name: 'home server xen2',
        kind: 'on-hosts',
        mandatory: false,
        vmNativeIds: [uuid('web')],
        hostNativeIds: [uuid('xen2')],
      },
    ])
  })

  it('S1-14 tells groups of VMs that are started apart, as a wish; normal groups want nothing', async () => {
    const { pool, session } = await test.start()
    const group = (name: string, placement: string) => {
      const VMs = [reference('web'), reference('mail'), 'OpaqueRef:gone']
      pool.state.change('VM_group', reference(name), { uuid: uuid(name), name_label: name, placement, VMs })
    }
    group('directory', 'anti_affinity')
    group('team', 'normal')
    expect(valueOf(await session.inventory(quick)).affinityRules).toEqual([
      { name: 'directory', kind: 'apart', mandatory: false, vmNativeIds: [uuid('web'), uuid('mail')], hostNativeIds: [] },
    ])
  })

  it('a pool that is too old for groups of VMs is asked once, and has no rules by them', async () => {
    const { pool, session } = await test.start()
    pool.instead = ({ method }) =>
      method.startsWith('VM_group.') ? { code: 'MESSAGE_METHOD_UNKNOWN', params: [method] } : undefined
    for (let reading = 0; reading < 3; reading += 1) expect(valueOf(await session.inventory(quick)).affinityRules).toEqual([])
    expect(pool.calls.filter(({ method }) => method.startsWith('VM_group.'))).toHaveLength(1)
  })

  it('a state that nobody knows is unknown, never on', async () => {
    const { pool, session } = await test.start()
    pool.state.change('VM', reference('db'), { power_state: 'Crashed' })
    const inventory = valueOf(await session.inventory(quick))
    expect(inventory.vms.map((vm) => vm.power)).toEqual(['on', 'unknown', 'on', 'off', 'saved'])
  })

  it('VMs of a host that is lost are in an unknown state', async () => {
    const { pool, session } = await test.start()
    pool.state.change('host_metrics', reference('metrics-xen1'), { live: false })
    const inventory = valueOf(await session.inventory(quick))
    expect(inventory.hosts[0]).toMatchObject({ connection: 'down', inMaintenance: false, cpuUsedPercent: null, bootedAtMs: null })
    expect(vmNamed(inventory, 'web')).toMatchObject({ power: 'unknown', hostNativeId: uuid('xen1') })
  })

  it('what ties a VM to its host: local disk, local CD, devices', async () => {
    const { pool, session } = await test.start()
    const iso = (storage: string) => ({ SR: reference(storage), virtual_size: 1 })
    pool.state.change('VDI', reference('vdi-web'), { SR: reference('local') })
    pool.state.change('VDI', reference('iso'), iso('isos'))
    pool.state.change('VDI', reference('tools'), iso('tools'))
    pool.state.change('VBD', reference('cd-db'), { VDI: reference('iso'), empty: false })
    pool.state.change('VBD', reference('cd-cache'), { VDI: reference('tools'), empty: false })
    pool.state.change('VM', reference('cache'), { other_config: { pci: '0/0000:04:00.0' } })
    const inventory = valueOf(await session.inventory(quick))
    expect(vmNamed(inventory, 'web').disks[0]?.local).toBe(true)
    expect(inventory.vms.map((vm) => vm.hasLocalCdrom)).toEqual([false, true, false, false, false])
    expect(inventory.vms.map((vm) => vm.hasPassthrough)).toEqual([false, false, true, false, false])
  })

  it('what holds a VM: operations under way, and a block of moving it', async () => {
    const { pool, session } = await test.start()
    pool.state.change('VM', reference('web'), {
      current_operations: { [reference('t1')]: 'snapshot', [reference('t2')]: 'data_source_op' },
    })
    pool.state.change('VM', reference('db'), { blocked_operations: { pool_migrate: 'licence dongle' } })
    pool.state.change('VM', reference('cache'), { blocked_operations: { destroy: 'true' } })
    const locks = valueOf(await session.inventory(quick)).vms.map((vm) => vm.lockedBy)
    expect(locks).toEqual(['snapshot', 'moving it is blocked (licence dongle)', null, null, null])
  })

  it('guest tools: what the pool itself asks before a shutdown', async () => {
    const { pool, session } = await test.start()
    pool.state.change('VM_guest_metrics', reference('guest-web'), {
      PV_drivers_version: {},
      PV_drivers_detected: false,
      other: {},
    })
    pool.state.change('VM', reference('db'), { guest_metrics: NO_OBJECT })
    pool.state.change('VM_guest_metrics', reference('guest-cache'), {
      PV_drivers_version: {},
      PV_drivers_detected: false,
      other: { 'feature-poweroff': '1' },
    })
    const tools = valueOf(await session.inventory(quick)).vms.map((vm) => vm.guestTools)
    expect(tools).toEqual(['not-running', 'not-installed', 'running', 'unknown', 'unknown'])
  })

  it('high availability protects what has a priority, while it is on', async () => {
    const { pool, session } = await test.start()
    pool.state.change('pool', reference('pool'), { ha_enabled: true })
    pool.state.change('VM', reference('web'), { ha_restart_priority: 'restart' })
    pool.state.change('VM', reference('db'), { ha_restart_priority: 'best-effort' })
    const protectedVms = valueOf(await session.inventory(quick)).vms.map((vm) => vm.highlyAvailable)
    expect(protectedVms).toEqual([true, true, false, false, false])
  })

  it('a host on its own is a pool with its name', async () => {
    const { pool, session } = await test.start()
    pool.state.change('pool', reference('pool'), { name_label: '' })
    expect(valueOf(await session.inventory(quick)).clusters[0]?.name).toBe('xen1')
  })

  it('records that make no sense cost themselves only', async () => {
    const records = smallPool()
    records.VM = { ...records.VM, [reference('odd')]: vmRecord('odd', { uuid: 7, VBDs: 'none' }) }
    const { session } = await test.start(records)
    expect(valueOf(await session.inventory(quick)).vms).toHaveLength(5)
  })
})

describe('R5 who took a host down', () => {
  const maintenanceOf = async (fields: Record<string, unknown>, live: boolean): Promise<boolean | undefined> => {
    const { pool, session } = await test.start()
    pool.state.change('host', reference('xen2'), fields)
    pool.state.change('host_metrics', reference('metrics-xen2'), { live })
    const host = valueOf(await session.observeHost(uuid('xen2'), quick))
    expect(valueOf(await session.inventory(quick)).hosts[1]?.inMaintenance).toBe(host?.inMaintenance)
    return host?.inMaintenance
  }
  const boot = { boot_time: BOOT_TIME }

  it('a live host that takes no VMs is in maintenance', async () =>
    expect(await maintenanceOf({ enabled: false }, true)).toBe(true))
  it('one that lost its power is not', async () => expect(await maintenanceOf({ enabled: true }, false)).toBe(false))
  it('one that somebody disabled and shut down is', async () => expect(await maintenanceOf({ enabled: false }, false)).toBe(true))
  it('one that a plan shut down is not', async () => {
    const other_config = { ...boot, ridethrough_shutdown_of_boot: `boot ${boot.boot_time}` }
    expect(await maintenanceOf({ enabled: false, other_config }, false)).toBe(false)
  })
  it('unless that was a boot ago', async () => {
    const other_config = { ...boot, ridethrough_shutdown_of_boot: 'boot 1700000000.' }
    expect(await maintenanceOf({ enabled: false, other_config }, false)).toBe(true)
  })
  it('or XenCenter has marked it', async () => {
    const other_config = { ...boot, ridethrough_shutdown_of_boot: `boot ${boot.boot_time}`, MAINTENANCE_MODE: 'true' }
    expect(await maintenanceOf({ enabled: false, other_config }, false)).toBe(true)
  })
})

describe('following what changes', () => {
  it('reads every class once, then only the news', async () => {
    const { pool, session } = await test.start()
    valueOf(await session.inventory(quick))
    pool.state.change('VM', reference('web'), { name_label: 'web-2', tags: ['tier 1'] })
    pool.state.change('VM', reference('new'), vmRecord('new', { power_state: 'Halted' }))
    pool.state.change('VM_metrics', reference('metrics-new'), { memory_actual: 0, current_domain_type: 'hvm' })
    pool.state.remove('VM', reference('old'))
    const before = pool.calls.length
    const { vms } = valueOf(await session.inventory(quick))
    expect(vms.map((vm) => vm.name).sort()).toEqual(['cache', 'db', 'mail', 'new', 'web-2'])
    expect(vms.find((vm) => vm.name === 'web-2')?.tags).toEqual(['tier 1'])
    const asked = pool.methods().slice(before)
    expect(asked.filter((method) => !method.endsWith('query_data_source'))).toEqual(['event.from'])
  })

  it('reads everything anew where events were lost', async () => {
    const { pool, session } = await test.start()
    valueOf(await session.inventory(quick))
    pool.state.remove('VM', reference('old'))
    pool.state.loseEvents()
    expect(valueOf(await session.inventory(quick)).vms.map((vm) => vm.name)).toEqual(['web', 'db', 'cache', 'mail'])
  })

  it('and where the pool says so', async () => {
    const { pool, session } = await test.start()
    valueOf(await session.inventory(quick))
    pool.state.change('VM', reference('web'), { name_label: 'web-2' })
    pool.state.loseEvents()
    let told = false
    pool.instead = ({ method }) => {
      if (method !== 'event.from' || told) return undefined
      told = true
      return { code: 'EVENTS_LOST' }
    }
    expect(valueOf(await session.inventory(quick)).vms[0]?.name).toBe('web-2')
  })

  it('two at the same time come out alike', async () => {
    const { session } = await test.start()
    const [one, other] = await Promise.all([session.inventory(quick), session.inventory(quick)])
    expect(valueOf(one).vms.map((vm) => vm.name)).toEqual(valueOf(other).vms.map((vm) => vm.name))
  })
})

describe('A4 observations', () => {
  it('are read from the pool each time, and agree with the inventory', async () => {
    const { pool, session } = await test.start()
    const inventory = valueOf(await session.inventory(quick))
    for (const vm of inventory.vms) expect(valueOf(await session.observeVm(vm.nativeId, quick))).toEqual(vm)
    for (const host of inventory.hosts) {
      const { memoryUsedMiB: _used, ...facts } = host
      expect(valueOf(await session.observeHost(host.nativeId, quick))).toMatchObject(facts)
    }
    pool.state.change('VM', reference('web'), { power_state: 'Halted', resident_on: NO_OBJECT, memory_dynamic_max: 3 * GIB })
    pool.state.change('host', reference('xen1'), { enabled: false })
    expect(valueOf(await session.observeVm(uuid('web'), quick))).toMatchObject({
      power: 'off',
      hostNativeId: null,
      memoryMiB: 3072,
    })
    expect(valueOf(await session.observeHost(uuid('xen1'), quick))).toMatchObject({ inMaintenance: true })
  })

  it('need no inventory before', async () => {
    const { session } = await test.start()
    const seen = valueOf(await session.observeVm(uuid('db'), quick))
    expect(seen).toMatchObject({ name: 'db', power: 'on', hostNativeId: uuid('xen1'), clusterNativeId: uuid('pool') })
    expect(seen?.disks[0]?.datastoreNativeId).toBe(uuid('shared'))
  })

  it('of templates and of the hosts’ own domains there are none', async () => {
    const { session } = await test.start()
    for (const name of ['template', 'snapshot', 'dom0-xen1'])
      expect(valueOf(await session.observeVm(uuid(name), quick))).toBeNull()
  })
})
