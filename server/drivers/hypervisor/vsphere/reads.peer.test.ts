import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAt, quick, value } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import { readByWitness } from '../../../../e2e/peers/vcsim/witness'
import type { HostFacts, Inventory, VmFacts } from '../../../domain/inventory'
import { until } from '../../../testing/require-peer'
import type { ManagerSession } from '../../ports'

const POWER = { poweredOn: 'on', poweredOff: 'off', suspended: 'saved' } as const

describe.skipIf(!hasVcsim())('vSphere: what it reads from VMware’s own simulator', () => {
  let lab: Vcsim
  let session: ManagerSession
  let start: Inventory

  beforeAll(async () => {
    lab = await startVcsim({ clusters: 1, hostsPerCluster: 3, vms: 12 })
    session = openAt(lab)
    start = value(await session.inventory(quick))
  })
  beforeEach(() => lab.control({ gate: {}, vms: { '*': {} } }))
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  const hostNumbered = (number: number): HostFacts => {
    const host = start.hosts.find(({ name }) => name === `DC0_C0_H${number}`)
    if (host === undefined) throw new Error(`no host ${number}`)
    return host
  }
  const seen = async (vm: VmFacts): Promise<VmFacts> => {
    const facts = value(await session.observeVm(vm.nativeId, quick))
    if (facts === null) throw new Error(`${vm.name} is gone`)
    return facts
  }
  const powerIs = (vm: VmFacts, power: VmFacts['power']) =>
    until(`${vm.name} ${power}`, async () => (await seen(vm)).power === power)

  it('says who it is, after signing in', async () => {
    const identity = value(await session.identify(quick))
    expect(identity).toMatchObject({ kind: 'vsphere', version: '6.5.0' })
    expect(identity.product).toContain('vCenter')
    expect(identity.instanceUuid).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('reads the inventory that VMware’s Python library reads', async () => {
    const [ours, theirs] = [value(await session.inventory(quick)), await readByWitness(lab)]
    const hostName = new Map(ours.hosts.map((host) => [host.nativeId, host.name]))
    const storeName = new Map(ours.datastores.map((store) => [store.nativeId, store.name]))
    const byName = <T extends { name: string }>(list: readonly T[]) => list.toSorted((a, b) => a.name.localeCompare(b.name))
    expect(ours.vms).toHaveLength(12)
    expect(
      byName(ours.vms).map((vm) => ({
        id: vm.nativeId,
        name: vm.name,
        power: vm.power,
        host: hostName.get(vm.hostNativeId ?? ''),
        instanceUuid: vm.uuid,
        macs: vm.macs,
        datastores: vm.disks.map((disk) => storeName.get(disk.datastoreNativeId ?? '')),
      })),
    ).toEqual(byName(theirs.vms).map(({ template: _, power, ...vm }) => ({ ...vm, power: POWER[power] })))
    expect(
      byName(ours.hosts).map((host) => ({
        id: host.nativeId,
        name: host.name,
        uuid: host.uuid,
        connection: host.connection === 'up' ? 'connected' : host.connection,
        maintenance: host.inMaintenance,
        memoryMiB: host.memoryMiB,
      })),
    ).toEqual(byName(theirs.hosts).map(({ vms: _, ...host }) => host))
    expect(ours.datastores.map(({ name }) => name).sort()).toEqual(theirs.datastores)
    expect(ours.networks.map(({ name }) => name).sort()).toEqual(theirs.networks)
  })

  it('reads what decides where a VM can live', async () => {
    await lab.control({
      shape: {
        DC0_C0_RP0_VM0: { vcls: true },
        DC0_C0_RP0_VM1: { passthrough: true },
        DC0_C0_RP0_VM2: { cdImage: '[LocalDS_1] tools.iso' },
        DC0_C0_RP0_VM3: { cdImage: '[LocalDS_0] tools.iso' },
      },
      vms: { DC0_C0_RP0_VM4: { noTools: true } },
    })
    const inventory = value(await session.inventory(quick))
    const named = (number: number) => inventory.vms.find(({ name }) => name === `DC0_C0_RP0_VM${number}`)
    expect(named(0)).toMatchObject({ systemKind: 'vcls' })
    expect(named(1)).toMatchObject({ hasPassthrough: true, systemKind: null, guestTools: 'running', highlyAvailable: true })
    expect(named(2)).toMatchObject({ hasLocalCdrom: true, hasPassthrough: false })
    expect(named(3)).toMatchObject({ hasLocalCdrom: false })
    expect(named(4)).toMatchObject({ guestTools: 'not-installed' })
    expect(named(1)?.disks).toMatchObject([{ gibibytes: 20, local: false }])
    expect(inventory.datastores.map(({ name, kind, shared }) => ({ name, kind, shared }))).toEqual([
      { name: 'LocalDS_0', kind: 'nfs', shared: true },
      { name: 'LocalDS_1', kind: 'local', shared: false },
    ])
    expect(inventory.clusters).toMatchObject([{ name: 'DC0_C0', cpuBaseline: 'intel-broadwell' }])
    expect(inventory.hosts[0]).toMatchObject({ cpuVendor: 'Intel', cpuThreads: 2 })
  })

  it('S1-14 reads the DRS rules of a cluster, those with hosts by their groups; what is switched off binds nobody', async () => {
    const vms = ['DC0_C0_RP0_VM5', 'DC0_C0_RP0_VM6']
    const hosts = ['DC0_C0_H0', 'DC0_C0_H1']
    await lab.control({
      rules: [
        { name: 'pair', kind: 'apart', mandatory: true, vms },
        { name: 'app', kind: 'together', vms },
        { name: 'licensed', kind: 'on-hosts', mandatory: true, vms, hosts },
        { name: 'not here', kind: 'off-hosts', vms, hosts },
        { name: 'old', kind: 'apart', disabled: true, vms },
      ],
    })
    const { affinityRules, ...inventory } = value(await session.inventory(quick))
    await lab.control({ rules: [] })
    const idsOf = (names: readonly string[], all: readonly { nativeId: string; name: string }[]) =>
      all
        .filter(({ name }) => names.includes(name))
        .map(({ nativeId }) => nativeId)
        .sort()
    const named = { vmNativeIds: idsOf(vms, inventory.vms), hostNativeIds: idsOf(hosts, inventory.hosts) }
    expect(named.vmNativeIds).toHaveLength(2)
    const sorted = affinityRules?.map((rule) => ({
      ...rule,
      vmNativeIds: rule.vmNativeIds.toSorted(),
      hostNativeIds: rule.hostNativeIds.toSorted(),
    }))
    expect(sorted).toEqual([
      { name: 'pair', kind: 'apart', mandatory: true, ...named, hostNativeIds: [] },
      { name: 'app', kind: 'together', mandatory: false, ...named, hostNativeIds: [] },
      { name: 'licensed', kind: 'on-hosts', mandatory: true, ...named },
      { name: 'not here', kind: 'off-hosts', mandatory: false, ...named },
    ])
  })

  it('reads power supplies and draw from the sensors of hosts that have any', async () => {
    expect(start.hosts.map(({ powerSupplies, powerWatts }) => [powerSupplies, powerWatts])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ])
    await lab.control({
      hostStates: {
        DC0_C0_H0: {
          sensors: [
            { name: 'Power Supply 1 PS1 Status 0: Presence detected', health: 'green' },
            { name: 'Power Supply 2 PS2 Status 0: Presence detected', health: 'green' },
            {
              name: 'Power Supply 2 PS2 Status 3: Power Supply input lost (AC/DC)',
              health: 'red',
              stamp: '2026-01-31T08:15:00Z',
            },
            { name: 'Power Supply 1 PS1 Input Power', health: 'green', watts: 340 },
            { name: 'System Board 1 Pwr Consumption', health: 'green', watts: 352 },
          ],
        },
      },
    })
    // What sensors said is kept for a minute by a session.
    const fresh = openAt(lab)
    const hosts = value(await fresh.inventory(quick)).hosts
    const observed = value(await fresh.observeHost(hostNumbered(0).nativeId, quick))
    await fresh.close()
    const expected = {
      powerWatts: 352,
      powerSupplies: [
        { name: 'Power Supply 1', input: 'ok', inputWatts: 340 },
        { name: 'Power Supply 2', input: 'lost', inputWatts: null, readAtMs: Date.UTC(2026, 0, 31, 8, 15) },
      ],
    }
    expect(hosts.find(({ name }) => name === 'DC0_C0_H0')).toMatchObject(expected)
    expect(observed).toMatchObject(expected)
    expect(hosts.filter(({ powerSupplies }) => powerSupplies === null)).toHaveLength(2)
  })

  it('leaves templates out', async () => {
    await lab.control({ shape: { DC0_C0_RP0_VM11: { template: true, power: 'poweredOff' } } })
    const names = value(await session.inventory(quick)).vms.map(({ name }) => name)
    expect(names).toHaveLength(11)
    expect(names).not.toContain('DC0_C0_RP0_VM11')
  })

  it('A4 observes a VM as the inventory shows it, and null once it is unknown', async () => {
    const inventory = value(await session.inventory(quick))
    const vm = inventory.vms.find(({ name }) => name === 'DC0_C0_RP0_VM5')
    expect(value(await session.observeVm(vm?.nativeId ?? '', quick))).toEqual(vm)
    expect(value(await session.observeVm('vm-999999', quick))).toBeNull()
    expect(value(await session.observeHost('host-999999', quick))).toBeNull()
    expect(value(await session.observeHost(hostNumbered(0).nativeId, quick))).toMatchObject({
      name: 'DC0_C0_H0',
      connection: 'up',
    })
  })

  it('a VM on a lost host is in an unknown state, whatever vCenter remembers', async () => {
    const host = hostNumbered(1)
    const vm = value(await session.inventory(quick)).vms.find((each) => each.hostNativeId === host.nativeId)
    if (vm === undefined) throw new Error('no VM on the host')
    await lab.control({ hostStates: { [host.name]: { connection: 'notResponding' } } })
    await powerIs(vm, 'unknown')
    await lab.control({ hostStates: { [host.name]: { connection: 'connected' } } })
    await powerIs(vm, vm.power)
  })

  it('a task of another time is gone', async () => {
    expect(value(await session.task('task-123456', quick))).toEqual({ state: 'gone' })
  })
})

describe.skipIf(!hasVcsim())('vSphere: an inventory of many pages', () => {
  it('reads every object once, as VMware’s Python library does; the pages are cut by the lab, for the simulator knows none', async () => {
    const lab = await startVcsim({ clusters: 1, hostsPerCluster: 5, vms: 340 })
    const session = openAt(lab)
    try {
      const { hosts, vms } = value(await session.inventory(quick))
      const witness = await readByWitness(lab)
      expect(vms.map(({ name }) => name).sort()).toEqual(witness.vms.map(({ name }) => name).sort())
      expect(vms).toHaveLength(340)
      expect(hosts).toHaveLength(5)
    } finally {
      await session.close()
      await lab.stop()
    }
  })
})
