import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overrulableWait } from '../../../../server/domain/run'
import { callVerb } from '../../../../server/services/call-verb'
import { continueRun } from '../../../../server/services/runs/continue-run'
import { areDone, startTieredSite, type TieredSite } from './tiered-site'

describe('A6 R2 a way back that waits for charge, with the engine and a simulated datacenter', () => {
  let tiered: TieredSite
  beforeAll(async () => {
    tiered = await startTieredSite(10, {})
  })
  afterAll(async () => {
    await tiered?.commanded.close()
  })

  it('R2 waits with what the battery lacks, and what an outage right after it would cost', async () => {
    const { world } = tiered.commanded.site
    world.setMains(false)
    await tiered.untilRun('all to be off', (now) => areDone(now, 'gold-1', 'gold-2', 'scrap-1', 'scrap-2'))
    world.ups('ups').chargeFraction = 0.1
    world.setMains(true)
    const run = await tiered.untilRun(
      'it to say what it waits for',
      ({ recoveryNote }) => recoveryNote?.lack?.ifNow !== undefined,
    )
    expect(run.phase).toBe('waiting')
    expect(run.recoveryNote?.lack?.hasPercent).toBeLessThan(run.recoveryNote?.lack?.needPercent ?? 0)
    expect(tiered.running()).toEqual([])
  })

  it('A6 R2 K1 goes on at a person’s order, once, and the journal has who ordered it and the numbers', async () => {
    const { world } = tiered.commanded
    const run = await tiered.untilRun('it to wait', (now) => overrulableWait(now) !== null)
    const order = { runId: run.id, reason: 'the payroll is due' }
    await expect(callVerb(world.host, continueRun, world.caller('operator'), order)).rejects.toThrow('is not held')
    const overrules = overrulableWait(run) ?? undefined
    expect(overrules).toEqual({ about: 'charge', hasPercent: 10 })
    await callVerb(world.host, continueRun, world.caller('operator'), { ...order, overrules })
    await tiered.untilRun('everything to be back', ({ phase }) => phase === 'done')
    expect(tiered.running()).toEqual(['gold-1', 'gold-2', 'scrap-1', 'scrap-2'])
    expect(await tiered.journalled('run.goes-ahead')).toMatchObject([
      { reason: 'the payroll is due', data: { note: { lack: { hasPercent: 10 } } } },
    ])
    expect(await tiered.journalled('run.unprotected')).toHaveLength(1)
    expect(await world.store.read.journal.verify()).toMatchObject({ ok: true })
  })
})
