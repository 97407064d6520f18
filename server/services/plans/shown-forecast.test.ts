import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentOf, deviceDoc, IDS, managerDoc, putDocs, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { forecastRun } from '../runs/forecast-run'
import { runMoments } from '../runs/run-moments'
import { forecastContent } from './forecast-plan'
import { planMoments } from './plan-moments'
import { publishPlan } from './publish-plan'

const refused = (findings: string): string =>
  `the forecast is not shown: its independent checker found a mistake in it (${findings}); please report it with the plan`

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

/** How many guests of a host may be asked at once, as no platform tells it: who plans takes it for two, who checks for one. */
const wrongSlots = async () => {
  const wrong = { ...managerDoc, capabilities: { ...managerDoc.capabilities, powerOpsPerHost: 1.5 } }
  await world.store.write((tx) => putDocs(tx, 'manager', [wrong]))
}
const edit = {
  powerGroupId: IDS.group,
  content: contentOf([
    { id: IDS.vm, name: 'vm-1' },
    { id: IDS.otherVm, name: 'vm-2' },
  ]),
  assumptions: { startChargePercent: null, oneFeedOnly: false },
  withBand: false,
}
const viewer = () => world.caller('viewer')

describe('a forecast that its independent checker refuses', () => {
  it('A6 is not shown in the builder, which says why; nor are moments that stand on it', async () => {
    await wrongSlots()
    const shown = await callQuery(world.host, forecastContent, viewer(), edit)
    expect(shown).toMatchObject({ verdict: 'unknown', marginSeconds: null, bars: [], battery: [], notes: [refused('slots')] })
    expect(await callQuery(world.host, planMoments, viewer(), edit)).toEqual({ stages: [], vms: [] })
  })

  it('A6 is not shown of a run, nor are its moments', async () => {
    const run = await world.store.read.runs.get(IDS.run)
    if (run === null) throw new Error('the seed has no such run')
    const onBattery = { ...deviceDoc, supply: 'battery' as const }
    await world.store.write((tx) => putDocs(tx, 'device', [onBattery]))
    const ask = () => callQuery(world.host, forecastRun, viewer(), { runId: IDS.run })
    // A step of a stage goes on that has not fired.
    expect(await ask()).toMatchObject({ verdict: 'unknown', notes: [refused('bars')] })
    expect(await callQuery(world.host, runMoments, viewer(), { runId: IDS.run })).toEqual({ stages: [], vms: [] })
    const fired = { stageId: IDS.stage, stageName: 'First', firedAtMs: START_MS, firstSeq: 1, why: '' }
    const { steps: _steps, ...row } = run
    await world.store.write((tx) => tx.runs.put({ ...row, fired: [fired] }))
    expect(await ask()).toMatchObject({ verdict: 'cut-off', cutOff: [{ name: 'vm-2' }] })
  })

  it('A6 publishes only with a reason, as one of which nothing is known', async () => {
    await wrongSlots()
    const publish = (reason: string | null) =>
      callMutation(world.host, publishPlan, world.caller('admin'), { planId: IDS.plan, versionId: IDS.version, reason })
    await expect(publish(null)).rejects.toMatchObject({ kind: 'refused' })
    expect(await publish('tested by hand')).toMatchObject({ verdict: 'unknown' })
    const [entry] = await world.store.read.journal.page({ kinds: ['plan.published'], limit: 1 })
    expect(entry).toMatchObject({ data: { notes: [refused('slots')] } })
  })

  it('is shown where nothing is wrong with it', async () => {
    const shown = await callQuery(world.host, forecastContent, viewer(), edit)
    expect(shown.verdict).toBe('clean')
    expect((await callQuery(world.host, planMoments, viewer(), edit)).stages).toHaveLength(1)
    const half = { ...edit, assumptions: { startChargePercent: 50, oneFeedOnly: true } }
    const supposed = await callQuery(world.host, forecastContent, viewer(), half)
    expect(supposed.emptyAtSeconds).toBeLessThan(shown.emptyAtSeconds ?? 0)
  })
})
