import { afterEach, expect, it } from 'vitest'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, plan, stageId, vm, world } from '../../testing/world-samples'

const row = group(['ups'])
const site = world({
  hosts: [host('h1', { bootedAtMs: 1 })],
  vms: [vm('app', 'h1'), vm('dc', 'h1', { tags: ['dc'] }), vm('sql', 'h1', { tags: ['db'] })],
  feeds: [feed('ups', 'h1')],
  groups: [row],
})
const content = plan({
  stages: [{ id: stageId('all'), name: 'all', triggers: [{ kind: 'seconds-on-battery', seconds: 10 }], placements: [] }],
  hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 20 }], limitSeconds: 600 },
  recovery: { minChargePercent: 30, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
})

let sim: SimulatedOutage
afterEach(() => sim.close())

it('R3 A1 the directory starts before the database and that before the rest, also across a restart of the engine', async () => {
  sim = await SimulatedOutage.open(site, content, { capacity: 400_000, chargePerMinute: 10 })
  sim.mains = false
  await sim.until(() => sim.seen.includes('h1 down'), 60)
  sim.mains = true
  await sim.until(() => sim.seen.includes('dc on'), 600)
  expect(sim.running).toEqual(['dc'])
  await sim.restartEngine()
  await sim.until(() => sim.run?.phase === 'done', 60)
  expect(sim.seen.filter((each) => each.endsWith(' on') || each.endsWith(' up'))).toEqual(['h1 up', 'dc on', 'sql on', 'app on'])
})

it('R3 R1 a directory that does not come keeps the rest from starting no longer than its own step lasts', async () => {
  sim = await SimulatedOutage.open(site, content, { capacity: 400_000, chargePerMinute: 10 })
  sim.broken.add('dc')
  sim.mains = false
  await sim.until(() => sim.seen.includes('h1 down'), 60)
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'done', 600)
  expect(sim.running.toSorted()).toEqual(['app', 'sql'])
})
