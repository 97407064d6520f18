import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callQuery } from '../../../../server/services/call-verb'
import { forecastContent } from '../../../../server/services/plans/forecast-plan'
import { areDone, startTieredSite, stepOf, type TieredSite } from './tiered-site'

describe('VMs are stopped by value, with the engine and a simulated datacenter', () => {
  let tiered: TieredSite
  beforeAll(async () => {
    tiered = await startTieredSite(3, { shedding: 'by-value' })
  })
  afterAll(async () => {
    await tiered?.commanded.close()
  })

  it('the builder foretells that the important ones go on for longer', async () => {
    const { commanded, content, groupId } = tiered
    const { world } = commanded
    const input = forecastContent.input.parse({ powerGroupId: groupId, content })
    const forecast = await callQuery(world.host, forecastContent, world.caller('admin'), input)
    const startOf = (name: string): number => forecast.bars.find((bar) => bar.name === name)?.startSeconds ?? 0
    expect(Math.min(startOf('gold-1'), startOf('gold-2'))).toBeGreaterThan(Math.max(startOf('scrap-1'), startOf('scrap-2')) + 10)
    expect(forecast.verdict).toBe('clean')
  })

  it('D2 K1 in an outage the less important ones are stopped first, the others go on, and the journal has the numbers', async () => {
    tiered.commanded.site.world.setMains(false)
    const run = await tiered.untilRun('the less important ones to be off', (now) => areDone(now, 'scrap-1', 'scrap-2'))
    expect(tiered.running()).toEqual(['gold-1', 'gold-2'])
    for (const name of ['gold-1', 'gold-2']) expect(stepOf(run, name)).toMatchObject({ state: 'pending', attempts: [] })
    const stopped = await tiered.journalled('step.shed')
    expect(stopped.map(({ object }) => object?.name).toSorted()).toEqual(['scrap-1', 'scrap-2'])
    expect(stopped[0]?.data).toMatchObject({
      tier: 3,
      groupWatts: expect.any(Number) as unknown,
      lastsAtWorstSeconds: expect.any(Number) as unknown,
    })
    expect((await tiered.journalled('run.shed-planned')).at(-1)?.message).toContain('gold-1 in ')
  })

  it('they end by themselves before the reserve, long after the others, and nobody is forced or cut off', async () => {
    const run = await tiered.untilRun('all to be off', (now) => areDone(now, 'gold-1', 'gold-2'))
    const startedAt = (name: string): number => stepOf(run, name)?.startedAtMs ?? 0
    expect(Math.min(startedAt('gold-1'), startedAt('gold-2')) - startedAt('scrap-1')).toBeGreaterThan(20_000)
    expect(
      run.steps.flatMap(({ attempts }) => attempts.map(({ action }) => action)).every((action) => action === 'shutdown'),
    ).toBe(true)
    expect(tiered.commanded.site.world.ups('ups').chargeFraction).toBeGreaterThan(0.05)
    expect(tiered.commanded.site.world.state.kills).toEqual([])
  })

  it('R1 the mains return, and everything comes back', async () => {
    tiered.commanded.site.world.setMains(true)
    await tiered.untilRun('it to be done', ({ phase }) => phase === 'done')
    expect(tiered.running()).toEqual(['gold-1', 'gold-2', 'scrap-1', 'scrap-2'])
    expect(await tiered.commanded.world.store.read.journal.verify()).toMatchObject({ ok: true })
  })
})
