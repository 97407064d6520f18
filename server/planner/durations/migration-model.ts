import type { MigrationModel } from '../../domain/duration'
import type { MoveTimer, SequenceMove } from '../../domain/sequence'
import { type MeasuredParts, fitRelative } from './relative-fit'
import { learnedQuantiles } from './learned-quantiles'

/** What a link carries besides its own headers, and pages sent again: as recorded migrations show. */
const PAYLOAD = 0.94
const RESENT = 1.1
const OVERHEAD_SECONDS = 2
const SATURATED = 0.12

/** Documented priors: what is assumed until measured moves say better. */
export const priorMigrationModel: MigrationModel = {
  overheadSeconds: OVERHEAD_SECONDS,
  wireFactor: RESENT / PAYLOAD,
  saturatedFactor: SATURATED,
  spread: { p50Seconds: 1, p95Seconds: 2.5 },
  moveCount: 0,
}

/** From this part of the payload on, the guest writes about as fast as is sent: rounds of copying do not get shorter. */
const MOST_DIRTY = 0.9
const MBIT_PER_MIB = 8 * 1.048576

type Copy = Pick<SequenceMove, 'copiedMiB' | 'dirtyMiBPerSecond' | 'mbitPerSecond'>

const dirtyPart = ({ dirtyMiBPerSecond, mbitPerSecond }: Copy): number =>
  ((dirtyMiBPerSecond ?? 0) * MBIT_PER_MIB) / (mbitPerSecond * PAYLOAD)

/** Whether copying catches up with what the guest writes; if not, which link would do. A rate that is not known is taken for none. */
export const convergenceOf = (move: Copy): { readonly converges: boolean; readonly neededMbitPerSecond: number } => ({
  converges: dirtyPart(move) < MOST_DIRTY,
  neededMbitPerSecond: Math.ceil(((move.dirtyMiBPerSecond ?? 0) * MBIT_PER_MIB) / (PAYLOAD * MOST_DIRTY)),
})

/** What a move's time is made of, as multiplied by overhead, wire and saturated factor. */
const partsOf = (move: Copy, saturatedShare: number): readonly [number, number, number] => {
  const wireSeconds = (move.copiedMiB * MBIT_PER_MIB) / move.mbitPerSecond
  return [1, wireSeconds / (1 - Math.min(MOST_DIRTY, dirtyPart(move))), wireSeconds * saturatedShare]
}

const foreseen = (model: MigrationModel, [, copy, held]: ReturnType<typeof partsOf>): number =>
  model.overheadSeconds + model.wireFactor * copy + model.saturatedFactor * held

/** `Infinity` where the copying never catches up. */
export const moveTimer =
  (model: MigrationModel): MoveTimer =>
  (move, saturatedShare) => {
    const seconds = convergenceOf(move).converges ? foreseen(model, partsOf(move, saturatedShare)) : Number.POSITIVE_INFINITY
    return { p50Seconds: seconds * model.spread.p50Seconds, p95Seconds: seconds * model.spread.p95Seconds }
  }

/** A move as it was measured. */
export interface MeasuredMoveSample extends Copy {
  readonly saturatedShare: number
  readonly seconds: number
  readonly isCensored: boolean
}

/** Moves that a prior stands for: they tell the three coefficients apart where measured ones do not. */
const PRIOR_MOVES: readonly { readonly move: Copy; readonly saturatedShare: number }[] = [
  { move: { copiedMiB: 256, dirtyMiBPerSecond: null, mbitPerSecond: 10_000 }, saturatedShare: 0 },
  { move: { copiedMiB: 8_192, dirtyMiBPerSecond: null, mbitPerSecond: 1_000 }, saturatedShare: 0 },
  { move: { copiedMiB: 8_192, dirtyMiBPerSecond: null, mbitPerSecond: 1_000 }, saturatedShare: 1 },
]
const FLOORS = [0, 0.01, 0]
/** The prior's spread counts like so many moves. */
const PRIOR_SPREAD_WEIGHT = 3

/** The model with the least mean relative error over these moves. Few of them are drawn towards the prior; an outlier does not count. */
export const fitMigrationModel = (
  samples: readonly MeasuredMoveSample[],
  prior: MigrationModel = priorMigrationModel,
): MigrationModel => {
  const usable = samples.filter((sample) => sample.seconds > 0 && convergenceOf(sample).converges)
  if (usable.length === 0) return prior
  const rows: MeasuredParts[] = usable.map((sample) => ({
    parts: partsOf(sample, sample.saturatedShare),
    seconds: sample.seconds,
    isCensored: sample.isCensored,
  }))
  const assumed = PRIOR_MOVES.map(({ move, saturatedShare }) => {
    const parts = partsOf(move, saturatedShare)
    return { parts, seconds: foreseen(prior, parts), isCensored: false }
  })
  const [overheadSeconds = 0, wireFactor = 0, saturatedFactor = 0] = fitRelative([...rows, ...assumed], FLOORS)
  const fitted = { ...prior, overheadSeconds, wireFactor, saturatedFactor, moveCount: usable.length }
  const ratios = usable.map((sample) => ({
    value: sample.seconds / foreseen(fitted, partsOf(sample, sample.saturatedShare)),
    isCensored: sample.isCensored,
  }))
  return { ...fitted, spread: learnedQuantiles(prior.spread, ratios, PRIOR_SPREAD_WEIGHT) }
}
