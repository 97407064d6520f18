import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BatteryDoc } from '../../domain/battery'
import { shownCurve } from '../../planner/battery/battery-curve'
import { learnFromPoll, newBatteryModel } from '../../planner/battery/learn'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { callQuery } from '../call-verb'
import { viewsFor } from '../power-views'
import { deviceBattery } from './device-battery'
import { deviceEvents } from './device-events'

const full = (loadShare: number, runtimeSeconds: number) =>
  ({ supply: 'mains', loadShare, chargePercent: 100, runtimeSeconds }) as const

/** A UPS that said 30 min at 30 % and 10 min at 70 %. */
const learned = (): BatteryDoc => {
  const begun = newBatteryModel({ chemistry: 'unknown', ratedWatts: 2_000 }, START_MS)
  const model = learnFromPoll(learnFromPoll(begun, full(0.3, 1_800), START_MS), full(0.7, 600), START_MS)
  return { id: IDS.device, model, curve: shownCurve(model) }
}

describe('what is known of a battery', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
  })
  afterEach(() => world.close())

  const ask = () => callQuery(world.host, deviceBattery, world.caller('viewer'), { deviceId: IDS.device })
  const publish = (doc: BatteryDoc) => world.store.publish([{ kind: 'battery', id: doc.id, atMs: START_MS, doc }])

  it('is nothing before the UPS has answered', async () => {
    expect(await ask()).toBeNull()
  })

  it('is a curve that falls with the load, through what it was learned from, inside its band', async () => {
    await publish(learned())
    const known = await ask()
    expect(known?.learnedFrom.map(({ loadShare, source }) => [loadShare, source])).toEqual([
      [0.3, 'firmware'],
      [0.7, 'firmware'],
    ])
    const curve = known?.curve ?? []
    for (const [at, point] of curve.entries()) {
      expect(point.lowSeconds).toBeLessThanOrEqual(point.expectedSeconds)
      expect(point.expectedSeconds).toBeLessThanOrEqual(point.highSeconds)
      expect(point.expectedSeconds).toBeLessThan(curve[at - 1]?.expectedSeconds ?? Infinity)
    }
    const near30 = curve.find(({ loadPercent }) => loadPercent >= 28 && loadPercent <= 33)
    expect(Math.abs((near30?.expectedSeconds ?? 0) / 1_800 - 1)).toBeLessThan(0.15)
  })

  it('reaches the forecasts of its group, though no live document carries it', async () => {
    const doc = learned()
    await publish(doc)
    const views = await viewsFor(world.store.read, IDS.group)
    expect(views.find(({ id }) => id === IDS.device)?.runtimeCurve).toEqual(doc.curve)
    expect(JSON.stringify(await world.store.read.latest.all('device'))).not.toContain('runtimeCurve')
  })
})

it('the events of a UPS are its own, oldest first, in the span', async () => {
  const world = await openServiceWorld()
  await seedServiceWorld(world.store)
  const entry = (atMs: number, deviceId: string, message: string) =>
    ({
      atMs,
      kind: 'power.supply-changed',
      actor: 'ups-a',
      channel: 'device',
      object: { kind: 'device', id: deviceId, name: deviceId },
      message,
    }) as const
  const on = (supply: string) => ({ supply, flags: [] })
  await world.store.write((tx) =>
    tx.journal.appendMany([
      entry(1_000, IDS.device, 'before'),
      entry(2_000, IDS.device, 'first'),
      entry(3_000, IDS.spareDevice, 'of another'),
      { ...entry(4_000, IDS.device, 'second'), data: { before: on('battery'), after: on('mains') } },
    ]),
  )
  const input = { deviceId: IDS.device, fromMs: 1_500, toMs: 5_000 }
  const events = await callQuery(world.host, deviceEvents, world.caller('viewer'), input)
  expect(events.map(({ message, abnormal }) => [message, abnormal])).toEqual([
    ['first', true],
    ['second', false],
  ])
  await world.close()
})
