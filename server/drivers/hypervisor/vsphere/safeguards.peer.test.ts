import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ending, openAt, quick, value, words } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import type { SafeguardFacts } from '../../../domain/safeguard'
import type { ManagerSession } from '../../ports'

describe.skipIf(!hasVcsim())('safeguards of a vCenter', () => {
  let lab: Vcsim
  let session: ManagerSession
  let found: readonly SafeguardFacts[]
  beforeAll(async () => {
    lab = await startVcsim({ vms: 1 })
    session = openAt(lab)
    found = value(await session.inventory(quick)).safeguards ?? []
  }, 120_000)
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  const observe = async (nativeId: string) => {
    if (session.observeSafeguard === undefined) throw new Error('it has no safeguards')
    return value(await session.observeSafeguard(nativeId, quick))
  }
  const order = async (what: 'disarm' | 'restore', { nativeId, setting }: SafeguardFacts) => {
    if (session.setSafeguard === undefined) throw new Error('it has no safeguards')
    const { task } = value(await session.setSafeguard({ do: what, nativeId, found: setting }, quick))
    expect(await ending(session, task)).toEqual({ state: 'succeeded' })
  }
  const one = (kind: SafeguardFacts['setting']['kind']): SafeguardFacts => {
    const each = found.find(({ setting }) => setting.kind === kind)
    if (each === undefined) throw new Error(`no ${kind}`)
    return each
  }

  it('D10 HA and DRS are found with all their hosts and as they are set', async () => {
    const hosts = value(await session.inventory(quick)).hosts.map(({ nativeId }) => nativeId)
    expect(found.map(({ name, isDisarmed }) => [name, isDisarmed])).toEqual([
      ['HA of DC0_C0', false],
      ['DRS of DC0_C0', false],
    ])
    for (const { hostNativeIds } of found) expect([...hostNativeIds].sort()).toEqual([...hosts].sort())
    expect(one('vsphere-ha').setting).toEqual({ kind: 'vsphere-ha', enabled: true, hostMonitoring: 'enabled' })
    expect(one('vsphere-drs').setting).toEqual({ kind: 'vsphere-drs', level: 'partiallyAutomated', overrides: true })
  })

  it('D10 R8 HA is switched off, and on again as it was', async () => {
    const ha = one('vsphere-ha')
    await order('disarm', ha)
    expect(await observe(ha.nativeId)).toMatchObject({ isDisarmed: true, setting: { enabled: false, hostMonitoring: 'enabled' } })
    await order('restore', ha)
    expect(await observe(ha.nativeId)).toEqual(ha)
  })

  it('D10 R8 DRS goes to manual, never off, and back to its own level', async () => {
    const drs = one('vsphere-drs')
    await order('disarm', drs)
    expect(await observe(drs.nativeId)).toMatchObject({ isDisarmed: true, setting: { level: 'manual', overrides: false } })
    // A2: once more changes nothing.
    await order('disarm', drs)
    await order('restore', drs)
    expect(await observe(drs.nativeId)).toEqual(drs)
    const happened = (await lab.happenings()).filter(({ name }) => name === 'DC0_C0').map(({ what }) => what)
    expect(happened).toEqual(['ha off', 'ha on', 'drs manual', 'drs manual', 'drs partiallyAutomated'])
  })

  it('K5 A1 without the right it says which one, and of a cluster that is gone that it is', async () => {
    await lab.control({ gate: { deny: ['ReconfigureComputeResource_Task'] } })
    const ha = one('vsphere-ha')
    const denied = await session.setSafeguard?.({ do: 'disarm', nativeId: ha.nativeId, found: ha.setting }, quick)
    await lab.control({ gate: {} })
    expect(denied === undefined ? '' : words(denied)).toMatch(/^refused: .*set aside HA of the cluster/)
    expect(await observe('ha domain-c99999')).toBeNull()
    expect(await observe('nonsense')).toBeNull()
  })
})
