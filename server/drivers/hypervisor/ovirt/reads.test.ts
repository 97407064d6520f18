import { afterEach, describe, expect, it } from 'vitest'
import { engineModel, hostId, vmId, type EngineModel, type ModelVm } from '../../../testing/ovirt/engine-model'
import type { ScriptedEngine } from '../../../testing/ovirt/scripted-engine'
import { startStandIn, type StandInOptions } from '../../../testing/ovirt/stand-in'
import type { Inventory, VmFacts } from '../../../domain/inventory'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 60_000 }
const account = { user: 'monitor@internal', password: 'right-secret' }
const open: { close(): Promise<void> }[] = []
const engines: ScriptedEngine[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  expect(engines.splice(0).flatMap((engine) => engine.problems)).toEqual([])
})

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

const start = async (
  model: EngineModel,
  options: StandInOptions = {},
): Promise<{ engine: ScriptedEngine; session: ManagerSession }> => {
  const engine = await startStandIn(model, account, options)
  const session = driver.open({
    address: { kind: 'ovirt', url: engine.url, pins: [engine.fingerprint] },
    secret: { kind: 'password', ...account },
  })
  engines.push(engine)
  open.push(engine, session)
  return { engine, session }
}

const namesIn = ({ vms }: Inventory): string[] => vms.map((vm) => vm.name).sort()

describe('the inventory of an engine', { timeout: 60_000 }, () => {
  it('reads every part of it', async () => {
    const { session } = await start(engineModel(1, 1))
    expect(valueOf(await session.inventory(quick))).toEqual({
      clusters: [
        {
          nativeId: '11111111-0000-4000-8000-00000000000c',
          name: 'Default',
          maxCpuPercent: 75,
          cpuBaseline: 'Intel Cascadelake Server Family',
        },
      ],
      affinityRules: [],
      safeguards: [],
      datastores: [
        { nativeId: '11111111-0000-4000-8000-000000000005', name: 'data', kind: 'nfs', shared: true, freeGibibytes: 1024 },
      ],
      networks: [{ nativeId: '11111111-0000-4000-8000-00000000000e', name: 'servers', vlan: 42 }],
      hosts: [
        {
          nativeId: hostId(1),
          uuid: '4c4c4544-0000-4000-8000-000000000001',
          name: 'node1',
          clusterNativeId: '11111111-0000-4000-8000-00000000000c',
          site: 'Default',
          connection: 'up',
          inMaintenance: false,
          version: 'vdsm-4.40.100.2-1.el8',
          cpuVendor: 'Intel',
          cpuModel: 'Intel Cascadelake Server Family',
          cpuFeatures: null,
          cpuThreads: 80,
          cpuUsedPercent: 12,
          memoryMiB: 131_072,
          // 8 GiB are in use, but the scheduler holds 64 GiB back.
          memoryUsedMiB: 65_536,
          powerWatts: null,
          powerSupplies: null,
          datastoreNativeIds: ['11111111-0000-4000-8000-000000000005'],
          networkNativeIds: ['11111111-0000-4000-8000-00000000000e'],
          bootedAtMs: 1_760_000_000_000,
        },
      ],
      vms: [
        {
          nativeId: vmId(1),
          uuid: vmId(1),
          name: 'vm000001',
          hostNativeId: hostId(1),
          clusterNativeId: '11111111-0000-4000-8000-00000000000c',
          power: 'on',
          cpuThreads: 2,
          // Half a CPU of two.
          cpuUsedPercent: 25,
          memoryMiB: 4_096,
          memoryUse: { usedMiB: 3_072, by: 'guest' },
          guestTools: 'running',
          highlyAvailable: false,
          disks: [
            {
              label: 'vm000001_Disk1',
              datastoreNativeId: '11111111-0000-4000-8000-000000000005',
              gibibytes: 40,
              local: false,
            },
          ],
          networkNativeIds: ['11111111-0000-4000-8000-00000000000e'],
          macs: ['56:6F:00:00:00:01'],
          tags: ['tier1'],
          hasPassthrough: false,
          hasLocalCdrom: false,
          systemKind: null,
          requiredCpuFeatures: null,
          lockedBy: null,
          snapshotCount: 0,
          keptOnHost: null,
        },
      ],
    })
  })

  it('S1-14 reads affinity groups and labels, as the API model has them', async () => {
    const members = `<vms><vm id="${vmId(1)}"/><vm id="${vmId(2)}"/></vms><hosts><host id="${hostId(1)}"/></hosts>`
    const rule = (name: string, enabled: boolean, enforcing: boolean, positive: boolean): string =>
      `<${name}><enabled>${enabled}</enabled><enforcing>${enforcing}</enforcing><positive>${positive}</positive></${name}>`
    const group = (name: string, rules: string): string =>
      `<affinity_group id="1"><name>${name}</name>${rules}${members}</affinity_group>`
    const groups = [
      group('pair', rule('vms_rule', true, true, false) + rule('hosts_rule', true, false, true)),
      group('app', rule('vms_rule', true, false, true) + rule('hosts_rule', false, true, true)),
      group('off', rule('vms_rule', false, true, true) + rule('hosts_rule', true, true, false)),
      group('old', '<positive>true</positive><enforcing>true</enforcing>'),
    ]
    const label = (name: string, more = ''): string =>
      `<affinity_label id="2"><name>${name}</name>${more}${members}</affinity_label>`
    const labels = [label('gpu'), label('mere word', '<has_implicit_affinity_group>false</has_implicit_affinity_group>')]
    const { session } = await start(engineModel(2, 2), {
      answer: ({ path, query }) => {
        if (query.follow !== 'vms,hosts') return undefined
        if (path === '/affinitylabels') return { xml: `<affinity_labels>${labels.join('')}</affinity_labels>` }
        return path.endsWith('/affinitygroups') ? { xml: `<affinity_groups>${groups.join('')}</affinity_groups>` } : undefined
      },
    })
    const vms = { vmNativeIds: [vmId(1), vmId(2)] }
    expect(valueOf(await session.inventory(quick)).affinityRules).toEqual([
      { name: 'pair', kind: 'apart', mandatory: true, ...vms, hostNativeIds: [] },
      { name: 'pair', kind: 'on-hosts', mandatory: false, ...vms, hostNativeIds: [hostId(1)] },
      { name: 'app', kind: 'together', mandatory: false, ...vms, hostNativeIds: [] },
      { name: 'off', kind: 'off-hosts', mandatory: true, ...vms, hostNativeIds: [hostId(1)] },
      { name: 'old', kind: 'together', mandatory: true, ...vms, hostNativeIds: [] },
      { name: 'gpu', kind: 'on-hosts', mandatory: true, ...vms, hostNativeIds: [hostId(1)] },
    ])
  })

  it('tells beforehand which hosts it cannot switch on, and that the engine is a VM of its own', async () => {
    const model = engineModel(3, 1)
    const [first, second] = model.hosts
    Object.assign(first ?? {}, { powerManagement: false })
    Object.assign(second ?? {}, { powerManagement: false })
    model.vms.push(
      ...engineModel(3, 2)
        .vms.slice(1)
        .map((vm) => ({ ...vm, name: 'HostedEngine', origin: 'managed_hosted_engine' })),
    )
    const { session } = await start(model)
    expect(valueOf(await session.identify(quick)).notes).toEqual([
      'Without power management, oVirt cannot switch on: node1, node2. Set it up there, or have their BMCs do it.',
      'The engine runs in HostedEngine, a VM on the hosts that it manages: that VM and its host come last, and first when power is back.',
    ])
    expect(valueOf(await session.inventory(quick)).capabilities).toBeUndefined()
    for (const host of model.hosts) host.powerManagement = false
    expect(valueOf(await session.inventory(quick)).capabilities).toEqual({ hostPowerOn: false, hostShutdown: false })
  })

  it('says so where the engine shows the account no host', async () => {
    const { session } = await start(engineModel(0, 0))
    expect(valueOf(await session.identify(quick)).notes?.join()).toMatch(/shows this account no host.*role of the type "Admin"/)
  })

  it.each([199, 200, 201, 400])('%i VMs are each read once, also at the edge of a page', async (count) => {
    const model = engineModel(2, count)
    const { session } = await start(model)
    expect(namesIn(valueOf(await session.inventory(quick)))).toEqual(model.vms.map((vm) => vm.name))
  })

  it('a second reading asks only for what changed', async () => {
    const model = engineModel(2, 30)
    const { session, engine } = await start(model)
    const first = valueOf(await session.inventory(quick))
    const before = engine.calls.length
    expect(valueOf(await session.inventory(quick))).toEqual(first)
    const single = () => engine.calls.slice(before).filter((call) => call.path.startsWith('/vms/'))
    expect(single()).toEqual([])
    const [vm] = model.vms
    if (vm === undefined) throw new Error('no VM')
    Object.assign(vm, { status: 'down', host: null })
    const changed = valueOf(await session.inventory(quick)).vms.find((one) => one.nativeId === vm.id)
    expect(changed).toMatchObject({ power: 'off', hostNativeId: null })
    expect(single().map((call) => call.path)).toEqual([`/vms/${vm.id}`])
  })

  it('a VM that slips between two pages is not lost, one that is gone is', async () => {
    const model = engineModel(2, 250)
    let removeAtPage2 = false
    const answer: StandInOptions['answer'] = (call) => {
      // The first VM goes after page 1 was told: number 201 moves up to page 1, and page 2 begins behind it.
      if (removeAtPage2 && /page 2$/.test(call.query.search ?? '')) model.vms.splice(0, 1)
      return undefined
    }
    const { session } = await start(model, { answer })
    expect(valueOf(await session.inventory(quick)).vms).toHaveLength(250)
    removeAtPage2 = true
    const shifted = namesIn(valueOf(await session.inventory(quick)))
    removeAtPage2 = false
    expect(shifted).toContain('vm000201')
    expect(shifted.slice(-1)).toEqual(['vm000250'])
    expect(namesIn(valueOf(await session.inventory(quick)))).toEqual(model.vms.map((vm) => vm.name))
  })

  it('a new VM is there with the next reading, with all that belongs to it', async () => {
    const model = engineModel(1, 2)
    const { session } = await start(model)
    valueOf(await session.inventory(quick))
    model.vms.push(...engineModel(1, 3).vms.slice(2))
    expect(valueOf(await session.inventory(quick)).vms.at(-1)).toMatchObject({ name: 'vm000003', macs: ['56:6F:00:00:00:03'] })
  })

  it('an engine before 4.2, which follows no links, tells the same', async () => {
    const newer = await start(engineModel(2, 5))
    const older = await start(engineModel(2, 5), { follows: false })
    const expected = valueOf(await newer.session.inventory(quick))
    expect(valueOf(await older.session.inventory(quick))).toEqual(expected)
    expect(valueOf(await older.session.observeVm(vmId(1), quick))).toEqual(expected.vms[0])
    expect(valueOf(await older.session.observeHost(hostId(2), quick))).toEqual(expected.hosts[1])
  })
})

describe('a VM', () => {
  const observed = async (change: Partial<ModelVm>, hostStatus = 'up'): Promise<VmFacts | null> => {
    const model = engineModel(1, 1)
    Object.assign(model.vms[0] ?? {}, change)
    Object.assign(model.hosts[0] ?? {}, { status: hostStatus })
    const { session } = await start(model)
    return valueOf(await session.observeVm(vmId(1), quick))
  }

  it.each([
    ['up', 'on', null],
    ['powering_up', 'on', null],
    ['powering_down', 'on', null],
    ['reboot_in_progress', 'on', null],
    ['migrating', 'on', 'migration'],
    ['saving_state', 'on', 'saving its state'],
    ['paused', 'paused', null],
    ['down', 'off', null],
    ['image_locked', 'off', 'a task on its disks'],
    ['suspended', 'saved', null],
    ['restoring_state', 'unknown', 'restoring its state'],
    ['wait_for_launch', 'unknown', null],
    ['not_responding', 'unknown', null],
    ['unassigned', 'unknown', null],
    ['unknown', 'unknown', null],
    ['teleporting', 'unknown', null],
  ])('in the state "%s" is %s', async (status, power, lockedBy) => {
    expect(await observed({ status })).toMatchObject({ power, lockedBy })
  })

  it.each(['non_responsive', 'connecting', 'down', 'reboot', 'what is this'])(
    'A4 on a host that is %s is in an unknown state',
    async (status) => {
      expect(await observed({ status: 'up' }, status)).toMatchObject({
        power: 'unknown',
        hostNativeId: hostId(1),
        cpuUsedPercent: null,
      })
    },
  )

  it('S1-10 has the snapshots that people made, and is held by one that is being made or removed', async () => {
    const [before, after] = [
      { description: 'before the update', status: 'ok' },
      { description: 'after it', status: 'locked' },
    ] as const
    expect(await observed({ snapshots: [before] })).toMatchObject({ snapshotCount: 1, lockedBy: null })
    expect(await observed({ snapshots: [before, after] })).toMatchObject({
      snapshotCount: 2,
      lockedBy: 'a task on its snapshot "after it"',
    })
  })

  it('that a task holds is looked at in each inventory, until it no longer is', async () => {
    const model = engineModel(1, 1)
    const [vm] = model.vms
    if (vm === undefined) throw new Error('no VM')
    vm.snapshots = [{ description: 'nightly', status: 'locked' }]
    const { session } = await start(model)
    const seen = async () => valueOf(await session.inventory(quick)).vms[0]
    expect(await seen()).toMatchObject({ lockedBy: 'a task on its snapshot "nightly"' })
    vm.snapshots = []
    expect(await seen()).toMatchObject({ lockedBy: null, snapshotCount: 0 })
  })

  it('with a device of its host is known for it', async () => {
    expect(await observed({ hasHostDevice: true })).toMatchObject({ hasPassthrough: true })
  })

  it('with a CD of a shared domain can move', async () => {
    expect(await observed({ cd: 'install.iso' })).toMatchObject({ hasLocalCdrom: false })
  })

  it.each(['hosted_engine', 'managed_hosted_engine'])('D6 of the origin %s is the engine itself', async (origin) => {
    expect(await observed({ origin })).toMatchObject({ systemKind: 'hosted-engine' })
  })

  it('without a word of its agent is told to have none that runs, once it is up', async () => {
    expect(await observed({ status: 'powering_up' })).toMatchObject({ guestTools: 'unknown' })
    expect(await observed({ status: 'down', host: null })).toMatchObject({ guestTools: 'not-running' })
  })
})

describe('a host', () => {
  it.each([
    ['up', 'up', false],
    ['maintenance', 'up', true],
    ['preparing_for_maintenance', 'up', false],
    ['non_operational', 'up', false],
    ['error', 'up', false],
    ['down', 'down', false],
    ['reboot', 'unknown', false],
    ['kdumping', 'unknown', false],
    ['non_responsive', 'unknown', false],
    ['connecting', 'unknown', false],
    ['unassigned', 'unknown', false],
    ['initializing', 'unknown', false],
    ['installing', 'unknown', false],
    ['installing_os', 'unknown', false],
    ['install_failed', 'unknown', false],
    ['pending_approval', 'unknown', false],
    ['what is this', 'unknown', false],
  ])('A5 that is %s counts as %s', async (status, connection, inMaintenance) => {
    const model = engineModel(1, 0)
    Object.assign(model.hosts[0] ?? {}, { status })
    const { session } = await start(model)
    expect(valueOf(await session.observeHost(hostId(1), quick))).toMatchObject({ connection, inMaintenance })
  })
})
