import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openAt, quick, value, words } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import type { Inventory } from '../../../domain/inventory'
import type { SafeguardFacts } from '../../../domain/safeguard'
import type { ManagerSession } from '../../ports'

const HOST = 'DC0_C0_H0'
const OTHER = 'DC0_C0_H1'

describe.skipIf(!hasVcsim())('autostart of vSphere hosts', () => {
  let lab: Vcsim
  let session: ManagerSession
  beforeAll(async () => {
    lab = await startVcsim({ vms: 4 })
    session = openAt(lab)
  }, 120_000)
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })
  afterEach(() => lab.control({ autostart: { [HOST]: { vms: [] } }, gate: {} }))

  const inventory = async (): Promise<Inventory> => value(await session.inventory(quick))
  const onHost = async (): Promise<readonly string[]> => {
    const { hosts, vms } = await inventory()
    const host = hosts.find(({ name }) => name === HOST)
    return vms.flatMap(({ hostNativeId, name }) => (hostNativeId === host?.nativeId ? [name] : [])).sort()
  }
  const starting = async () =>
    (await inventory()).vms.flatMap(({ startsWithHost, name }) => (startsWithHost ? [name] : [])).sort()
  const found = async (): Promise<SafeguardFacts> => {
    const one = (await inventory()).safeguards?.find(({ setting }) => setting.kind === 'autostart')
    if (one === undefined) throw new Error('no autostart')
    return one
  }
  const observed = async (nativeId: string) => {
    if (session.observeSafeguard === undefined) throw new Error('it has no safeguards')
    return value(await session.observeSafeguard(nativeId, quick))
  }
  const order = async (what: 'disarm' | 'restore', { nativeId }: SafeguardFacts, setting: SafeguardFacts['setting']) => {
    if (session.setSafeguard === undefined) throw new Error('it has no safeguards')
    return session.setSafeguard({ do: what, nativeId, found: setting }, quick)
  }

  it('R2 VMs that a host starts when it boots are told, of all VMs and of one', async () => {
    expect(await starting()).toEqual([])
    expect((await inventory()).safeguards?.map(({ setting }) => setting.kind)).not.toContain('autostart')
    const [first = '', second = ''] = await onHost()
    await lab.control({ autostart: { [HOST]: { vms: [second, first] } } })
    expect(await starting()).toEqual([first, second])
    const vm = (await inventory()).vms.find(({ name }) => name === first)
    expect(value(await session.observeVm(vm?.nativeId ?? '', quick))?.startsWithHost).toBe(true)
  })

  it('R2 an entry without its start, and a host whose autostart is off, start nothing', async () => {
    const [first = ''] = await onHost()
    await lab.control({ autostart: { [HOST]: { vms: [first], off: true } } })
    expect(await starting()).toEqual([])
  })

  it('D10 R8 it is set aside for the VMs that are named alone, and put back in the order and with the delays that were found', async () => {
    const [first = '', second = ''] = await onHost()
    await lab.control({ autostart: { [HOST]: { vms: [second, first] } } })
    const before = await found()
    expect(before).toMatchObject({ name: `autostart of ${HOST}`, isDisarmed: false, restore: 'after-vms' })
    if (before.setting.kind !== 'autostart') throw new Error('another setting')
    expect(before.setting.vms.map(({ name, how }) => [name, how.startOrder, how.startDelay])).toEqual([
      [second, '1', '30'],
      [first, '2', '30'],
    ])
    const onlyFirst = { ...before.setting, vms: before.setting.vms.filter(({ name }) => name === first) }
    expect(value(await order('disarm', before, onlyFirst))).toEqual({ task: null })
    expect(await starting()).toEqual([second])
    value(await order('disarm', before, before.setting))
    expect(await observed(before.nativeId)).toMatchObject({ isDisarmed: true, setting: { kind: 'autostart', vms: [] } })
    expect(await starting()).toEqual([])
    value(await order('restore', before, before.setting))
    expect(await observed(before.nativeId)).toEqual(before)
  })

  it('A2 told twice it is as told once', async () => {
    const [first = ''] = await onHost()
    await lab.control({ autostart: { [HOST]: { vms: [first] } } })
    const before = await found()
    for (const what of ['disarm', 'disarm', 'restore', 'restore'] as const) value(await order(what, before, before.setting))
    expect(await observed(before.nativeId)).toEqual(before)
  })

  it('R8 a VM that is no longer on the host is left out, not a reason to put nothing back', async () => {
    const [first = ''] = await onHost()
    await lab.control({ autostart: { [HOST]: { vms: [first] } } })
    const before = await found()
    if (before.setting.kind !== 'autostart') throw new Error('another setting')
    value(await order('disarm', before, before.setting))
    const gone = { nativeId: 'vm-gone', name: 'gone', how: { startAction: 'PowerOn' } }
    value(await order('restore', before, { kind: 'autostart', vms: [gone, ...before.setting.vms] }))
    expect(await observed(before.nativeId)).toEqual(before)
  })

  it('R8 a VM that is on another host now is put back there, after those of that host, and seen so; not where nothing starts', async () => {
    const [first = ''] = await onHost()
    const { vms } = await inventory()
    const vm = vms.find(({ name }) => name === first)
    const target = (await inventory()).hosts.find(({ name }) => name === OTHER)
    await lab.control({ autostart: { [HOST]: { vms: [first] }, [OTHER]: { vms: [], off: true } } })
    const before = await found()
    value(await order('disarm', before, before.setting))
    const migrate = { act: 'migrate' as const, vmNativeId: vm?.nativeId ?? '', toHostNativeId: target?.nativeId ?? '' }
    const { task } = value(await session.act(migrate, quick))
    await vi.waitFor(async () => expect(value(await session.task(task ?? '', quick)).state).toBe('succeeded'), 30_000)
    const seen = async () => {
      if (session.observeSafeguard === undefined) throw new Error('it has no safeguards')
      const facts = value(await session.observeSafeguard(before.nativeId, quick, before.setting))
      return facts?.setting.kind === 'autostart' ? facts.setting.vms.map(({ name }) => name) : null
    }
    value(await order('restore', before, before.setting))
    expect(await seen()).toEqual([])
    await lab.control({ autostart: { [OTHER]: { vms: [] } } })
    value(await order('restore', before, before.setting))
    expect(await seen()).toEqual([first])
    const there = await found()
    expect(there.name).toBe(`autostart of ${OTHER}`)
    if (there.setting.kind !== 'autostart') throw new Error('another setting')
    expect(there.setting.vms.map(({ name, how }) => [name, how.startOrder, how.startDelay])).toEqual([[first, '-1', '30']])
    await lab.control({ autostart: { [OTHER]: { vms: [] } } })
  })

  it('A1 without the right, and of a host that is gone, it says so', async () => {
    const [first = ''] = await onHost()
    await lab.control({ autostart: { [HOST]: { vms: [first] } }, gate: { deny: ['ReconfigureAutostart'] } })
    const before = await found()
    expect(words(await order('disarm', before, before.setting))).toMatch(
      /^refused: The account may not set aside the autostart of /,
    )
    await lab.control({ gate: { loseAnswers: ['ReconfigureAutostart'] } })
    expect((await order('disarm', before, before.setting)).kind).toBe('unknown')
    await lab.control({ gate: {} })
    expect(await observed('autostart host-99999')).toBeNull()
    expect(words(await order('disarm', { ...before, nativeId: 'autostart host-99999' }, before.setting))).toMatch(
      /^refused: This host/,
    )
  })
})

describe.skipIf(!hasVcsim())('autostart of a standalone ESX host', () => {
  it('D10 R8 R2 is read, set aside and put back without a vCenter', async () => {
    const lab = await startVcsim({ esx: true, vms: 2 })
    const session = openAt(lab)
    try {
      const { vms, hosts } = value(await session.inventory(quick))
      await lab.control({ autostart: { [hosts[0]?.name ?? '']: { vms: vms.map(({ name }) => name) } } })
      const seen = value(await session.inventory(quick))
      expect(seen.vms.map(({ startsWithHost }) => startsWithHost)).toEqual([true, true])
      expect(value(await session.observeVm(vms[0]?.nativeId ?? '', quick))?.startsWithHost).toBe(true)
      const [before] = seen.safeguards ?? []
      if (before === undefined) throw new Error('no autostart')
      value((await session.setSafeguard?.({ do: 'disarm', nativeId: before.nativeId, found: before.setting }, quick)) ?? never())
      expect(value(await session.inventory(quick)).safeguards).toEqual([])
      value((await session.setSafeguard?.({ do: 'restore', nativeId: before.nativeId, found: before.setting }, quick)) ?? never())
      expect(value(await session.inventory(quick)).safeguards).toEqual([before])
    } finally {
      await session.close()
      await lab.stop()
    }
  }, 120_000)
})

const never = (): never => {
  throw new Error('it has no safeguards')
}
