import { afterEach, expect, it, vi } from 'vitest'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, plan, stageId, vm, vmId, world } from '../../testing/world-samples'

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
const silentOnes = async () =>
  (await sim.service.store.read.journal.page({ kinds: ['step.silent'], limit: 9 })).map(({ message }) => message)
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

it('R3 A1 nothing starts before the directory answers, by its probe, also for an engine that is started meanwhile', async () => {
  sim = await SimulatedOutage.open(site, content, { capacity: 400_000, chargePerMinute: 10 })
  sim.probes.set(vmId('dc'), { kind: 'tcp', address: '10.0.0.5', port: 53 })
  let answers = false
  sim.answers = () => answers
  sim.mains = false
  await sim.until(() => sim.seen.includes('h1 down'), 60)
  sim.mains = true
  await sim.until(() => sim.seen.includes('dc on'), 600)
  await sim.pass(100, 5)
  expect(sim.running).toEqual(['dc'])
  expect(sim.run?.recoveryNote?.why).toBe('the next VMs start once the guests of these answer: dc')
  await sim.restartEngine()
  await sim.pass(100, 5)
  expect(sim.running).toEqual(['dc'])
  answers = true
  // It is asked once a second of true time.
  await vi.waitFor(async () => {
    await sim.pass(1)
    expect(sim.running).toContain('sql')
  }, 5_000)
  await sim.until(() => sim.run?.phase === 'done', 600)
  expect(sim.running.toSorted()).toEqual(['app', 'dc', 'sql'])
  expect(await silentOnes()).toEqual([])
})

it('R3 R1 a directory whose guest does not come is waited for five minutes, and a person is told that it goes on without', async () => {
  sim = await SimulatedOutage.open(site, content, { capacity: 400_000, chargePerMinute: 10 })
  sim.bootSeconds = 100_000
  sim.mains = false
  await sim.until(() => sim.seen.includes('h1 down'), 60)
  sim.mains = true
  await sim.until(() => sim.seen.includes('dc on'), 600)
  await sim.pass(290, 5)
  expect(sim.running).toEqual(['dc'])
  await sim.until(() => sim.running.includes('sql'), 30)
  expect(await silentOnes()).toEqual([
    'dc: it was started, but its guest does not answer (guest-tools); what waits for it goes on (R3)',
  ])
  const [begun] = await sim.service.store.read.journal.page({ kinds: ['run.wave-begins'], limit: 1 })
  expect(begun?.message).toContain('without dc, which did not start or answer in time')
})
