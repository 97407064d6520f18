import { describe, expect, it } from 'vitest'
import { en } from '@/components/messages/en'
import type { Forecast, ForecastBar } from '@/server/domain/forecast'
import { hostId, runWith, stageId, vmStep } from '@/server/testing/run-samples'
import { vmIdSchema } from '@/server/domain/ids'
import { runRows } from './run-rows'

const bar = (name: string, object: ForecastBar['object'], startSeconds: number): ForecastBar => ({
  stageId: null,
  object,
  name,
  action: object.kind === 'host' ? 'shutdown-host' : 'shutdown',
  startSeconds,
  endSeconds: startSeconds + 30,
  worstEndSeconds: startSeconds + 60,
})
const forecast: Forecast = {
  verdict: 'clean',
  vmCount: 2,
  cutOff: [],
  marginSeconds: 60,
  endsAtSeconds: 200,
  emptyAtSeconds: 900,
  reserveSeconds: 60,
  battery: [],
  notes: [],
  stages: [
    { stageId: stageId('one'), name: 'One', firesAtSeconds: 10, endsAtSeconds: 40, shedWatts: 0, gainedSeconds: 0 },
    { stageId: stageId('late'), name: 'Late', firesAtSeconds: 600, endsAtSeconds: 600, shedWatts: 0, gainedSeconds: 0 },
  ],
  bars: [
    bar('file', { kind: 'vm', id: vmIdSchema.parse('file') }, 140),
    bar('pve-1', { kind: 'host', id: hostId('pve-1') }, 170),
  ],
}
const fired = [{ stageId: stageId('one'), stageName: 'One', firedAtMs: 10_000, firstSeq: 1, why: '' }]
const web = vmStep('web', { stageId: stageId('one'), state: 'done', startedAtMs: 10_000, endedAtMs: 13_000 })
const rowsOf = (steps: Parameters<typeof runWith>[0], told: Forecast | null) =>
  runRows(runWith(steps, { fired }), told, null, 20_000, String, en)
const told = (rows: ReturnType<typeof rowsOf>) => rows.map(({ label, note, bars }) => [label, note, bars.map(({ look }) => look)])

describe('the rows of a run', () => {
  it('show what is still to come of hosts, and of VMs that no stage ends before their hosts go', () => {
    expect(told(rowsOf([web], forecast))).toEqual([
      ['1 One', '1/1', ['done']],
      ['2 Late', undefined, []],
      ['With their hosts', undefined, ['planned']],
      ['Hosts', undefined, ['planned']],
    ])
  })

  it('show what was done of them in the same rows', () => {
    const file = vmStep('file', { state: 'running', startedAtMs: 15_000 })
    expect(told(rowsOf([web, file], forecast)).slice(2)).toEqual([
      ['With their hosts', '0/1', ['running']],
      ['Hosts', undefined, ['planned']],
    ])
  })

  it('have none that is empty where nothing is foretold', () => {
    expect(told(rowsOf([web], null))).toEqual([['1 One', '1/1', ['done']]])
  })
})
