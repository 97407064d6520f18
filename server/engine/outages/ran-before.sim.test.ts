import { afterEach, expect, it } from 'vitest'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, plan, stageId, vm, vmId, world } from '../../testing/world-samples'

const row = group(['ups'])
const site = world({
  hosts: [host('h1', { bootedAtMs: 1 }), host('h2', { bootedAtMs: 1 })],
  vms: [vm('lab', 'h1'), vm('web', 'h1'), vm('db', 'h2'), vm('idle', 'h2', { power: 'off' })],
  feeds: [feed('ups', 'h1'), feed('ups', 'h2')],
  groups: [row],
})
const placed = (name: string) => ({ vmId: vmId(name), vmName: name })
const content = plan({
  stages: [
    { id: stageId('first'), name: 'first', triggers: [{ kind: 'seconds-on-battery', seconds: 30 }], placements: [placed('lab')] },
    // A person was to fire it, and nobody came.
    { id: stageId('last'), name: 'last', triggers: [{ kind: 'manual' }], placements: [placed('web'), placed('db')] },
  ],
  recovery: { minChargePercent: 30, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
})
const BATTERY = { capacity: 40_000, chargePerMinute: 30 }

let sim: SimulatedOutage
afterEach(() => sim.close())

const outageUntilDark = async (): Promise<void> => {
  sim.mains = false
  await sim.until(() => sim.chargePercent === 0, 300)
  expect(sim.running).toEqual([])
}

it('R1 R6 an outage that ends the battery before a stage has fired: all that ran comes back, and nothing else', async () => {
  sim = await SimulatedOutage.open(site, content, BATTERY)
  await outageUntilDark()
  expect(sim.run?.fired.map(({ stageName }) => stageName)).toEqual(['first'])
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'done', 600)
  expect(sim.running).toEqual(['lab', 'web', 'db'])
  expect(sim.seen.filter((each) => each.startsWith('idle'))).toEqual([])
  const [end] = await sim.service.store.read.journal.page({ kinds: ['run.finished'], limit: 1 })
  expect(end?.message).toBe(
    'g: the run has ended, but without power before their shutdown was called, and started again: db, web',
  )
})

it('R1 A1 so it is when the engine was killed with them, and starts only after the mains have returned', async () => {
  sim = await SimulatedOutage.open(site, content, BATTERY)
  sim.mains = false
  await sim.until(() => (sim.run?.steps.length ?? 0) > 1, 60)
  await sim.restartEngine()
  await outageUntilDark()
  await sim.restartEngine()
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'waiting', 10)
  await sim.restartEngine()
  await sim.until(() => sim.run?.phase === 'done', 600)
  expect(sim.running).toEqual(['lab', 'web', 'db'])
})

it('R1 P6 and when the mains fail again before anything is back, and the battery is empty once more', async () => {
  sim = await SimulatedOutage.open(site, content, BATTERY)
  await outageUntilDark()
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'waiting', 10)
  await outageUntilDark()
  expect(sim.run?.phase).toBe('shedding')
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'done', 900)
  expect(sim.running).toEqual(['lab', 'web', 'db'])
})

it('R6 what a person has switched off between two outages stays off after the second', async () => {
  sim = await SimulatedOutage.open(site, content, { capacity: 400_000, chargePerMinute: 1 })
  sim.mains = false
  await sim.pass(60)
  sim.mains = true
  // It waits for its battery, and has seen meanwhile that these came through.
  sim.chargePercent = 10
  await sim.pass(200)
  expect([sim.run?.phase, sim.running]).toEqual(['waiting', ['web', 'db']])
  sim.setVm('web', { power: 'off' })
  await outageUntilDark()
  sim.mains = true
  sim.chargePercent = 60
  await sim.until(() => sim.run?.phase === 'done', 600)
  expect(sim.running).toEqual(['lab', 'db'])
})

it('R6 A1 what a person switches off while the outage lasts stays off after it, though the battery took its host then, and is named', async () => {
  sim = await SimulatedOutage.open(site, content, BATTERY)
  sim.mains = false
  await sim.until(() => (sim.run?.steps.length ?? 0) > 1, 60)
  // It failed over elsewhere.
  sim.setVm('web', { power: 'off' })
  await sim.pass(2)
  await outageUntilDark()
  await sim.restartEngine()
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'done', 600)
  expect(sim.running).toEqual(['lab', 'db'])
  const [end] = await sim.service.store.read.journal.page({ kinds: ['run.finished'], limit: 1 })
  expect(end?.message).toContain('switched off by another hand, and left off: web')
})

it('R1 R6 what was only off and on again while the outage lasts comes back', async () => {
  sim = await SimulatedOutage.open(site, content, BATTERY)
  sim.mains = false
  await sim.until(() => (sim.run?.steps.length ?? 0) > 1, 60)
  sim.setVm('web', { power: 'off' })
  await sim.pass(2)
  sim.setVm('web', { power: 'on' })
  await sim.pass(2)
  await outageUntilDark()
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'done', 600)
  expect(sim.running).toEqual(['lab', 'web', 'db'])
})

it('D3 A5 what is only recorded holds no host back: VMs without a step of their own are ended with their host', async () => {
  const now = { kind: 'seconds-on-battery', seconds: 60 } as const
  const [first, last] = content.stages
  if (first === undefined || last === undefined) throw new Error('no stages')
  sim = await SimulatedOutage.open(
    site,
    plan({ stages: [first, last], hosts: { action: 'shutdown', triggers: [now], limitSeconds: 600 } }),
    { capacity: 4_000_000, chargePerMinute: 1 },
  )
  sim.mains = false
  await sim.until(
    () => sim.run?.steps.filter(({ action, state }) => action === 'shutdown-host' && state === 'done').length === 2,
    900,
  )
  expect(sim.running).toEqual([])
})
