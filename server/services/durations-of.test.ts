import { afterEach, beforeEach, expect, it } from 'vitest'
import { DURATIONS, type LearnedDurations } from '../domain/duration'
import { toJson } from '../engine/to-json'
import { priorDurations } from '../planner/durations'
import { contentOf, IDS, seedServiceWorld, vmDoc } from '../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../testing/service-world'
import { callQuery } from './call-verb'
import { durationsOf } from './durations-of'
import { forecastContent } from './plans/forecast-plan'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const slow: LearnedDurations = {
  moves: [],
  saves: [],
  ratios: [{ action: 'shutdown', objectId: null, ratio: { p50Seconds: 1.5, p95Seconds: 2 }, sampleCount: 40, cutOffCount: 0 }],
}
const learn = () =>
  world.store.write((tx) => tx.latest.put('durations', [{ id: DURATIONS, doc: toJson(slow), atMs: world.host.now() }]))

it('the priors stand until the engine has learned', async () => {
  expect(await durationsOf(world.store.read)).toBe(priorDurations)
  await learn()
  const vm = vmDoc(IDS.vm, IDS.busyHost)
  expect((await durationsOf(world.store.read)).vm('shutdown', vm, 1)).toEqual({ p50Seconds: 45, p95Seconds: 120 })
})

it('the builder’s forecast goes by them', async () => {
  const bars = async () =>
    (
      await callQuery(world.host, forecastContent, world.caller('viewer'), {
        powerGroupId: IDS.group,
        content: contentOf([{ id: IDS.vm, name: 'vm-1' }]),
        assumptions: { startChargePercent: 100, oneFeedOnly: false },
        withBand: false,
      })
    ).bars.filter(({ action }) => action === 'shutdown')
  const before = await bars()
  await learn()
  const after = await bars()
  expect(before.length).toBeGreaterThan(0)
  expect(after.map(({ startSeconds, endSeconds }) => endSeconds - startSeconds)).toEqual(before.map(() => 45))
})
