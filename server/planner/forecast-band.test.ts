import { describe, expect, it } from 'vitest'
import type { PowerDeviceView } from '../domain/world'
import {
  capabilities,
  device,
  feed,
  group,
  groupId,
  host,
  manager,
  plan,
  stageId,
  vm,
  vmId,
  world,
} from '../testing/world-samples'
import { durationAt, slownessOf } from './drawn-durations'
import { forecastPlan } from './forecast'
import type { ForecastQuestion } from './forecast-course'

const NAMES = Array.from({ length: 12 }, (_, at) => `v${String(at).padStart(2, '0')}`)

const question = (ups: Partial<PowerDeviceView> = {}, more: Partial<ForecastQuestion> = {}): ForecastQuestion => ({
  content: plan({
    reserveSeconds: 100,
    stages: [0, 1].map((at) => ({
      id: stageId(`${at}`),
      name: `${at}`,
      triggers: [{ kind: 'seconds-on-battery', seconds: 60 + 240 * at }],
      placements: NAMES.filter((_, place) => place % 2 === at).map((name) => ({ vmId: vmId(name), vmName: name })),
    })),
  }),
  groupId: groupId(),
  world: world({
    managers: [manager({ capabilities: capabilities({ powerOpsPerHost: 2 }) })],
    hosts: [host('a')],
    vms: NAMES.map((name) => vm(name, 'a')),
    feeds: [feed('ups', 'a')],
    groups: [group(['ups'])],
  }),
  devices: [device('ups', { supply: 'battery', decidingRuntimeSeconds: 2_400, ...ups })],
  withBand: true,
  ...more,
})

const bandOf = (asked: ForecastQuestion) => {
  const { band } = forecastPlan(asked)
  if (band === undefined) throw new Error('no band')
  return band
}
const widthOf = (range: { readonly lowSeconds: number; readonly highSeconds: number } | null | undefined): number =>
  range == null ? Number.NaN : range.highSeconds - range.lowSeconds

describe('within what an outage stays in nine of ten cases', () => {
  it('D3 A6 nothing that is decided by changes with it: verdict, margin, worst case and bars are the same', () => {
    const { band, ...with_ } = forecastPlan(question())
    expect(band).toBeDefined()
    expect(with_).toEqual(forecastPlan(question({}, { withBand: false })))
  })

  it('D1 is the same each time, in whatever order the world is told', () => {
    const asked = question()
    expect(bandOf(asked)).toEqual(bandOf(question()))
    const { vms, hosts } = asked.world
    const shuffled = { ...asked.world, vms: vms.toReversed(), hosts: hosts.toReversed() }
    const band = bandOf({ ...asked, world: shuffled })
    expect(band.battery).toEqual(bandOf(asked).battery)
    expect(band.endsAt).toEqual(bandOf(asked).endsAt)
  })

  it('the end lies later than the quickest, and far before everything is slow', () => {
    const { band, worst, endsAtSeconds } = forecastPlan(question())
    expect(band?.endsAt?.lowSeconds).toBeGreaterThan(300)
    expect(band?.endsAt?.highSeconds).toBeGreaterThan(endsAtSeconds ?? Number.NaN)
    expect(band?.endsAt?.highSeconds).toBeLessThan(worst?.endsAtSeconds ?? Number.NaN)
  })

  it('an action that begins at once is late where it is slow by itself, and none before it is expected to end', () => {
    const { band, bars } = forecastPlan(question())
    expect(band?.lateEnds).toHaveLength(NAMES.length)
    for (const { object, endSeconds, startSeconds } of bars) {
      const late = band?.lateEnds.find(({ objectId }) => objectId === object.id)?.seconds
      expect(late).toBeGreaterThanOrEqual(endSeconds)
      if (startSeconds === 60) expect(late).toBe(60 + 120)
    }
  })

  it('of the battery grows wider where its own band is wider, and what is unknown of it does not shrink as it drains', () => {
    const told = bandOf(question({ runtimeBand: { lowSeconds: 2_100, highSeconds: 2_700 } }))
    const vague = bandOf(question({ runtimeBand: { lowSeconds: 1_500, highSeconds: 3_300 } }))
    expect(widthOf(vague.emptyAt)).toBeGreaterThan(widthOf(told.emptyAt))
    const [first] = told.battery
    const half = told.battery.find(({ atSeconds }) => atSeconds > 1_200)
    expect(widthOf(half)).toBeGreaterThanOrEqual(widthOf(first) * 0.9)
    for (const { lowSeconds, highSeconds } of vague.battery) expect(lowSeconds).toBeLessThanOrEqual(highSeconds)
  })

  it('says nothing of an end where nothing is done, nor of a battery that does not drain', () => {
    const idle = question()
    const band = bandOf({ ...idle, content: plan({ stages: [] }), world: { ...idle.world, vms: [] } })
    expect(band.endsAt).toBeNull()
    expect(band.emptyAt).not.toBeNull()
    const untold = question({ decidingRuntimeSeconds: null })
    expect(forecastPlan(untold).band).toBeUndefined()
  })
})

describe('a duration that is drawn', () => {
  it('is that of half of all cases, and of 95 of 100, at their places', () => {
    const told = { p50Seconds: 30, p95Seconds: 120 }
    expect(durationAt(told, 0)).toBe(30)
    expect(durationAt(told, 1.6449)).toBeCloseTo(120)
    expect(durationAt(told, -1.6449)).toBeCloseTo(7.5)
    expect(durationAt({ p50Seconds: 0, p95Seconds: 0 }, 1)).toBe(0)
  })

  it('is normal with what the site shares, over many objects and seeds', () => {
    const drawn = Array.from({ length: 4_000 }, (_, at) => slownessOf({ site: 0, battery: 0, seed: at % 7 }, `vm-${at}`))
    const mean = drawn.reduce((sum, z) => sum + z, 0) / drawn.length
    const variance = drawn.reduce((sum, z) => sum + (z - mean) ** 2, 0) / drawn.length
    expect(Math.abs(mean)).toBeLessThan(0.05)
    expect(variance).toBeGreaterThan(0.65)
    expect(variance).toBeLessThan(0.75)
    const slow = slownessOf({ site: 1, battery: 0, seed: 3 }, 'vm-1') - slownessOf({ site: 0, battery: 0, seed: 3 }, 'vm-1')
    expect(slow).toBeCloseTo(Math.sqrt(0.3))
  })
})
