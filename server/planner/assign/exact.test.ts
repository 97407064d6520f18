import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PlacementProblem } from '../../domain/placement-problem'
import { highsSolver } from '../../optimizer/highs-solver'
import { anyPlacementProblem, bestByTrying, costNumbers, countedCost } from '../../testing/placement-samples'
import { checkPlacement } from '../check-placement'
import { placeExactly } from './exact'
import { placeAll } from './heuristic'
import type { LinearSolver } from './linear-solver'

let solver: LinearSolver
beforeAll(async () => {
  solver = await highsSolver()
})

const exactly = (problem: PlacementProblem) => {
  const assignment = placeExactly(problem, solver)
  if (assignment === null) throw new Error('too big for the exact search')
  return assignment
}

describe('the exact placement', () => {
  it('is as good as the best of all that there are', () => {
    fc.assert(
      fc.property(anyPlacementProblem(5, 4), (problem) => {
        const { cost, moves } = exactly(problem)
        expect(costNumbers(countedCost(problem, moves))).toEqual(bestByTrying(problem))
        expect(costNumbers(cost)).toEqual(costNumbers(countedCost(problem, moves)))
      }),
      { numRuns: 60 },
    )
  })

  it('is accepted by the checker, and no bound of the heuristic lies below it', () => {
    fc.assert(
      fc.property(anyPlacementProblem(9, 5), (problem) => {
        const best = exactly(problem)
        expect(checkPlacement(problem, best)).toEqual([])
        expect(placeAll(problem).mostValue).toBeGreaterThanOrEqual(best.value)
      }),
      { numRuns: 60 },
    )
  })
})
