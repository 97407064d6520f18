import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forecastPlan } from '../../planner/forecast'
import type { ForecastQuestion } from '../../planner/forecast-course'
import { powerGroupIdSchema, vmIdSchema } from '../../domain/ids'
import type { DeviceDoc } from '../../domain/view'
import type { StoreWrites } from '../../store/store'
import { contentOf, deviceDoc, hostDoc, IDS, putDocs, seedServiceWorld, vmDoc } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callQuery } from '../call-verb'
import { durationsOf } from '../durations-of'
import { viewsFor } from '../power-views'
import { worldOf } from '../world-of'
import { questionOfEdit } from './edited-plan'
import { forecastContent } from './forecast-plan'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
  // A run that is on would set what it has ended aside.
  await world.store.write(async (tx) => {
    for (const run of await tx.runs.list({ limit: 10 })) await tx.runs.put({ ...run, phase: 'done', endedAtMs: world.host.now() })
  })
})
afterEach(() => world.close())

const input = (vms = [{ id: IDS.vm, name: 'vm-1' }]) => ({
  powerGroupId: IDS.group,
  content: contentOf(vms),
  assumptions: { startChargePercent: 100, oneFeedOnly: false },
  withBand: false,
})
const ask = (edit = input()): Promise<ForecastQuestion> => questionOfEdit(edit, world.store.read)
const told = (edit = input()) => callQuery(world.host, forecastContent, world.caller('viewer'), edit)
/** From the store itself, with nothing kept. */
const fresh = async (edit = input()) =>
  forecastPlan({
    content: edit.content,
    groupId: edit.powerGroupId,
    assumptions: edit.assumptions,
    world: await worldOf(world.store.read),
    devices: await viewsFor(world.store.read, edit.powerGroupId),
    durations: await durationsOf(world.store.read),
  })
const changes = {
  'a VM that has another name': (tx) => putDocs(tx, 'vm', [vmDoc(IDS.vm, IDS.thirdHost, { name: 'renamed' })]),
  'a VM that is new': (tx) => putDocs(tx, 'vm', [vmDoc(vmIdSchema.parse('pve:vm-9'), IDS.thirdHost, { name: 'vm-9' })]),
  'a VM that is gone': (tx) => tx.latest.remove('vm', [IDS.otherVm], world.host.now()),
  'a VM that is on another host': (tx) => putDocs(tx, 'vm', [vmDoc(IDS.vm, IDS.host)]),
  'a host that is down': (tx) => putDocs(tx, 'host', [hostDoc(IDS.thirdHost, { connection: 'down' })]),
  'a host that another UPS feeds': (tx) => tx.feeds.setForHost(IDS.thirdHost, []),
  'a group that needs more': (tx) =>
    tx.groups.put({ id: IDS.group, name: 'Row 1', deviceIds: [IDS.device, IDS.spareDevice], requiredDevices: 2 }),
} satisfies Record<string, (tx: StoreWrites) => Promise<unknown>>

describe('what forecasts of an edited plan share', () => {
  it('is the same inventory, and what was planned in it, from edit to edit', async () => {
    const first = await ask()
    const second = await ask(input([{ id: IDS.otherVm, name: 'vm-2' }]))
    expect(second.world).toBe(first.world)
    expect(second.memory).toBe(first.memory)
  })

  it.each(Object.entries(changes))('is never the old one: %s is in the next answer', async (_what, change) => {
    const first = await ask()
    const before = await told()
    expect(before).toEqual(await fresh())
    await world.store.write(change)
    const next = await ask()
    expect(next.world).not.toBe(first.world)
    expect(next.memory).not.toBe(first.memory)
    expect(await told()).toEqual(await fresh())
    expect(await told()).not.toEqual(before)
  })

  it('stays while devices are sampled, and what they say is in the next answer', async () => {
    const first = await ask()
    const before = await told()
    const halfEmpty: DeviceDoc = { ...deviceDoc, decidingRuntimeSeconds: 77 }
    await world.store.write((tx) => putDocs(tx, 'device', [halfEmpty]))
    const next = await ask()
    expect(next.world).toBe(first.world)
    expect(next.memory).toBe(first.memory)
    expect(await told()).toEqual(await fresh())
    expect(await told()).not.toEqual(before)
  })

  it('answers each of several that ask at once from no less than was in the store when it asked', async () => {
    const edits = [input(), input([{ id: IDS.otherVm, name: 'vm-2' }]), input([])]
    const early = edits.map((edit) => told(edit))
    await world.store.write((tx) => tx.latest.remove('vm', [IDS.otherVm], world.host.now()))
    const late = await Promise.all(edits.map((edit) => told(edit)))
    expect(late).toEqual(await Promise.all(edits.map((edit) => fresh(edit))))
    expect((await Promise.all(early)).map(({ verdict }) => verdict)).toEqual(late.map(({ verdict }) => verdict))
  })

  it('is of few groups at a time', async () => {
    const first = await ask()
    const others = ['a', 'b', 'c', 'd'].map((name) => powerGroupIdSchema.parse(name))
    for (const powerGroupId of others) await ask({ ...input(), powerGroupId })
    expect((await ask()).memory).not.toBe(first.memory)
    const last = { ...input(), powerGroupId: powerGroupIdSchema.parse('d') }
    expect((await ask(last)).memory).toBe((await ask(last)).memory)
  })
})
