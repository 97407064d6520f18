import { afterEach, expect, it } from 'vitest'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, plan, stageId, vm, world } from '../../testing/world-samples'
import { overrulableWait } from '../../domain/run'
import { goAhead } from './go-ahead'

const names = Array.from({ length: 12 }, (_, at) => `v${String(at).padStart(2, '0')}`)
const site = world({
  hosts: [host('h1', { bootedAtMs: 1 })],
  vms: names.map((name) => vm(name, 'h1')),
  feeds: [feed('ups', 'h1')],
  groups: [group(['ups'])],
})
const content = plan({
  reserveSeconds: 30,
  stages: [{ id: stageId('all'), name: 'all', triggers: [{ kind: 'seconds-on-battery', seconds: 10 }], placements: [] }],
  unplaced: { action: 'shutdown', limitSeconds: 60, fallback: 'power-off' },
  hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 20 }], limitSeconds: 300 },
  recovery: { minChargePercent: 5, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
})
const BY = { actor: 'ann', channel: 'web', reason: 'the payroll is due' } as const

let sim: SimulatedOutage
afterEach(() => sim.close())

const untilWaiting = async (): Promise<void> => {
  sim = await SimulatedOutage.open(site, content, { capacity: 1_500_000, chargePerMinute: 0.1 })
  sim.isSlow = true
  sim.mains = false
  await sim.until(() => sim.seen.includes('h1 down'), 900, 5)
  sim.chargePercent = 8
  sim.mains = true
  await sim.until(() => sim.run?.phase === 'waiting', 10)
}
const journal = async (kind: string) => await sim.service.store.read.journal.page({ kinds: [kind], limit: 20 })
/** As a person says it who sees the run as it is. */
const order = async (shown = sim.run === null ? null : overrulableWait(sim.run)): Promise<string> => {
  const { run } = sim
  if (run === null) throw new Error('no run')
  const wait = shown ?? { about: 'charge', hasPercent: null }
  return await goAhead({ book: sim.book, clock: { now: () => sim.nowMs } }, run, wait, BY)
}

it('A6 R2 a person who is told what the battery lacks may let the way back go on; the journal has the numbers, and an alarm says so', async () => {
  await untilWaiting()
  await sim.pass(60)
  expect(sim.running).toEqual([])
  const lack = sim.run?.recoveryNote?.lack
  expect(lack).toMatchObject({ hasPercent: 8, ifNow: { lossCount: expect.any(Number) as number } })
  expect(lack?.needPercent).toBeGreaterThan(8)
  expect(lack?.ifNow?.marginSeconds).toBeLessThan(0)
  expect(await order()).toBe('done')
  // Twice is once.
  expect(await order()).toBe('unchanged')
  const [told] = await journal('run.goes-ahead')
  expect(told).toMatchObject({ actor: 'ann', reason: 'the payroll is due', data: { note: { lack } } })
  expect(told?.message).toMatch(/the battery has 8 %, \d+ % were waited for; an outage right after it would leave -\d+ s/)
  await sim.restartEngine()
  await sim.until(() => sim.running.length > 0, 900, 5)
  expect(sim.run?.recoveryNote).toMatchObject({
    isUnprotected: true,
    why: expect.stringContaining('so ann has ordered') as string,
  })
  await sim.until(() => sim.run?.phase === 'done', 3_000, 10)
  expect(sim.running).toEqual(names)
})

it('A6 P6 a person’s word is about this way back: another outage ends it', async () => {
  await untilWaiting()
  // Nothing was shown yet.
  expect(await order()).toBe('unchanged')
  await sim.pass(60)
  // Another wait, or a better battery, was shown.
  expect(await order({ about: 'blind', hasPercent: null })).toBe('other')
  expect(await order({ about: 'charge', hasPercent: 50 })).toBe('other')
  expect(await order()).toBe('done')
  sim.mains = false
  await sim.pass(5)
  expect([sim.run?.phase, sim.run?.goAhead]).toEqual(['shedding', null])
  // It is nobody’s to overrule an outage.
  expect(await order()).toBe('unchanged')
})

it('R1 P9 a way back that only a silent UPS card keeps waiting after the engine was started anew says so, and goes on on a person’s word', async () => {
  await untilWaiting()
  sim.chargePercent = 100
  sim.isCardSilent = true
  await sim.restartEngine()
  await sim.pass(3_600, 60)
  expect([sim.run?.phase, sim.running]).toEqual(['waiting', []])
  expect(sim.run?.recoveryNote).toMatchObject({ isBlind: true, why: expect.stringContaining('no answer of ups') as string })
  expect(await journal('run.recovery-waits')).toHaveLength(1)
  expect(await order()).toBe('done')
  await sim.until(() => sim.run?.phase === 'done', 3_000, 10)
  expect(sim.running).toEqual(names)
  expect((await journal('run.unprotected'))[0]?.message).toContain('without knowing whether the mains are there')
})

it('P9 R2 what was said of charge does not begin the way back where the mains failed again and nobody tells', async () => {
  await untilWaiting()
  await sim.pass(60)
  expect(await order()).toBe('done')
  sim.mains = false
  sim.isCardSilent = true
  await sim.restartEngine()
  await sim.pass(900, 10)
  expect([sim.run?.phase, sim.running]).toEqual(['waiting', []])
  expect(sim.run?.recoveryNote).toMatchObject({ isBlind: true })
})

it('P9 A6 what was said of mains to an earlier engine counts no more', async () => {
  await untilWaiting()
  sim.chargePercent = 100
  sim.isCardSilent = true
  await sim.restartEngine()
  await sim.pass(2)
  expect(await order()).toBe('done')
  await sim.restartEngine()
  await sim.pass(900, 10)
  expect([sim.run?.phase, sim.run?.goAhead ?? null, sim.running]).toEqual(['waiting', null, []])
  expect(await journal('run.word-ends')).toHaveLength(1)
  expect(await order()).toBe('done')
})

it('R1 P9 once the card answers again it goes on by itself', async () => {
  await untilWaiting()
  sim.chargePercent = 100
  sim.isCardSilent = true
  await sim.restartEngine()
  await sim.pass(120, 10)
  sim.isCardSilent = false
  await sim.until(() => sim.run?.phase === 'done', 3_000, 10)
  expect([sim.running, sim.run?.recoveryNote ?? null]).toEqual([names, null])
})
