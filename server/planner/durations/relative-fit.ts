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
/** Coefficients that change by less than this share change no more. */
const STILL = 1e-9

const compare = (one: MeasuredParts, other: MeasuredParts): number => {
  const [left, right] = [one, other].map(({ seconds, isCensored, parts }) => [seconds, Number(isCensored), ...parts])
  for (const [at, value] of (left ?? []).entries()) {
    const difference = value - (right?.[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Weighted normal equations: matrix · coefficients = right. */
interface Normal {
  readonly matrix: readonly Float64Array[]
  readonly right: Float64Array
}

const normalOf = (rows: readonly Float64Array[], weights: Float64Array, size: number): Normal => {
  const matrix = Array.from({ length: size }, () => new Float64Array(size))
  const right = new Float64Array(size)
  for (const [place, row] of rows.entries()) {
    const weight = weights[place] ?? 0
    for (let at = 0; at < size; at += 1) {
      const value = weight * (row[at] ?? 0)
      right[at] = (right[at] ?? 0) + value
      const line = matrix[at]
      if (line === undefined) continue
      for (let other = 0; other <= at; other += 1) line[other] = (line[other] ?? 0) + value * (row[other] ?? 0)
    }
  }
  for (let at = 0; at < size; at += 1)
    for (let other = 0; other < at; other += 1) {
      const line = matrix[other]
      if (line !== undefined) line[at] = matrix[at]?.[other] ?? 0
    }
  return { matrix, right }
}

/** The coefficients that are not held, given those that are. */
const solved = ({ matrix, right }: Normal, held: ReadonlyMap<number, number>): Float64Array => {
  const free = [...right.keys()].filter((at) => !held.has(at))
  const reduced = free.map((row) => Float64Array.from(free, (column) => matrix[row]?.[column] ?? 0))
  const rest = free.map((row) => {
    let sum = right[row] ?? 0
    for (const [at, value] of held) sum -= (matrix[row]?.[at] ?? 0) * value
    return sum
  })
  const found = solveSymmetric(reduced, rest)
  const all = Float64Array.from(right.keys(), (at) => held.get(at) ?? 0)
  for (const [place, at] of free.entries()) all[at] = found[place] ?? 0
  return all
}

/** What falls below its floor is held there, one after the other, the worst first. */
const solvedAbove = (normal: Normal, floors: readonly number[]): Float64Array => {
  const held = new Map<number, number>()
  while (held.size < floors.length) {
    const found = solved(normal, held)
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
  }
  return Float64Array.from(floors)
}

/**
 * Coefficients with the least mean relative error, none below its floor: iteratively reweighted least squares (Schlossmacher 1973)
 * on |foreseen/measured − 1|, so that what goes wrong once weighs no more than it must. Rows may come in any order. There must be
 * as many rows as coefficients that tell them apart: rows of a prior see to that.
 */
export const fitRelative = (given: readonly MeasuredParts[], floors: readonly number[]): readonly number[] => {
  const sorted = given.toSorted(compare)
  const rows = sorted.map(({ parts, seconds }) => Float64Array.from(parts, (part) => part / seconds))
  const weights = new Float64Array(rows.length).fill(1)
  let found = solvedAbove(normalOf(rows, weights, floors.length), floors)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [place, row] of rows.entries()) {
      const error = dot(row, found) - 1
      const isEnough = sorted[place]?.isCensored === true && error >= 0
      weights[place] = isEnough ? 0 : 1 / Math.max(NEAR, Math.abs(error))
    }
    const before = found
    found = solvedAbove(normalOf(rows, weights, floors.length), floors)
    if (found.every((value, at) => Math.abs(value - (before[at] ?? 0)) <= STILL * Math.abs(value))) break
  }
  return [...found]
}
