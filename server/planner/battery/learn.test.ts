import { describe, expect, it } from 'vitest'
import { type BatteryModel, batteryModelSchema } from '../../domain/battery'
import { observation } from '../../testing/power-samples'
import { type BatteryObservation, batteryObservation, batteryReplaced, learnFromPoll, newBatteryModel } from './learn'
import { runtimeAt } from './runtime-at'

const T0 = 1_700_000_000_000
const at = (seconds: number) => T0 + seconds * 1000
const fresh = newBatteryModel({ chemistry: 'lead-acid', ratedWatts: 1_000 }, T0)
const onMains = (loadShare: number, runtimeSeconds: number, chargePercent = 100): BatteryObservation => ({
  supply: 'mains',
  loadShare,
  chargePercent,
  runtimeSeconds,
})
const expected = (model: BatteryModel, loadPercent: number, chargePercent = 100) =>
  runtimeAt(model, { loadPercent, chargePercent }, T0)?.expectedSeconds ?? Number.NaN

/** Polls every two seconds while the charge falls by a percent in so many seconds; the true full runtime is a hundred times that. */
const discharge = (model: BatteryModel, given: { loadShare: number; secondsPerPercent: number; lost: number; from?: number }) => {
  const { loadShare, secondsPerPercent, lost, from = 100 } = given
  let now = model
  for (let second = 0; second <= secondsPerPercent * (lost + 1); second += 2)
    now = learnFromPoll(
      now,
      { supply: 'battery', loadShare, chargePercent: from - Math.floor(second / secondsPerPercent), runtimeSeconds: null },
      at(second),
    )
  return now
}

describe('learning from the firmware', () => {
  const learned = learnFromPoll(learnFromPoll(fresh, onMains(0.2, 4_000), at(0)), onMains(0.6, 1_000), at(2))

  it('takes its figures at different loads for points of one curve', () => {
    expect(learned.anchors.map(({ loadShare }) => loadShare)).toEqual([0.2, 0.6])
    expect(expected(learned, 20) / 4_000).toBeCloseTo(1, 1)
    expect(expected(learned, 60) / 1_000).toBeCloseTo(1, 1)
    expect(expected(learned, 35)).toBeGreaterThan(1_000)
    expect(expected(learned, 35)).toBeLessThan(4_000)
  })

  it('gives the very same model back when a poll taught nothing', () => {
    expect(learnFromPoll(learned, onMains(0.2, 4_050), at(4))).toBe(learned)
    expect(learnFromPoll(learned, onMains(0.205, 3_950), at(4))).toBe(learned)
  })

  it('P4 learns nothing from a battery that is not full, from a silent one, and from figures that are not credible', () => {
    expect(learnFromPoll(learned, onMains(0.4, 1, 90), at(4))).toBe(learned)
    expect(learnFromPoll(learned, { ...onMains(0.4, 1), loadShare: null }, at(4))).toBe(learned)
    expect(learnFromPoll(learned, { ...onMains(0.4, 1), runtimeSeconds: null }, at(4))).toBe(learned)
    const incredible = observation({ values: { nominalWatts: 1_000 } })
    const readings = { ...incredible.readings, runtimeSeconds: { ...incredible.readings.runtimeSeconds, credible: false } }
    expect(batteryObservation({ ...incredible, readings }, null).runtimeSeconds).toBeNull()
  })

  it('follows a new opinion of the whole battery at loads it has not spoken of since', () => {
    const aged = learnFromPoll(learned, onMains(0.6, 700), at(86_400))
    expect(expected(aged, 60) / 700).toBeCloseTo(1, 1)
    expect(expected(aged, 20) / expected(learned, 20)).toBeCloseTo(0.7, 1)
  })

  it('P4 takes what is said at very light load only while nothing better is known', () => {
    expect(learnFromPoll(learned, onMains(0.05, 200_000), at(4))).toBe(learned)
    const light = learnFromPoll(fresh, onMains(0.05, 200_000), at(0))
    expect(light.anchors).toHaveLength(1)
    expect(learnFromPoll(light, onMains(0.6, 1_000), at(2)).anchors.map(({ loadShare }) => loadShare)).toEqual([0.6])
  })

  it('never keeps more than a handful of points', () => {
    let model = fresh
    for (let step = 0; step < 60; step += 1)
      model = learnFromPoll(model, onMains(0.02 * 1.07 ** step, 9_000 / 1.07 ** step), at(step))
    expect(model.anchors.length).toBeLessThanOrEqual(8)
  })
})

describe('learning from discharges', () => {
  const told = learnFromPoll(fresh, onMains(0.5, 1_200), at(-10))

  it('believes what it saw more than what the firmware says', () => {
    const seen = discharge(told, { loadShare: 0.5, secondsPerPercent: 6, lost: 60 })
    expect(seen.anchors.map(({ source }) => source)).toEqual(['firmware', 'discharge'])
    expect(expected(seen, 50)).toBeGreaterThan(570)
    expect(expected(seen, 50)).toBeLessThan(900)
  })

  it('is surer of more of a discharge, and needs a tenth of it', () => {
    const errorAfter = (lost: number) =>
      discharge(fresh, { loadShare: 0.5, secondsPerPercent: 6, lost }).anchors.map(({ errorShare }) => errorShare)
    expect(errorAfter(8)).toEqual([])
    expect(errorAfter(12)[0] ?? 0).toBeGreaterThan(errorAfter(80)[0] ?? 1)
  })

  it('times a partial discharge from one step of the charge to another', () => {
    const [anchor] = discharge(fresh, { loadShare: 0.3, secondsPerPercent: 20, lost: 30, from: 80 }).anchors
    expect(anchor?.loadShare).toBeCloseTo(0.3, 5)
    expect(anchor?.runtimeSeconds).toBeCloseTo(2_000, -2)
  })

  it('learns from a self-test too, and begins anew after a gap nobody watched', () => {
    const half = discharge(fresh, { loadShare: 0.5, secondsPerPercent: 6, lost: 8 })
    const later = learnFromPoll(half, { supply: 'battery', loadShare: 0.5, chargePercent: 40, runtimeSeconds: null }, at(3_600))
    expect(later.anchors).toEqual([])
    expect(later.discharge?.firstFall).toBeNull()
  })

  it('forgets everything with the battery', () => {
    const seen = discharge(told, { loadShare: 0.5, secondsPerPercent: 6, lost: 60 })
    expect(batteryReplaced(seen, at(9_999))).toEqual({ ...fresh, knownSinceMs: at(9_999) })
  })

  it('is plain data that survives being kept', () => {
    const seen = discharge(told, { loadShare: 0.5, secondsPerPercent: 6, lost: 60 })
    expect(batteryModelSchema.parse(JSON.parse(JSON.stringify(seen)))).toEqual(seen)
  })
})
