import { describe, expect, it } from 'vitest'
import { scvmmMachine } from '../../../../e2e/peers/windows/in-process'
import { SCVMM_HOSTS, scvmmWorld } from '../../../../e2e/peers/windows/worlds'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { observeAutostart, setAutostart } from './autostart'
import { inventoryOf } from './inventory'
import { askInventory } from './questions'
import { ALWAYS, NEVER } from './starts-with-host'
import { Vmm } from './vmm'

const quick = { deadlineMs: 5_000 }
const [first = '', second = ''] = SCVMM_HOSTS
const AUTOSTART = `autostart ${first}`

/** Both VMs start with the first host, and no cluster keeps them. */
const start = () => {
  const world = scvmmWorld()
  for (const vm of world.vms) Object.assign(vm, { startAction: ALWAYS, isHighlyAvailable: false })
  const vmm = new Vmm(scvmmMachine(world), 'localhost')
  const inventory = async () => inventoryOf(await vmm.ask(askInventory, {}, quick))
  const found = async () => {
    const [autostart] = (await inventory()).safeguards ?? []
    if (autostart?.setting.kind !== 'autostart') throw new Error('no autostart')
    return { ...autostart, setting: autostart.setting }
  }
  const actions = () => world.vms.map(({ startAction }) => startAction)
  return { world, vmm, inventory, found, actions }
}

describe('the start action of VMs under SCVMM', () => {
  it('D10 R8 is set aside for the VMs that are named alone, and put back', async () => {
    const { vmm, found, actions } = start()
    const before = await found()
    expect(before).toMatchObject({ nativeId: AUTOSTART, name: 'autostart of hv-1.example', hostNativeIds: [first] })
    const [one, ...others] = before.setting.vms
    if (one === undefined) throw new Error('no VM')
    const order = { nativeId: before.nativeId, found: { kind: 'autostart' as const, vms: [one] } }
    await setAutostart(vmm, { do: 'disarm', ...order }, quick)
    expect(actions()).toEqual([NEVER, ALWAYS])
    expect((await observeAutostart(vmm, before.nativeId, quick))?.setting).toEqual({ kind: 'autostart', vms: others })
    await setAutostart(vmm, { do: 'restore', ...order }, quick)
    expect(await observeAutostart(vmm, before.nativeId, quick)).toEqual(before)
  })

  it('R2 what starts is told; not what only goes on where it was, nor what a cluster starts itself', async () => {
    const { world, inventory } = start()
    const starting = async () => (await inventory()).vms.flatMap(({ name, startsWithHost }) => (startsWithHost ? [name] : []))
    expect(await starting()).toEqual(['mail', 'vmm'])
    const [mail, vmm] = world.vms
    Object.assign(mail ?? {}, { startAction: 'TurnOnVMIfRunningWhenVSStopped' })
    Object.assign(vmm ?? {}, { isHighlyAvailable: true })
    expect(await starting()).toEqual([])
    expect((await inventory()).safeguards).toEqual([])
  })

  it('D10 what a cluster starts itself is not touched', async () => {
    const { world, vmm, found, actions } = start()
    const before = await found()
    for (const vm of world.vms) vm.isHighlyAvailable = true
    await setAutostart(vmm, { do: 'disarm', nativeId: before.nativeId, found: before.setting }, quick)
    expect(actions()).toEqual([ALWAYS, ALWAYS])
    expect((await observeAutostart(vmm, before.nativeId, quick))?.isDisarmed).toBe(true)
  })

  it('A3 one that refuses keeps none of the others, and is told', async () => {
    const { world, vmm, found, actions } = start()
    const before = await found()
    Object.assign(world.vms[0] ?? {}, { locked: 'The host is busy.' })
    const told = setAutostart(vmm, { do: 'disarm', nativeId: before.nativeId, found: before.setting }, quick)
    await expect(told).rejects.toThrow(/does not set the automatic start of mail: The host is busy/)
    await expect(told).rejects.toBeInstanceOf(CallFailed)
    expect(actions()).toEqual([ALWAYS, NEVER])
  })

  it('R8 one that moved is put back where it is now, and named in the look of its old host', async () => {
    const { world, vmm, found } = start()
    const before = await found()
    const { nativeId, setting } = before
    await setAutostart(vmm, { do: 'disarm', nativeId, found: setting }, quick)
    Object.assign(world.vms[0] ?? {}, { host: second })
    await setAutostart(vmm, { do: 'restore', nativeId, found: setting }, quick)
    expect(await observeAutostart(vmm, nativeId, quick, setting)).toEqual(before)
    expect((await observeAutostart(vmm, nativeId, quick))?.setting).toEqual({ kind: 'autostart', vms: setting.vms.slice(1) })
  })

  it('of a host that starts nothing, and of one that SCVMM does not know', async () => {
    const { vmm, found } = start()
    const before = await found()
    expect(await observeAutostart(vmm, `autostart ${second}`, quick)).toMatchObject({ isDisarmed: true })
    for (const nativeId of ['autostart 05705700-0000-4000-8000-999999999999', 'autostart hv-9', 'ha Row'])
      expect(await observeAutostart(vmm, nativeId, quick)).toBeNull()
    const wrong = setAutostart(vmm, { do: 'disarm', nativeId: 'ha Row', found: before.setting }, quick)
    await expect(wrong).rejects.toMatchObject({ failure: { kind: 'refused' } })
  })
})
