import { describe, expect, it } from 'vitest'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { type HypervWorld, hypervWorld } from '../../../../e2e/peers/windows/worlds'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { observeAutostart, setAutostart } from './autostart'
import { SiteReader } from './site-reader'

const quick = { deadlineMs: 5_000 }

/** A stand-alone host whose VMs all start with it. */
const start = () => {
  const world: HypervWorld = hypervWorld(false)
  for (const vm of world.vms) vm.startAction = 'Start'
  const reader = new SiteReader([hypervMachine('HV-1', 'hv-1', () => world)], true)
  const found = async () => {
    const [autostart] = (await reader.inventory(quick)).safeguards ?? []
    if (autostart === undefined) throw new Error('no autostart')
    return autostart
  }
  const actions = () => world.vms.filter(({ host }) => host === 'HV-1').map(({ startAction }) => startAction)
  return { world, reader, found, actions }
}

describe('the automatic start of Hyper-V', () => {
  it('D10 R8 is set aside for the VMs that are named alone, and put back', async () => {
    const { reader, found, actions } = start()
    const before = await found()
    if (before.setting.kind !== 'autostart') throw new Error('another setting')
    expect(before).toMatchObject({ name: 'autostart of hv-1', hostNativeIds: ['hv-1'], restore: 'after-vms' })
    const [first, ...others] = before.setting.vms
    if (first === undefined) throw new Error('no VM')
    const order = { nativeId: before.nativeId, found: { kind: 'autostart' as const, vms: [first] } }
    await setAutostart(reader, { do: 'disarm', ...order }, quick)
    expect(actions()[0]).toBe('Nothing')
    expect(actions().slice(1)).toEqual(others.map(() => 'Start'))
    expect((await observeAutostart(reader, before.nativeId, quick))?.setting).toEqual({ kind: 'autostart', vms: others })
    await setAutostart(reader, { do: 'restore', ...order }, quick)
    expect(await observeAutostart(reader, before.nativeId, quick)).toEqual(before)
  })

  it('D10 what a cluster starts itself is not touched', async () => {
    const { world, reader, found, actions } = start()
    const before = await found()
    for (const vm of world.vms) vm.clustered = true
    await setAutostart(reader, { do: 'disarm', nativeId: before.nativeId, found: before.setting }, quick)
    expect(new Set(actions())).toEqual(new Set(['Start']))
    expect((await observeAutostart(reader, before.nativeId, quick))?.isDisarmed).toBe(true)
  })

  it('A3 one that refuses keeps none of the others, and is told', async () => {
    const { world, reader, found, actions } = start()
    const before = await found()
    const [first] = world.vms
    if (first !== undefined) first.locked = true
    const told = setAutostart(reader, { do: 'disarm', nativeId: before.nativeId, found: before.setting }, quick)
    await expect(told).rejects.toThrow(/does not let the automatic start of .* be set: It is in use/)
    await expect(told).rejects.toBeInstanceOf(CallFailed)
    expect(actions().slice(1)).not.toContain('Start')
  })

  it('K5 A1 an account that would see no VMs is refused: that is not "nothing starts"', async () => {
    const { world, reader, found } = start()
    const before = await found()
    world.hosts['HV-1'] = { mayManage: false }
    await expect(observeAutostart(reader, before.nativeId, quick)).rejects.toMatchObject({ failure: { kind: 'refused' } })
    expect(await observeAutostart(reader, 'autostart hv-9', quick)).toBeNull()
  })

  it('what a running guest wants of its memory is told', async () => {
    const { reader } = start()
    const { vms } = await reader.inventory(quick)
    expect(vms.filter(({ power }) => power === 'on').map(({ memoryUse }) => memoryUse)).toEqual(
      vms.filter(({ power }) => power === 'on').map(() => ({ usedMiB: 1_536, by: 'guest' })),
    )
  })
})
