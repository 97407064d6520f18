const STEP = 0.5
const ENOUGH = 1e-4
const MOST_ROUNDS = 60
const DIFFERENCE = 1e-4

/**
 * Where a smooth function of a few variables is least, from `start`: quasi-Newton steps (BFGS) with numeric gradients.
 * Deterministic. Meant for functions with one valley.
 */
export const minimise = (f: (at: readonly number[]) => number, start: readonly number[]): readonly number[] => {
  const n = start.length
  const gradientAt = (at: readonly number[]): readonly number[] =>
    at.map((_, axis) => {
      const moved = (by: number) => at.map((value, place) => (place === axis ? value + by : value))
      return (f(moved(DIFFERENCE)) - f(moved(-DIFFERENCE))) / (2 * DIFFERENCE)
    })
  const times = (matrix: readonly (readonly number[])[], vector: readonly number[]): readonly number[] =>
    matrix.map((row) => row.reduce((sum, value, place) => sum + value * (vector[place] ?? 0), 0))
  const inner = (left: readonly number[], right: readonly number[]): number =>
    left.reduce((sum, value, place) => sum + value * (right[place] ?? 0), 0)
  const fresh = (): readonly (readonly number[])[] =>
    start.map((_, row) => start.map((__, column) => (row === column ? 0.05 : 0)))

  let at = start
  let value = f(at)
  let gradient = gradientAt(at)
  let inverse = fresh()
  for (let round = 0; round < MOST_ROUNDS && inner(gradient, gradient) > ENOUGH * n; round += 1) {
    let step = times(inverse, gradient).map((each) => -each)
    if (inner(step, gradient) >= 0) {
      inverse = fresh()
      step = times(inverse, gradient).map((each) => -each)
    }
    let length = 1
    let next = at
    let nextValue = Number.POSITIVE_INFINITY
    for (let trial = 0; trial < 30; trial += 1) {
      next = at.map((each, place) => each + length * (step[place] ?? 0))
      nextValue = f(next)
      if (nextValue <= value + 1e-4 * length * inner(step, gradient)) break
      length *= STEP
    }
    if (!(nextValue < value)) break
    const nextGradient = gradientAt(next)
    const moved = next.map((each, place) => each - (at[place] ?? 0))
    const turned = nextGradient.map((each, place) => each - (gradient[place] ?? 0))
    const curvature = inner(moved, turned)
    if (curvature > 1e-12) {
      const pressed = times(inverse, turned)
      const scale = (1 + inner(turned, pressed) / curvature) / curvature
      inverse = inverse.map((row, r) =>
        row.map(
          (each, c) =>
            each +
            scale * (moved[r] ?? 0) * (moved[c] ?? 0) -
            ((pressed[r] ?? 0) * (moved[c] ?? 0) + (moved[r] ?? 0) * (pressed[c] ?? 0)) / curvature,
        ),
      )
    }
    at = next
    value = nextValue
    gradient = nextGradient
  }
  return at
}
