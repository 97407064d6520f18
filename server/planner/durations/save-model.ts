import type { Duration, SaveModel } from '../../domain/duration'
import { vmPrior } from '../durations'
import { learnedQuantiles } from './learned-quantiles'
import { fitRelative } from './relative-fit'

/** A state that was saved, as it was measured. */
export interface MeasuredSave {
  readonly memoryMiB: number
  readonly seconds: number
  readonly isCensored: boolean
}

const PRIOR_SPREAD: Duration = { p50Seconds: 1, p95Seconds: 3 }
/** The prior's spread counts like so many saves. */
const PRIOR_SPREAD_WEIGHT = 3
/** Saves that the prior stands for: they tell overhead and rate apart where measured ones do not. */
const PRIOR_MEMORIES_MIB = [512, 32_768]
const FLOORS = [0, 1e-6]

export const saveSeconds = ({ overheadSeconds, secondsPerMiB }: Omit<SaveModel, 'spread'>, memoryMiB: number): number =>
  overheadSeconds + secondsPerMiB * memoryMiB

/** Fitted like a migration model, to what went to one storage. */
export const fitSaveModel = (saves: readonly MeasuredSave[]): SaveModel => {
  const rows = saves.map(({ memoryMiB, seconds, isCensored }) => ({ parts: [1, memoryMiB], seconds, isCensored }))
  const assumed = PRIOR_MEMORIES_MIB.map((memoryMiB) => ({
    parts: [1, memoryMiB],
    seconds: vmPrior('save-state', { memoryMiB }, 1).p50Seconds,
    isCensored: false,
  }))
  const [overheadSeconds = 0, secondsPerMiB = 0] = fitRelative([...rows, ...assumed], FLOORS)
  const ratios = saves.map(({ memoryMiB, seconds, isCensored }) => ({
    value: seconds / saveSeconds({ overheadSeconds, secondsPerMiB }, memoryMiB),
    isCensored,
  }))
  return { overheadSeconds, secondsPerMiB, spread: learnedQuantiles(PRIOR_SPREAD, ratios, PRIOR_SPREAD_WEIGHT) }
}
