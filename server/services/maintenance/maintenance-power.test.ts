import { afterEach, beforeEach, expect, it } from 'vitest'
import { containing } from '../../testing/containing'
import { holdHost } from '../../testing/held-host'
import { deviceDocJson, hostDoc, IDS, putDocs, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callQuery, callVerb } from '../call-verb'
import { enterMaintenance } from './enter-maintenance'
import { exitMaintenance } from './exit-maintenance'
import { previewExit } from './preview-exit'
import { previewMaintenance } from './preview-maintenance'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  await world.store.write(async (tx) => {
    await putDocs(tx, 'device', [{ ...deviceDocJson, id: IDS.device }, spare])
    for (const hostId of [IDS.host, IDS.busyHost])
      await tx.feeds.setForHost(hostId, [{ deviceId: IDS.spareDevice, hostId, label: 'A', outletId: null }])
  })
})
afterEach(() => world.close())

const spare: { readonly id: string; readonly name: string } = { ...deviceDocJson, id: IDS.spareDevice, name: 'ups-spare' }
const FAILING = { ...spare, supply: 'battery', secondsOnBattery: 9 }
const onBattery = () => world.store.write((tx) => putDocs(tx, 'device', [{ ...deviceDocJson, id: IDS.device }, FAILING]))
const preview = () =>
  callQuery(world.host, previewMaintenance, world.caller('viewer'), {
    hostId: IDS.thirdHost,
    choices: [],
    saveAll: false,
    makeRoom: false,
  })
const enter = () => callVerb(world.host, enterMaintenance, world.caller('operator'), { hostId: IDS.thirdHost, reason: null })
const ordered = async () => (await world.store.read.orders.placed()).filter(({ order }) => order.kind.startsWith('maintenance.'))

it('D4 the preview sends nothing to a host whose UPS is on battery, and says why; nor is that ordered', async () => {
  expect((await preview()).blockers).toBe(0)
  await onBattery()
  const shown = await preview()
  expect(shown.items.map(({ action }) => action)).toEqual(['blocked', 'blocked'])
  expect(shown.items[0]?.candidates).toContainEqual({
    hostId: IDS.host,
    hostName: hostDoc(IDS.host).name,
    feasible: false,
    reason: 'ups-spare (feed A) is not on mains (battery)',
  })
  await expect(enter()).rejects.toThrow(/vm-1/)
  expect(await ordered()).toEqual([])
})

it('D4 a host whose feeds nobody declared is a target, with a remark', async () => {
  await world.store.write((tx) => tx.feeds.setForHost(IDS.host, []))
  await onBattery()
  const shown = await preview()
  expect(shown.blockers).toBe(0)
  expect(shown.notes).toContainEqual(containing('nobody has declared which UPS feeds it'))
})

it('D4 R2 the end of a maintenance says that nothing is brought back to a host without mains, and that alone is refused', async () => {
  await holdHost(world)
  const seen = () => callQuery(world.host, previewExit, world.caller('viewer'), { hostId: IDS.busyHost })
  const exit = (bringBack: boolean) =>
    callVerb(world.host, exitMaintenance, world.caller('operator'), { hostId: IDS.busyHost, bringBack, reason: null })
  expect((await seen()).notBroughtBack).toBeUndefined()
  await onBattery()
  await expect(exit(true)).rejects.toThrow(/not seen on live mains/)
  expect(await ordered()).toEqual([])
  await exit(false)
  expect((await ordered()).map(({ order }) => order)).toMatchObject([{ kind: 'maintenance.exit', bringBack: false }])
})

it('D4 P2 a host whose UPS merely does not answer is brought its VMs back where a person vouches for its mains, and says so', async () => {
  await holdHost(world)
  const exit = (vouchesForMains?: true) =>
    callVerb(world.host, exitMaintenance, world.caller('operator'), {
      hostId: IDS.busyHost,
      bringBack: true,
      reason: null,
      ...(vouchesForMains === undefined ? {} : { vouchesForMains }),
    })
  const seen = (vouchesForMains?: true) =>
    callQuery(world.host, previewExit, world.caller('viewer'), {
      hostId: IDS.busyHost,
      ...(vouchesForMains === undefined ? {} : { vouchesForMains }),
    })
  const told = (patch: object) =>
    world.store.write((tx) =>
      putDocs(tx, 'device', [
        { ...deviceDocJson, id: IDS.device },
        { ...spare, ...patch },
      ]),
    )
  expect((await seen()).mayVouch).toBe(false)
  await told({ contact: 'lost' })
  expect((await seen()).mayVouch).toBe(true)
  await expect(exit()).rejects.toThrow(/not seen on live mains/)
  await exit(true)
  expect((await ordered()).map(({ order }) => order)).toMatchObject([{ bringBack: true, vouchesForMains: true }])
  await told({ contact: 'lost', supply: 'battery' })
  expect((await seen(true)).mayVouch).toBe(false)
  await expect(exit(true)).rejects.toThrow(/not seen on live mains/)
})

it('D11 both sheets say beforehand that an outage run has the site for itself, and what to do', async () => {
  const previewBack = () => callQuery(world.host, previewExit, world.caller('viewer'), { hostId: IDS.busyHost })
  const [maintenance, back] = [await preview(), await previewBack()]
  const [outage] = await world.store.read.runs.active()
  expect(maintenance.refusal).toBe(`An outage run is active (${outage?.title}).`)
  expect(maintenance.refusalHint).toBe('Enter maintenance when it has ended, or abort it first.')
  expect(back).toMatchObject({ notBroughtBack: maintenance.refusal, mayVouch: false })
  await holdHost(world)
  expect(await preview()).toMatchObject({ refusal: null })
  expect(await previewBack()).not.toHaveProperty('notBroughtBack')
})
