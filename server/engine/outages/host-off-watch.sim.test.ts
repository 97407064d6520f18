import { afterEach, expect, it } from 'vitest'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, plan, stageId, vm, vmId, world } from '../../testing/world-samples'

const site = world({
  hosts: [host('h1', { bootedAtMs: 1 }), host('h2', { bootedAtMs: 1 })],
  vms: [vm('web', 'h1'), vm('db', 'h2')],
  feeds: [feed('ups', 'h1'), feed('ups', 'h2')],
  groups: [group(['ups'])],
})
const placements = [
  { vmId: vmId('web'), vmName: 'web' },
  { vmId: vmId('db'), vmName: 'db' },
]
const content = plan({
  stages: [{ id: stageId('only'), name: 'only', triggers: [{ kind: 'seconds-on-battery', seconds: 60 }], placements }],
  recovery: { minChargePercent: 10, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
})
const LARGE = { capacity: 4_000_000, chargePerMinute: 30 }
const SMALL = { capacity: 60_000, chargePerMinute: 30 }
const OFF_BY_HAND = { connection: 'down', verifiedOff: true } as const

let sim: SimulatedOutage
afterEach(() => sim.close())

/** Somebody pulls h1 out of the rack while its run goes on. */
const switchOffByHand = async (patch: Parameters<SimulatedOutage['setHost']>[1] = OFF_BY_HAND): Promise<void> => {
  sim.setVm('web', { power: sim.running.includes('web') ? 'unknown' : 'off' })
  sim.setHost('h1', patch)
  await sim.pass(10)
}
const ended = async (): Promise<string | undefined> => {
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'done', 900)
  const [end] = await sim.service.store.read.journal.page({ kinds: ['run.finished'], limit: 1 })
  return end?.message
}
const wakes = () => sim.run?.steps.filter(({ action }) => action === 'power-on-host').map(({ object }) => object.name)

it('R5 R6 a host that somebody switches off after its VMs were ended, which no step of the plan ends, is not woken, and is named', async () => {
  sim = await SimulatedOutage.open(site, content, LARGE)
  sim.mains = false
  await sim.until(() => sim.running.length === 0, 120)
  await switchOffByHand({ connection: 'down' })
  expect(sim.run?.switchedOff?.map(({ name }) => name)).toEqual(['h1'])
  expect(await ended()).toContain('switched off by another hand, and left off: h1')
  expect([wakes(), sim.world.hosts.find(({ name }) => name === 'h1')?.connection]).toEqual([[], 'down'])
  const told = await sim.service.store.read.journal.page({ kinds: ['run.host-switched-off'], limit: 5 })
  expect(told.map(({ message }) => message.split(':')[0])).toEqual(['h1'])
})

it('R5 A1 so it is before its stage has fired, when the battery is empty later, and for an engine that is started after it', async () => {
  sim = await SimulatedOutage.open(site, content, SMALL)
  sim.mains = false
  await sim.until(() => (sim.run?.steps.length ?? 0) > 1, 120)
  await switchOffByHand()
  await sim.restartEngine()
  await sim.until(() => sim.chargePercent === 0, 600)
  await sim.restartEngine()
  expect(await ended()).toContain('switched off by another hand, and left off: h1')
  // What lost its power is woken all the same (R1).
  expect(wakes()).toEqual(['h2'])
  expect(sim.running).toContain('db')
})

it('R1 a host that somebody has switched on again comes back with the rest', async () => {
  sim = await SimulatedOutage.open(site, content, SMALL)
  sim.mains = false
  await sim.until(() => sim.running.length === 0, 120)
  await switchOffByHand()
  sim.setHost('h1', { connection: 'up', bootedAtMs: sim.nowMs })
  await sim.pass(5)
  expect(sim.run?.switchedOff).toEqual([])
  await sim.until(() => sim.chargePercent === 0, 600)
  await ended()
  expect(wakes()?.toSorted()).toEqual(['h1', 'h2'])
  expect(sim.running).toEqual(['web', 'db'])
})
