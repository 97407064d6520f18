import { HEAT_CELSIUS, HEAT_PASSES_CELSIUS, type DangerTrack, type HeatTrack, type Shown } from '../domain/danger'
import { credibleValue } from '../domain/power-reading'
import { isTest } from '../domain/power-state'
import type { UpsObservation } from '../domain/ups'
import { thermometerAfter } from './thermometer'

/** Answers further apart than a few polls prove nothing of the time between. */
export const MOST_GAP_MS = 10_000
/** Some families tell the load but have no word for too much of it. */
const OVERLOAD_PERCENT = 100

export const NO_DANGERS: DangerTrack = { overload: null, batteryFault: null, heat: null, thermometer: null }

export const showsDanger = ({ overload, batteryFault, heat }: DangerTrack): boolean =>
  overload !== null || batteryFault !== null || heat !== null

const goesOn = ({ seenMs }: { readonly seenMs: number }, nowMs: number): boolean =>
  nowMs >= seenMs && nowMs - seenMs <= MOST_GAP_MS

const shown = (before: Shown | null, isSo: boolean, nowMs: number): Shown | null =>
  isSo ? { sinceMs: before !== null && goesOn(before, nowMs) ? before.sinceMs : nowMs, seenMs: nowMs } : null

/** As an engine kept it; older ones kept no temperature. */
type KeptDangers = Omit<DangerTrack, 'thermometer'> & Partial<Pick<DangerTrack, 'thermometer'>>

const resumed = (before: Shown, nowMs: number): Shown =>
  goesOn(before, nowMs) ? before : { sinceMs: before.seenMs, seenMs: before.seenMs }

/**
 * What was told just before an engine ended goes on. Of anything older no time is known: it begins nothing, and has not ended before
 * its UPS says so (P2).
 */
export const dangersAfterRestart = (
  { overload, batteryFault, heat, thermometer = null }: KeptDangers,
  nowMs: number,
): DangerTrack => ({
  overload: overload === null ? null : resumed(overload, nowMs),
  batteryFault: batteryFault === null ? null : resumed(batteryFault, nowMs),
  heat:
    heat === null || goesOn(heat, nowMs)
      ? heat
      : { ...heat, steps: heat.steps.map(({ celsius }) => ({ celsius, sinceMs: heat.seenMs })) },
  thermometer,
})

const heatAfter = (before: HeatTrack | null, celsius: number, nowMs: number): HeatTrack | null => {
  const degrees = Math.floor(celsius)
  if (degrees < HEAT_CELSIUS.min - HEAT_PASSES_CELSIUS) return null
  const steps = before !== null && goesOn(before, nowMs) ? before.steps : []
  const kept = steps.filter((step) => step.celsius <= degrees)
  if (kept.at(-1)?.celsius === degrees) return { seenMs: nowMs, steps: kept }
  // It has been at least so warm since it was first warmer than that.
  const warmer = steps.find((step) => step.celsius > degrees)
  return { seenMs: nowMs, steps: [...kept, { celsius: degrees, sinceMs: warmer?.sinceMs ?? nowMs }] }
}

/**
 * P4: a temperature that is not told, or not credible, neither begins nor ends anything. One that is doubted is none of its time,
 * and so ends it soon.
 */
const warmthAfter = (
  { heat, thermometer: before }: DangerTrack,
  { readings: { temperatureCelsius: told } }: UpsObservation,
  nowMs: number,
): Pick<DangerTrack, 'heat' | 'thermometer'> => {
  if (told.value === null || !told.credible) return { heat, thermometer: before }
  const thermometer = thermometerAfter(before, { source: told.source, celsius: told.value, atMs: nowMs })
  if (thermometer.doubt === null) return { heat: heatAfter(heat, told.value, nowMs), thermometer }
  return { heat: heat !== null && goesOn(heat, nowMs) ? heat : null, thermometer }
}

/** What a UPS that supplies nothing carries is no overload (P5). */
const isOverloaded = ({ supply, flags, readings }: UpsObservation): boolean =>
  supply !== 'off' && (flags.includes('overload') || (credibleValue(readings, 'loadPercent') ?? 0) > OVERLOAD_PERCENT)

/** Takes in one answer. What a self-test or calibration shows is no danger, and ends none (P3). */
export const dangersAfter = (before: DangerTrack, observation: UpsObservation, nowMs: number): DangerTrack => {
  const { flags } = observation
  if (isTest(flags)) return before
  const overload = shown(before.overload, isOverloaded(observation), nowMs)
  const isFaulty = flags.includes('replace-battery') || flags.includes('battery-missing')
  const batteryFault = shown(before.batteryFault, isFaulty, nowMs)
  const { heat, thermometer } = warmthAfter(before, observation, nowMs)
  // One and the same where there is nothing at all.
  return overload === null && batteryFault === null && heat === null && thermometer === null
    ? NO_DANGERS
    : { overload, batteryFault, heat, thermometer }
}
