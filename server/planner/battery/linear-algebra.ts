/** Lower triangle L with L·Lᵀ = the matrix, row by row. The matrix must be symmetric and positive definite. */
export const cholesky = (matrix: readonly Float64Array[]): readonly Float64Array[] => {
  const lower: Float64Array[] = []
  for (const [row, values] of matrix.entries()) {
    const current = new Float64Array(row + 1)
    for (let column = 0; column <= row; column += 1) {
      const other = column === row ? current : (lower[column] ?? current)
      let sum = values[column] ?? 0
      for (let at = 0; at < column; at += 1) sum -= (current[at] ?? 0) * (other[at] ?? 0)
      current[column] = column === row ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (other[column] ?? 1)
    }
    lower.push(current)
  }
  return lower
}

/** x with L·x = right. */
export const solveLower = (lower: readonly Float64Array[], right: ArrayLike<number>): Float64Array => {
  const solution = new Float64Array(lower.length)
  for (const [row, values] of lower.entries()) {
    let sum = right[row] ?? 0
    for (let at = 0; at < row; at += 1) sum -= (values[at] ?? 0) * (solution[at] ?? 0)
    solution[row] = sum / (values[row] ?? 1)
  }
  return solution
}

export const dot = (left: Float64Array, right: Float64Array): number => {
  let sum = 0
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0)
  return sum
}

/** x with M·x = right. The matrix must be symmetric and positive definite. */
export const solveSymmetric = (matrix: readonly Float64Array[], right: ArrayLike<number>): Float64Array => {
  const lower = cholesky(matrix)
  const halfway = solveLower(lower, right)
  const solution = new Float64Array(lower.length)
  for (let row = lower.length - 1; row >= 0; row -= 1) {
    let sum = halfway[row] ?? 0
    for (let at = row + 1; at < lower.length; at += 1) sum -= (lower[at]?.[row] ?? 0) * (solution[at] ?? 0)
    solution[row] = sum / (lower[row]?.[row] ?? 1)
  }
  return solution
}
