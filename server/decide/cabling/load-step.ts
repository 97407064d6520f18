/** One measurement of a UPS's or PDU's output. */
export interface LoadSample {
  readonly atMs: number
  readonly watts: number
}

/** How long is looked at before and after something happened, and how far apart. */
export interface StepTimes {
  /** Length of the window before, and of that after. */
  readonly windowMs: number
  /** A host is told to be gone a while before its draw ends, and cards tell late: so long is waited after it. */
  readonly settleMs: number
  /** What happened within a longer time than this says nothing: too much else happened as well. */
  readonly longestGapMs: number
}

export const STEP_TIMES: StepTimes = { windowMs: 60_000, settleMs: 90_000, longestGapMs: 150_000 }

/** A mean of fewer samples is none. */
const LEAST_SAMPLES = 5
/** And they must reach over so much of the window. */
const LEAST_SPREAD = 0.5

interface Window {
  readonly mean: number
  readonly deviation: number
}

const windowOf = (samples: readonly LoadSample[], fromMs: number, toMs: number): Window | null => {
  const inside = samples.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
  const [first, last] = [inside[0], inside.at(-1)]
  if (first === undefined || last === undefined || inside.length < LEAST_SAMPLES) return null
  if (last.atMs - first.atMs < LEAST_SPREAD * (toMs - fromMs)) return null
  const mean = inside.reduce((sum, { watts }) => sum + watts, 0) / inside.length
  const variance = inside.reduce((sum, { watts }) => sum + (watts - mean) ** 2, 0) / inside.length
  return { mean, deviation: Math.sqrt(variance) }
}

/** By how much the load differs between the window before `fromMs` and that after `toMs`. */
export interface LoadStep {
  readonly watts: number
  /** The larger deviation within the two windows. */
  readonly deviation: number
}

/** Null: too little was measured. */
export const loadStep = (samples: readonly LoadSample[], fromMs: number, toMs: number, windowMs: number): LoadStep | null => {
  const before = windowOf(samples, fromMs - windowMs, fromMs)
  const after = windowOf(samples, toMs, toMs + windowMs)
  if (before === null || after === null) return null
  return { watts: after.mean - before.mean, deviation: Math.max(before.deviation, after.deviation) }
}

/**
 * How much such differences of one device scatter while nothing is known to happen: its guests' work, fans, what else hangs on it,
 * and slow drift over the gap. Learned from differences over the same windows and gap, so that nothing need be assumed of how
 * its samples hang together.
 */
export interface StepNoise {
  readonly count: number
  readonly meanSquare: number
}

export const NO_NOISE: StepNoise = { count: 0, meanSquare: 0 }

/** Older differences fade: a row's work changes. */
const REMEMBERED = 100

export const learnNoise = (noise: StepNoise, { watts }: LoadStep): StepNoise => {
  const count = Math.min(noise.count + 1, REMEMBERED)
  return { count, meanSquare: noise.meanSquare + (watts ** 2 - noise.meanSquare) / count }
}

/** With fewer differences than these nobody knows a device's noise. */
const LEAST_LEARNED = 10
/** Devices tell whole watts, some tens of them, and percentages of their rating. */
const LEAST_SIGMA_WATTS = 3

/** One standard deviation of a difference, in watts; null: not learned yet. */
export const sigmaOf = ({ count, meanSquare }: StepNoise): number | null =>
  count < LEAST_LEARNED ? null : Math.max(LEAST_SIGMA_WATTS, Math.sqrt(meanSquare))

/** So many standard deviations: by chance once in tens of thousands of times, where noise is normal; and never less than these watts. */
const CLEAR_SIGMAS = 4
const CLEAR_WATTS = 30
/** A fall where none is declared must stand out more: there are many devices on which one may be by chance. */
export const ELSEWHERE_SIGMAS = 6
/** What is called no fall is small beside the one that was seen elsewhere. */
const NONE_PART = 0.25

export type SeenFall = 'clear' | 'none' | 'unclear'

/** What one device shows of a draw that ended: `besides` is the fall that was seen clearly on another one. */
export const seenFall = (
  step: LoadStep | null,
  noise: StepNoise,
  besides: number | null,
  clearSigmas = CLEAR_SIGMAS,
): SeenFall => {
  const sigma = sigmaOf(noise)
  if (step === null || sigma === null) return 'unclear'
  const fall = -step.watts
  if (fall >= CLEAR_WATTS && fall >= clearSigmas * sigma && step.deviation < fall / 2) return 'clear'
  if (besides === null) return 'unclear'
  // A fall like the other would have stood out: what is missing of it is itself beyond the noise.
  return Math.abs(fall) < NONE_PART * besides && besides - fall >= CLEAR_SIGMAS * sigma ? 'none' : 'unclear'
}
