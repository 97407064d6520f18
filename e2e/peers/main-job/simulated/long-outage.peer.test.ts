import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LONG_OUTAGE_STAGE } from '../../../../server/domain/long-outage'
import { areDone, startTieredSite, stepOf, type TieredSite } from './tiered-site'

/** The stage itself would fire after ten minutes only. */
describe('S4-01 a policy for long outages, with the engine and a simulated datacenter', () => {
  let tiered: TieredSite
  beforeAll(async () => {
    tiered = await startTieredSite(600, { longOutage: { shedAfterSeconds: 60, shedTier: 3, endAfterSeconds: 75 } })
  })
  afterAll(async () => {
    await tiered?.commanded.close()
  })

  it('S4-01 beyond the first set time the VMs of the lowest tier end, and nothing else', async () => {
    tiered.commanded.site.world.setMains(false)
    const run = await tiered.untilRun('the lowest tier to be off', (now) => areDone(now, 'scrap-1', 'scrap-2'))
    expect(run.fired.map(({ stageId, why }) => [stageId, why])).toEqual([
      [LONG_OUTAGE_STAGE, expect.stringMatching(/^on battery 6\d s/)],
    ])
    expect(tiered.running()).toEqual(['gold-1', 'gold-2'])
    expect(run.steps).toHaveLength(2)
  })

  it('S4-01 beyond the second everything ends that an outage ends, long before its stage would have fired', async () => {
    const run = await tiered.untilRun('all to be off', (now) => areDone(now, 'gold-1', 'gold-2'))
    expect(run.fired.map(({ stageName }) => stageName)).toEqual(['Long outage', 'All'])
    expect((stepOf(run, 'gold-1')?.startedAtMs ?? 0) - (run.outageStartedAtMs ?? 0)).toBeGreaterThanOrEqual(75_000)
    expect(tiered.commanded.site.world.state.kills).toEqual([])
  })

  it('R1 R2 the mains return, the battery is charged, and everything comes back', async () => {
    tiered.commanded.site.world.setMains(true)
    tiered.commanded.site.world.ups('ups').chargeFraction = 1
    await tiered.untilRun('it to be done', ({ phase }) => phase === 'done')
    expect(tiered.running()).toEqual(['gold-1', 'gold-2', 'scrap-1', 'scrap-2'])
    expect(await tiered.commanded.world.store.read.journal.verify()).toMatchObject({ ok: true })
  })
})
