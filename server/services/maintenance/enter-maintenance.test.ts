import { afterEach, beforeEach, expect, it } from 'vitest'
import { shownOf } from '../../../components/maintenance/choices'
import { hostDoc, IDS, putDocs, seedServiceWorld, vmDoc } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callQuery, callVerb } from '../call-verb'
import { enterMaintenance } from './enter-maintenance'
import { previewMaintenance } from './preview-maintenance'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const WISH = { hostId: IDS.thirdHost, choices: [], saveAll: false, makeRoom: false }
const preview = () => callQuery(world.host, previewMaintenance, world.caller('viewer'), WISH)
const enter = (shown: Awaited<ReturnType<typeof preview>>) =>
  callVerb(world.host, enterMaintenance, world.caller('operator'), { ...WISH, shown: shownOf(shown), reason: null })
const ordered = async () =>
  (await world.store.read.orders.placed()).flatMap(({ order }) => (order.kind === 'maintenance.enter' ? [order] : []))
/** Another host that the planner would rather take, as it is empty and larger. */
const better = () => world.store.write((tx) => putDocs(tx, 'host', [hostDoc(IDS.busyHost, { memoryMiB: 1_000_000 })]))

it('D1 the order carries what the sheet showed, though it would be planned otherwise by now', async () => {
  const shown = await preview()
  expect(shown.items.map(({ targetHostId }) => targetHostId)).toEqual([IDS.host, IDS.host])
  await better()
  expect((await preview()).items.map(({ targetHostId }) => targetHostId)).toContain(IDS.busyHost)
  await enter(shown)
  expect((await ordered())[0]?.moves).toEqual([
    { vmId: IDS.vm, targetHostId: IDS.host, fromHostId: IDS.thirdHost, datastoreNativeId: null },
    { vmId: IDS.otherVm, targetHostId: IDS.host, fromHostId: IDS.thirdHost, datastoreNativeId: null },
  ])
})

it('D1 what does not fit any more is refused with what has changed; shown anew it is ordered', async () => {
  const shown = await preview()
  await better()
  await world.store.write((tx) => putDocs(tx, 'vm', [vmDoc(IDS.vm, IDS.host)]))
  await expect(enter(shown)).rejects.toThrow(/has changed since.*vm-1: it has left host-3 by itself, and is on host-2/)
  expect(await ordered()).toEqual([])
  await enter(await preview())
  expect(await ordered()).toHaveLength(1)
})
