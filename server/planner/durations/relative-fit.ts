import { dot, solveSymmetric } from '../battery/linear-algebra'

/** Something measured, and what it is made of: seconds ≈ Σ coefficient · part. */
export interface MeasuredParts {
  readonly parts: readonly number[]
  /** Above 0. */
  readonly seconds: number
  /** It would have taken longer: it counts as long as it is foreseen shorter. */
  readonly isCensored: boolean
}

const ROUNDS = 60
/** Nearer than this share is near enough; it also keeps a single row from deciding alone. */
const NEAR = 1e-3

const compare = (one: MeasuredParts, other: MeasuredParts): number => {
  const [left, right] = [one, other].map(({ seconds, isCensored, parts }) => [seconds, Number(isCensored), ...parts])
  for (const [at, value] of (left ?? []).entries()) {
    const difference = value - (right?.[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Weighted least squares over the coefficients that are not held. */
const solved = (
  rows: readonly { readonly scaled: Float64Array; readonly weight: number }[],
  held: ReadonlyMap<number, number>,
  size: number,
): Float64Array => {
  const free = Array.from({ length: size }, (_, at) => at).filter((at) => !held.has(at))
  const matrix = free.map(() => new Float64Array(free.length))
  const right = new Float64Array(free.length)
  for (const { scaled, weight } of rows) {
    let target = 1
    for (const [at, value] of held) target -= (scaled[at] ?? 0) * value
    for (const [row, one] of free.entries()) {
      const value = weight * (scaled[one] ?? 0)
      right[row] = (right[row] ?? 0) + value * target
      const line = matrix[row]
      if (line !== undefined)
        for (const [column, other] of free.entries()) line[column] = (line[column] ?? 0) + value * (scaled[other] ?? 0)
    }
  }
  const found = solveSymmetric(matrix, right)
  const all = new Float64Array(size)
  for (const [at, value] of held) all[at] = value
  for (const [place, at] of free.entries()) all[at] = found[place] ?? 0
  return all
}

/** What falls below its floor is held there, one after the other, the worst first. */
const solvedAbove = (rows: Parameters<typeof solved>[0], floors: readonly number[]): Float64Array => {
  const held = new Map<number, number>()
  for (;;) {
    const found = solved(rows, held, floors.length)
    let worst: number | null = null
    let depth = 0
    for (const [at, floor] of floors.entries()) {
      const below = floor - (found[at] ?? 0)
      if (held.has(at) || below <= depth) continue
      worst = at
      depth = below
    }
    if (worst === null) return found
    held.set(worst, floors[worst] ?? 0)
    if (held.size === floors.length) return Float64Array.from(floors)
  }
}

/**
 * Coefficients with the least mean relative error, none below its floor: iteratively reweighted least squares (Schlossmacher 1973)
 * on |foreseen/measured − 1|, so that what goes wrong once weighs no more than it must. Rows may come in any order. There must be
 * as many rows as coefficients that tell them apart: rows of a prior see to that.
 */
export const fitRelative = (rows: readonly MeasuredParts[], floors: readonly number[]): readonly number[] => {
  const sorted = rows.toSorted(compare)
  const scaled = sorted.map(({ parts, seconds, isCensored }) => ({
    scaled: Float64Array.from(parts, (part) => part / seconds),
    isCensored,
  }))
  let weighted = scaled.map(({ scaled: each }) => ({ scaled: each, weight: 1 }))
  let found = solvedAbove(weighted, floors)
  for (let round = 0; round < ROUNDS; round += 1) {
    weighted = scaled.map(({ scaled: each, isCensored }) => {
      const error = dot(each, found) - 1
      return { scaled: each, weight: isCensored && error >= 0 ? 0 : 1 / Math.max(NEAR, Math.abs(error)) }
    })
    found = solvedAbove(weighted, floors)
  }
  return [...found]
}
