import { afterEach, expect, it } from 'vitest'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, plan, stageId, vm, world } from '../../testing/world-samples'

const site = world({
  hosts: [host('h1', { bootedAtMs: 1 })],
  vms: [vm('dns', 'h1', { tags: ['dns'] }), vm('web', 'h1')],
  feeds: [feed('ups', 'h1')],
  groups: [group(['ups'])],
})
const content = plan({
  stages: [{ id: stageId('all'), name: 'all', triggers: [{ kind: 'seconds-on-battery', seconds: 10 }], placements: [] }],
  unplaced: { action: 'shutdown', limitSeconds: 60, fallback: 'power-off' },
  recovery: { minChargePercent: 5, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
})

let sim: SimulatedOutage
afterEach(() => sim.close())

it('A3 K1 a record that cannot be kept stops no run: what is due is decided all the same, and it is told', async () => {
  sim = await SimulatedOutage.open(site, content, { capacity: 1_500_000, chargePerMinute: 60 })
  sim.probes.get = () => {
    throw new Error('no probe can be looked up')
  }
  sim.mains = false
  await sim.until(() => sim.running.length === 0, 120)
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'done', 1_200, 5)
  expect(sim.running).toEqual(['dns', 'web'])
  const told = await sim.service.store.read.journal.page({ kinds: ['run.part-fails'], limit: 10 })
  expect(told.map(({ message }) => message)).toContainEqual(expect.stringContaining('keeping its record fails'))
})
