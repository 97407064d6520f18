import { describe, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import type { Forecast, ForecastBar, ForecastStage } from '@/server/domain/forecast'
import { hostId, stageId, vmId } from '@/server/testing/world-samples'
import { endWithHosts, forecastRows } from './forecast-rows'

const vmBar = (name: string, stage: string | null, startSeconds: number): ForecastBar => ({
  stageId: stage === null ? null : stageId(stage),
  object: { kind: 'vm', id: vmId(name) },
  name,
  action: 'shutdown',
  startSeconds,
  endSeconds: startSeconds + 30,
  worstEndSeconds: startSeconds + 120,
})
const hostBar: ForecastBar = {
  ...vmBar('pve-1', null, 170),
  object: { kind: 'host', id: hostId('pve-1') },
  action: 'shutdown-host',
}
const stage = (name: string, firesAtSeconds: number | null, endsAtSeconds: number | null): ForecastStage => ({
  stageId: stageId(name),
  name,
  firesAtSeconds,
  endsAtSeconds,
  shedWatts: 0,
  gainedSeconds: 0,
})
const forecast = (stages: readonly ForecastStage[], bars: readonly ForecastBar[]): Forecast => ({
  verdict: 'clean',
  vmCount: 2,
  cutOff: [],
  marginSeconds: 60,
  endsAtSeconds: null,
  emptyAtSeconds: null,
  reserveSeconds: 60,
  stages,
  bars,
  battery: [],
  notes: [],
  worstCourse: [],
  worst: { endsAtSeconds: null, leftSeconds: 0 },
})

const LATE = forecast(
  [stage('one', 10, 40), stage('late', 758, 758)],
  [vmBar('web', 'one', 10), vmBar('file', null, 140), hostBar],
)

describe('the rows of a forecast', () => {
  it('show every VM, also those that end with their hosts before their stage fires', () => {
    const rows = forecastRows(LATE, null, en)
    expect(rows.map(({ key, bars }) => [key, bars.length])).toEqual([
      ['one', 1],
      ['late', 0],
      ['with-hosts', 1],
      ['hosts', 1],
    ])
    expect(rows.map(({ label }) => label).slice(2)).toEqual(['With their hosts', 'Hosts'])
  })

  it('never say that a stage ends something where it has nothing left to end', () => {
    const notes = (m: typeof en | typeof de) => forecastRows(LATE, null, m).map(({ note }) => note)
    expect(notes(en).slice(0, 2)).toEqual(['ends 0:40', 'fires 12:38, ends nothing'])
    expect(notes(de)[1]).toBe('löst 12:38 aus, beendet nichts')
    expect(forecastRows(forecast([stage('by hand', null, null)], []), null, en)[0]?.note).toBe(en.plans.neverFires)
  })

  it('name those whose stage comes too late for them, and no VM that is meant to go with its host', () => {
    expect(endWithHosts(LATE, new Set([vmId('file'), vmId('web')]))).toEqual(['file'])
    expect(endWithHosts(LATE, new Set([vmId('web')]))).toEqual([])
  })
})
