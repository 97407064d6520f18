import { afterEach, expect, it } from 'vitest'
import { runIdSchema } from '../../domain/ids'
import { runWith, vmStep } from '../../testing/run-samples'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, hostId, plan, stageId, vm, vmId, world } from '../../testing/world-samples'

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
const withHosts = plan({
  ...content,
  hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 90 }], limitSeconds: 300 },
})
const LARGE = { capacity: 4_000_000, chargePerMinute: 30 }
const SMALL = { capacity: 300_000, chargePerMinute: 30 }
/** After it a manager that calls a host up is believed. */
const LONG_ENOUGH_SECONDS = 200
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

it('R1 R6 a host that only its manager lost after its VMs were ended, which no step of the plan ends, is named, and woken with the rest', async () => {
  sim = await SimulatedOutage.open(site, content, LARGE)
  sim.mains = false
  await sim.until(() => sim.running.length === 0, 120)
  await sim.pass(LONG_ENOUGH_SECONDS, 5)
  await switchOffByHand({ connection: 'down' })
  expect(sim.run?.switchedOff?.map(({ name, isVerified }) => [name, isVerified])).toEqual([['h1', false]])
  expect(await ended()).not.toContain('left off')
  expect([wakes(), sim.running]).toEqual([['h1'], ['web', 'db']])
  const told = await sim.service.store.read.journal.page({ kinds: ['run.host-switched-off'], limit: 5 })
  expect(told.map(({ message }) => message.split(':')[0])).toEqual(['h1'])
})

it('R5 A1 one that its own controller says is off is left off, and named, also when the battery is empty later, by an engine that is started after it', async () => {
  sim = await SimulatedOutage.open(site, content, SMALL)
  sim.mains = false
  await sim.until(() => sim.run !== null, 120)
  await sim.pass(LONG_ENOUGH_SECONDS, 5)
  await switchOffByHand()
  expect(sim.run?.switchedOff?.map(({ name, isVerified }) => [name, isVerified])).toEqual([['h1', true]])
  await sim.restartEngine()
  await sim.until(() => sim.chargePercent === 0, 1_200, 5)
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
  await sim.pass(LONG_ENOUGH_SECONDS, 5)
  await switchOffByHand()
  expect(sim.run?.switchedOff?.map(({ name }) => name)).toEqual(['h1'])
  sim.setHost('h1', { connection: 'up', bootedAtMs: sim.nowMs })
  await sim.pass(5)
  expect(sim.run?.switchedOff).toEqual([])
  await sim.until(() => sim.chargePercent === 0, 1_200, 5)
  await ended()
  expect(wakes()?.toSorted()).toEqual(['h1', 'h2'])
  expect(sim.running).toEqual(['web', 'db'])
})

it('R1 D11 what an earlier run had found, which only waits to put something back, keeps no host off that this one has shut down', async () => {
  sim = await SimulatedOutage.open(site, withHosts, LARGE)
  const switchedOff = [{ hostId: hostId('h1'), name: 'h1', atMs: 1, isVerified: true }]
  const id = runIdSchema.parse('earlier')
  await sim.book.add(runWith([vmStep('old')], { id, kind: 'outage', phase: 'recovering', abandoned: true, switchedOff }), [])
  sim.mains = false
  await sim.until(() => sim.seen.includes('h1 down') && sim.seen.includes('h2 down'), 900, 5)
  sim.mains = true
  await sim.until(() => sim.book.active.every((run) => run.id === id), 900, 5)
  expect(sim.world.hosts.map(({ connection }) => connection)).toEqual(['up', 'up'])
  expect(sim.running).toEqual(['web', 'db'])
})

it('R5 a host that somebody switches off as the way back begins is not woken, and is named', async () => {
  sim = await SimulatedOutage.open(site, content, LARGE)
  sim.isSlow = true
  sim.mains = false
  await sim.until(() => sim.running.length === 0, 600, 5)
  await sim.pass(LONG_ENOUGH_SECONDS, 5)
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'recovering', 400)
  await switchOffByHand()
  expect(await ended()).toContain('switched off by another hand, and left off: h1')
  expect([wakes(), sim.running]).toEqual([[], ['db']])
})
