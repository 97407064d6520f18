import { afterEach, describe, expect, it } from 'vitest'
import { SimulatedOutage } from '../../testing/simulated-outage'
import { feed, group, host, plan, stageId, vm, world } from '../../testing/world-samples'

const row = group(['ups'])
const names = Array.from({ length: 30 }, (_, at) => `v${String(at).padStart(2, '0')}`)
const site = world({
  hosts: [host('h1', { bootedAtMs: 1 }), host('h2', { bootedAtMs: 1 })],
  vms: names.map((name, at) => vm(name, at % 2 === 0 ? 'h1' : 'h2', { tags: at < 3 ? ['dc'] : [] })),
  feeds: [feed('ups', 'h1'), feed('ups', 'h2')],
  groups: [row],
})
const content = plan({
  reserveSeconds: 30,
  stages: [{ id: stageId('all'), name: 'all', triggers: [{ kind: 'seconds-on-battery', seconds: 10 }], placements: [] }],
  unplaced: { action: 'shutdown', limitSeconds: 60, fallback: 'power-off' },
  hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 20 }], limitSeconds: 300 },
  recovery: { minChargePercent: 5, steadySeconds: 10, startVms: true, moveHome: true, startLimitSeconds: 300 },
})
/** Full, it carries everything for some 26 minutes. */
const BATTERY = { capacity: 3_000_000, chargePerMinute: 4 }

let sim: SimulatedOutage
afterEach(() => sim.close())

const shed = async (chargePercent: number, chargePerMinute = BATTERY.chargePerMinute): Promise<void> => {
  sim = await SimulatedOutage.open(site, content, { ...BATTERY, chargePerMinute })
  sim.isSlow = true
  sim.mains = false
  await sim.until(() => sim.seen.includes('h2 down'), 900, 5)
  // An outage that went on for long with little on.
  sim.chargePercent = chargePercent
  sim.mains = true
}
const journal = async (kind: string) =>
  (await sim.service.store.read.journal.page({ kinds: [kind], limit: 20 })).map(({ message }) => message)
const failNow = async (): Promise<void> => {
  sim.mains = false
  await sim.until(() => sim.running.length === 0, 900, 2)
}
/** Nothing of what has been started is cut off when the mains fail now. */
const endsInOrder = async (): Promise<void> => {
  await failNow()
  expect(sim.chargePercent).toBeGreaterThan(0)
  expect(sim.seen.filter((each) => each.endsWith('unknown'))).toEqual([])
}

describe('R2 what comes back after an outage', () => {
  it('R2 waits for the charge that ending it again takes, with words, although the plan’s own charge is there', async () => {
    await shed(6)
    await sim.pass(70)
    expect([sim.run?.phase, sim.running]).toEqual(['waiting', []])
    expect(sim.run?.recoveryNote?.why).toMatch(/^needs \d+ % charge to end this again, has (9|10|11) %; about \d+ min$/)
    expect(await journal('run.recovery-waits')).toHaveLength(1)
    await sim.until(() => sim.run?.phase === 'recovering', 6_000, 10)
    await sim.until(() => sim.run?.phase === 'done', 6_000, 10)
    expect(sim.running).toHaveLength(30)
    expect([sim.run?.recoveryNote, await journal('run.unprotected')]).toEqual([null, []])
  })

  it('R2 P6 comes in parts, and may be ended in order by another outage after each of them', async () => {
    await shed(6)
    await sim.until(() => sim.running.length > 0, 6_000, 5)
    expect(sim.running.length).toBeLessThan(30)
    const begunWith = sim.running.length
    await endsInOrder()
    sim.mains = true
    // What the second outage has taken comes back as well, and so does what had not come back yet.
    await sim.until(() => sim.running.length > begunWith, 9_000, 5)
    await sim.restartEngine()
    await endsInOrder()
    sim.mains = true
    await sim.until(() => sim.run?.phase === 'done', 9_000, 10)
    expect(sim.running).toHaveLength(30)
  })

  it('R2 by the plan’s own charge alone, where the battery is not known, may be cut off by another outage: the admin’s word stands', async () => {
    await shed(5, 0)
    await sim.pass(5)
    const run = sim.run
    if (run !== null) await sim.book.change(run.id, { run: { supplyBefore: [] } }, [])
    await sim.until(() => sim.running.length === 30, 3_000, 10)
    await failNow()
    expect(sim.seen.filter((each) => each.endsWith('unknown'))).not.toEqual([])
  })

  it('R2 A1 waits as well for an engine that is started in the middle', async () => {
    await shed(6)
    await sim.pass(30)
    await sim.restartEngine()
    await sim.pass(30)
    expect([sim.run?.phase, sim.running]).toEqual(['waiting', []])
    await sim.until(() => sim.running.length === 30, 9_000, 10)
  })

  it('R1 is not kept off for ever by a battery that does not charge: after an hour it comes, and a person is told', async () => {
    await shed(10, 0)
    await sim.pass(3_500, 50)
    expect([sim.run?.phase, sim.running]).toEqual(['waiting', []])
    await sim.until(() => sim.running.length === 30, 3_000, 10)
    expect(await journal('run.unprotected')).toEqual([
      expect.stringMatching(
        /^The way back of g goes on: without a battery that could end this again: it does not charge any more/,
      ),
    ])
  })

  it('R1 A1 nor for longer than that hour in all by an engine that is started anew in the middle of it', async () => {
    await shed(10, 0)
    await sim.pass(1_800, 50)
    await sim.restartEngine()
    await sim.pass(1_600, 50)
    expect([sim.run?.phase, sim.running]).toEqual(['waiting', []])
    await sim.until(() => sim.run?.phase === 'recovering', 400, 10)
    await sim.until(() => sim.running.length === 30, 3_000, 10)
  })
})
