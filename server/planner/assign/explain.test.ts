import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { PLACEMENT_FAMILIES, type PlacementFamily, type PlacementProblem } from '../../domain/placement-problem'
import { highsSolver } from '../../optimizer/highs-solver'
import { anyPlacementProblem, bestByTrying } from '../../testing/placement-samples'
import { placeExactly } from './exact'
import { whyUnplaced } from './explain'
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

/** By hand, apart from the code under test. */
const lifted = (problem: PlacementProblem, lift: (family: PlacementFamily) => boolean): PlacementProblem => ({
  hosts: problem.hosts.map((host) => ({
    ...host,
    memoryMiB: lift('memory') ? 1_000_000 : host.memoryMiB,
    cpuThreads: lift('cpu-headroom') ? 1_000_000 : host.cpuThreads,
  })),
  vms: problem.vms.map((vm) => (lift('override') ? { ...vm, fixedHostId: null } : vm)),
  classes: problem.classes.map((each) => ({
    ...each,
    against: each.against.map((bits) =>
      PLACEMENT_FAMILIES.reduce((left, family, at) => (lift(family) ? left & ~(1 << at) : left), bits),
    ),
  })),
  groups: problem.groups.filter(() => !lift('affinity')),
  mostArrivingMiB: lift('arrivals') ? 1_000_000 : problem.mostArrivingMiB,
})

/** Without groups and with few VMs: trying everything for each subset of reasons takes long. */
const smallProblem = anyPlacementProblem(3, 3)
const BESIDES_HOST = PLACEMENT_FAMILIES.filter((family) => family !== 'host')

describe('why not all find a place', () => {
  it('names the smallest set of reasons that there is', () => {
    let seen = 0
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const reasons = whyUnplaced(problem, exactly(problem), exactly)
        const solvable = (families: readonly PlacementFamily[]): boolean =>
          bestByTrying(lifted(problem, (family) => families.includes(family)))
            .slice(0, 4)
            .every((count) => count === 0)
        if (reasons === null) {
          expect(solvable([])).toBe(true)
          return
        }
        seen += 1
        expect(solvable(reasons.families)).toBe(true)
        if (reasons.families.length === 1) expect(solvable([])).toBe(false)
        if (reasons.families.length === 2) for (const family of BESIDES_HOST) expect(solvable([family])).toBe(false)
      }),
      { numRuns: 80 },
    )
    expect(seen).toBeGreaterThan(5)
  })

  it('removing a constraint never makes the exact placement worse', () => {
    fc.assert(
      fc.property(smallProblem, fc.constantFrom(...BESIDES_HOST), (problem, family) => {
        const served = (given: PlacementProblem): readonly number[] => exactly(given).cost.unplaced
        const more = served(lifted(problem, (each) => each === family))
        const differing = served(problem).findIndex((count, tier) => count !== more[tier])
        expect(differing === -1 || (more[differing] ?? 0) < (served(problem)[differing] ?? 0)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
