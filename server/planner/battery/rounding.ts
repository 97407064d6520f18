const MINUTE = 60
/** What people and firmware round runtimes to. */
const GRAINS_SECONDS = [60, 30, 15, 10, 5, 1].map((minutes) => minutes * MINUTE)
const FINEST_SECONDS = 6
/** Rounding is about as coarse as this at most, relative to the figure; a table in steps of 15 minutes does not mean 5 ± 15. */
const WORST_SHARE = 0.12

const isMultiple = (seconds: number, grain: number): boolean =>
  Math.abs(seconds / grain - Math.round(seconds / grain)) < 1e-6 && seconds > 0

/** The coarsest grain that all figures of one source are multiples of. */
const grainOf = (runtimesSeconds: readonly number[]): number =>
  runtimesSeconds.length === 0
    ? FINEST_SECONDS
    : (GRAINS_SECONDS.find((grain) => runtimesSeconds.every((seconds) => isMultiple(seconds, grain))) ?? FINEST_SECONDS)

/** Error by rounding of each figure of one source (standard deviation, share of the figure): 120 and 45 minutes are coarser than 118 and 47. */
export const roundingErrors = (runtimesSeconds: readonly number[]): readonly number[] => {
  const grain = grainOf(runtimesSeconds)
  return runtimesSeconds.map((seconds) => Math.min(WORST_SHARE, grain / Math.sqrt(12) / seconds))
}
