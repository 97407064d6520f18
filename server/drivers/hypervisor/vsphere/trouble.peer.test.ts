import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ending, openAt, quick, value, words } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import type { Inventory, VmFacts } from '../../../domain/inventory'
import { until } from '../../../testing/require-peer'
import type { ManagerAct, ManagerSession } from '../../ports'

describe.skipIf(!hasVcsim())('vSphere: when the manager, the network or the account is in the way', () => {
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

  const vmNamed = (number: number): VmFacts => {
    const vm = start.vms.find(({ name }) => name === `DC0_C0_RP0_VM${number}`)
    if (vm === undefined) throw new Error(`no VM ${number}`)
    return vm
  }
  const seen = async (vm: VmFacts): Promise<VmFacts> => {
    const facts = value(await session.observeVm(vm.nativeId, quick))
    if (facts === null) throw new Error(`${vm.name} is gone`)
    return facts
  }
  const act = (wish: ManagerAct) => session.act(wish, quick)
  const finished = (task: string | null) => ending(session, task)
  const powerIs = (vm: VmFacts, power: VmFacts['power']) =>
    until(`${vm.name} ${power}`, async () => (await seen(vm)).power === power)

  it('signs in again when the manager has forgotten the session, for reads and for acts', async () => {
    const vm = vmNamed(10)
    for (const again of [1, 2]) {
      await lab.control({ forgetSessions: true })
      expect((await seen(vm)).name, `round ${again}`).toBe(vm.name)
    }
    await lab.control({ forgetSessions: true })
    expect(value(await session.inventory(quick)).vms).toHaveLength(12)
    await lab.control({ forgetSessions: true })
    await finished(value(await act({ act: 'power-off', vmNativeId: vm.nativeId })).task)
    expect((await seen(vm)).power).toBe('off')
  })

  it('A1 a lost answer to an act is an unknown outcome, which observation settles', async () => {
    const vm = vmNamed(9)
    await lab.control({ gate: { loseAnswers: ['PowerOffVM_Task'] } })
    expect((await act({ act: 'power-off', vmNativeId: vm.nativeId })).kind).toBe('unknown')
    await lab.control({ gate: {} })
    await powerIs(vm, 'off')
  })

  it('A1 an act whose answer does not come in time is unknown, a read is unreachable; both end by their deadline', async () => {
    const vm = vmNamed(8)
    await lab.control({ gate: { stallMs: 60_000 } })
    const short = { deadlineMs: 300 }
    expect((await session.act({ act: 'save-state', vmNativeId: vm.nativeId }, short)).kind).toBe('unknown')
    expect((await session.observeVm(vm.nativeId, short)).kind).toBe('unreachable')
    await lab.control({ gate: {} })
    expect((await seen(vm)).power).toBe('on')
  })

  it('names the privilege that the account lacks', async () => {
    await lab.control({ gate: { deny: ['PowerOffVM_Task'] } })
    const result = await act({ act: 'power-off', vmNativeId: vmNamed(10).nativeId })
    expect(words(result)).toMatch(/^refused: .*VirtualMachine\.Interact\.PowerOff.*role/)
  })

  it('refuses a wrong password once and does not try it again at once; K5 the password is in no message', async () => {
    const wrong = openAt(lab, { password: 'no-such-secret' })
    const first = await wrong.identify(quick)
    expect(words(first)).toMatch(/^refused: .*password/)
    expect(JSON.stringify(first)).not.toContain('no-such-secret')
    await lab.control({ gate: { garbage: true } })
    expect(await wrong.inventory(quick)).toEqual(first)
    await wrong.close()
  })

  it('refuses an unknown certificate, shows its fingerprint, and accepts it once pinned', async () => {
    const strict = openAt(lab, { pins: [] })
    const result = await strict.identify(quick)
    expect(result.kind).toBe('refused')
    expect(JSON.stringify(result)).toContain(lab.fingerprint)
    const other = openAt(lab, { pins: [lab.fingerprint.replace(/^../, lab.fingerprint.startsWith('00') ? '11' : '00')] })
    expect(await other.identify(quick)).toMatchObject({ kind: 'refused' })
    const pinned = openAt(lab, { pins: [lab.fingerprint.toLowerCase().replaceAll(':', '')] })
    expect(await pinned.identify(quick)).toMatchObject({ kind: 'ok' })
    await Promise.all([strict.close(), other.close(), pinned.close()])
  })

  it('tells a dead address from one where something else answers', async () => {
    const dead = openAt(lab, { url: 'https://127.0.0.1:9' })
    expect((await dead.identify(quick)).kind).toBe('unreachable')
    await lab.control({ gate: { garbage: true } })
    const other = openAt(lab)
    expect(words(await other.identify(quick))).toMatch(/^refused: .*not as a vCenter/)
    // D3: that is no "no" of vSphere to an act.
    expect(await other.act({ act: 'power-off', vmNativeId: 'vm-1' }, quick)).toMatchObject({ kind: 'refused', byStranger: true })
    await Promise.all([dead.close(), other.close()])
  })
})
