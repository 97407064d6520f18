import { bandOf } from '../../../server/planner/forecast-band'
import { courseInPieces, type Course } from '../../../server/planner/forecast-course'
import type { SimulationResult } from '../../../server/planner/forecast-simulation'
import type { ForecastRange } from '../../../server/domain/forecast'
import { atOnce } from '../../../server/planner/pieces'
import { benchSite } from './site'

const SITES = 40
const TRUTHS = 25
/** Draws of the bands' own have smaller numbers. */
const FIRST_SEED = 10_000

/** Uniform numbers, the same for the same seed. */
const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

const runtimeAt = ({ points }: SimulationResult, seconds: number): number => {
  const last = points.findLast(({ atSeconds }) => atSeconds <= seconds)
  return last === undefined ? 0 : Math.max(0, last.runtimeSeconds - (seconds - last.atSeconds))
}

const holds = (range: ForecastRange, value: number): boolean => range.lowSeconds <= value && value <= range.highSeconds

const part = (held: readonly boolean[]): number => (100 * held.filter(Boolean).length) / held.length

const leftOf = ({ leftAtEndSeconds }: SimulationResult): number => leftAtEndSeconds

const middle = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? Number.NaN

const courseOf = (random: () => number): Course => {
  const vmCount = Math.round(8 * 40 ** random())
  const site = benchSite(vmCount, Math.max(3, Math.round(vmCount / 6)))
  const group = site.world.groups.find(({ id }) => id === site.groupId)
  if (group === undefined) throw new Error('the bench’s site has no group')
  const devices = site.devices.map((device) => {
    const { decidingRuntimeSeconds: told } = device
    if (told === null) return device
    const seconds = 1_500 + 6_000 * random()
    const width = 0.05 + 0.25 * random()
    return {
      ...device,
      decidingRuntimeSeconds: seconds,
      runtimeBand: { lowSeconds: seconds * (1 - width), highSeconds: seconds * (1 + width) },
    }
  })
  return atOnce(courseInPieces({ ...site, devices }, group))
}

export interface Coverage {
  /** Of a hundred truths, how many the band held: the end, the time of dark, and the runtime left at five times of the course. */
  readonly endPercent: number
  readonly emptyPercent: number
  readonly runtimePercent: number
  /** Of a hundred actions, how many ended by the time that is told for nineteen of twenty cases. */
  readonly barPercent: number
  /** Of a hundred truths, in how many no less runtime was left at the end than in the worst case, on which the margin stands. */
  readonly worstPercent: number
  /** In the middle: the late end of the band, as a part of that where everything is slow. */
  readonly lateEndToWorst: number
}

/**
 * Bands against truths that are drawn by chance from what they stand on: each duration log-normal around what is believed, with a
 * share that the whole site has in common, and each battery within its own band. Plans of 8 to 320 VMs.
 */
export const coverageOf = (seed: number): Coverage => {
  const random = randomOf(seed)
  const ends: boolean[] = []
  const empties: boolean[] = []
  const runtimes: boolean[] = []
  const lateEnds: number[] = []
  const bars: boolean[] = []
  const worsts: boolean[] = []
  for (let at = 0; at < SITES; at += 1) {
    const course = courseOf(random)
    const expected = atOnce(course.expected())
    const worst = atOnce(course.worst()).result
    const band = atOnce(bandOf(course, expected, worst))
    if (band.endsAt !== null && worst.lastEndSeconds !== null) lateEnds.push(band.endsAt.highSeconds / worst.lastEndSeconds)
    for (let truth = 0; truth < TRUTHS; truth += 1) {
      const seedOfTruth = FIRST_SEED + Math.floor(random() * 1_000_000)
      const went = atOnce(course.drawn({ site: normal(random), battery: normal(random), seed: seedOfTruth }))
      if (band.endsAt !== null && went.lastEndSeconds !== null) ends.push(holds(band.endsAt, went.lastEndSeconds))
      for (const { objectId, seconds } of band.lateEnds) {
        const span = went.spans.get(objectId)
        if (span !== undefined) bars.push(span.endSeconds <= seconds)
      }
      worsts.push(leftOf(went) >= leftOf(worst))
      if (band.emptyAt !== null && went.darkAtSeconds !== null) empties.push(holds(band.emptyAt, went.darkAtSeconds))
      for (const share of [0.1, 0.25, 0.45, 0.65, 0.85]) {
        const point = band.battery[Math.floor(share * (band.battery.length - 1))]
        if (point !== undefined) runtimes.push(holds(point, runtimeAt(went, point.atSeconds)))
      }
    }
  }
  return {
    endPercent: part(ends),
    emptyPercent: part(empties),
    runtimePercent: part(runtimes),
    barPercent: part(bars),
    worstPercent: part(worsts),
    lateEndToWorst: middle(lateEnds),
  }
}
