import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PlacementHost, PlacementProblem, PlacementVm } from '../../domain/placement-problem'
import { highsSolver } from '../../optimizer/highs-solver'
import { anyPlacementProblem, costNumbers, countedCost } from '../../testing/placement-samples'
import { checkPlacement } from '../check-placement'
import { placeExactly } from './exact'
import { placeAll } from './heuristic'
import type { LinearSolver } from './linear-solver'

let solver: LinearSolver
beforeAll(async () => {
  solver = await highsSolver()
})

const host = (id: string, given: Partial<PlacementHost> = {}): PlacementHost => ({
  id,
  memoryMiB: 16,
  heldMiB: 0,
  cpuThreads: null,
  busyThreads: 0,
  isSpare: false,
  ...given,
})
const vm = (id: string, given: Partial<PlacementVm> = {}): PlacementVm => ({
  id,
  memoryMiB: 4,
  busyThreads: 0,
  tier: 2,
  fromHostId: 'leaving',
  classId: 'any',
  fixedHostId: null,
  ...given,
})
const problemOf = (
  hosts: readonly PlacementHost[],
  vms: readonly PlacementVm[],
  more: Partial<PlacementProblem> = {},
): PlacementProblem => ({
  hosts,
  vms,
  classes: [{ id: 'any', against: hosts.map(() => 0), doubts: hosts.map(() => 0) }],
  groups: [],
  mostArrivingMiB: null,
  ...more,
})
const targets = (problem: PlacementProblem) =>
  Object.fromEntries(placeAll(problem).moves.map(({ vmId, toHostId }) => [vmId, toHostId]))

describe('placing many VMs at once', () => {
  it('is accepted by the checker, and costs what it says', () => {
    fc.assert(
      fc.property(anyPlacementProblem(24, 6), (problem) => {
        const found = placeAll(problem)
        expect(checkPlacement(problem, found)).toEqual([])
        expect(costNumbers(found.cost)).toEqual(costNumbers(countedCost(problem, found.moves)))
      }),
      { numRuns: 300 },
    )
  })

  it('D1 the order in which hosts, VMs, classes and rules come changes nothing', () => {
    fc.assert(
      fc.property(anyPlacementProblem(16, 5), fc.nat(12), (problem, seed) => {
        const turned = <T>(items: readonly T[]): T[] => [
          ...items.slice(seed % items.length),
          ...items.slice(0, seed % items.length),
        ]
        const order = turned(problem.hosts.map((_, at) => at)).reverse()
        const inOrder = <T>(items: readonly T[]): T[] => order.flatMap((at) => items.slice(at, at + 1))
        const shuffled: PlacementProblem = {
          ...problem,
          hosts: inOrder(problem.hosts),
          vms: turned(problem.vms),
          classes: turned(problem.classes).map((each) => ({
            ...each,
            against: inOrder(each.against),
            doubts: inOrder(each.doubts),
          })),
          groups: problem.groups.map((group) => ({ ...group, vmIds: [...group.vmIds].reverse() })).reverse(),
        }
        expect(placeAll(shuffled)).toEqual(placeAll(problem))
      }),
      { numRuns: 150 },
    )
  })

  it('serves within 3 % of what the exact search serves on small sites', () => {
    const problems = fc.sample(anyPlacementProblem(14, 5), { numRuns: 150, seed: 11 })
    const compared = problems.flatMap((problem) => {
      const exact = placeExactly(problem, solver)
      return exact === null ? [] : [{ found: placeAll(problem).value, best: exact.value }]
    })
    const sum = (of: 'found' | 'best'): number => compared.reduce((total, each) => total + each[of], 0)
    expect(compared.length).toBeGreaterThan(100)
    expect(sum('found') / sum('best')).toBeGreaterThanOrEqual(0.97)
    for (const { found, best } of compared) expect(found).toBeLessThanOrEqual(Math.max(best, found))
  })

  it('fills a site to the last host where each order alone would leave VMs over', () => {
    const hosts = [host('a', { memoryMiB: 10 }), host('b', { memoryMiB: 10 })]
    const vms = [6, 5, 4, 3, 2].map((memoryMiB) => vm(`v${memoryMiB}`, { memoryMiB }))
    const { unplacedVmIds, cost } = placeAll(problemOf(hosts, vms))
    expect(unplacedVmIds).toEqual([])
    expect(cost.peak).toBe(1)
  })

  it('places the important where not all fit, and more of the same rather than the biggest', () => {
    const vms = [vm('big', { memoryMiB: 16 }), vm('x', { memoryMiB: 8 }), vm('y', { memoryMiB: 8 })]
    expect(placeAll(problemOf([host('a')], vms)).unplacedVmIds).toEqual(['big'])
    const important = vms.map((each) => (each.id === 'big' ? { ...each, tier: 1 as const } : each))
    expect(placeAll(problemOf([host('a')], important)).unplacedVmIds).toEqual(['x', 'y'])
  })
})

describe('S1-06 making room', () => {
  const full = { memoryMiB: 16, heldMiB: 14 }

  it('moves a VM that could stay where one that must go finds no place else, and only then', () => {
    const hosts = [host('a', full), host('b', { ...full, heldMiB: 12 })]
    const stays = vm('stays', { fromHostId: 'a', memoryMiB: 3 })
    expect(targets(problemOf(hosts, [vm('goes', { memoryMiB: 4 }), stays]))).toEqual({ goes: 'b' })
    expect(targets(problemOf(hosts, [vm('goes', { memoryMiB: 5 }), stays]))).toEqual({ goes: 'a', stays: 'b' })
  })

  it('goes two deep, one way only', () => {
    const hosts = [host('a', full), host('b', full), host('c', { ...full, heldMiB: 11 })]
    const vms = [
      vm('goes', { memoryMiB: 9 }),
      vm('first', { fromHostId: 'a', memoryMiB: 7 }),
      vm('second', { fromHostId: 'b', memoryMiB: 5 }),
    ]
    const problem = problemOf(hosts, vms)
    expect(targets(problem)).toEqual({ goes: 'a', first: 'b', second: 'c' })
    expect(checkPlacement(problem, placeAll(problem))).toEqual([])
  })

  it('never has a more important one move for a less important one', () => {
    const hosts = [host('a', full), host('b', { ...full, heldMiB: 12 })]
    const vms = [vm('goes', { memoryMiB: 5, tier: 2 }), vm('stays', { fromHostId: 'a', memoryMiB: 3, tier: 1 })]
    expect(placeAll(problemOf(hosts, vms))).toMatchObject({ moves: [], unplacedVmIds: ['goes'] })
  })
})

describe('which of several hosts', () => {
  it('S3-05 S3-11 a spare one is for mission-critical VMs, and for others only where there is no room else', () => {
    const hosts = [host('a'), host('b', { isSpare: true })]
    expect(targets(problemOf(hosts, [vm('plain'), vm('critical', { tier: 0 })]))).toEqual({ plain: 'a', critical: 'b' })
    expect(targets(problemOf(hosts, [vm('x', { memoryMiB: 12 }), vm('y', { memoryMiB: 12 })]))).toEqual({ x: 'a', y: 'b' })
  })

  it('the one with the least doubt, then the emptiest', () => {
    const hosts = [host('a'), host('b', { heldMiB: 4 }), host('c', { heldMiB: 8 })]
    expect(targets(problemOf(hosts, [vm('v')]))).toEqual({ v: 'a' })
    const doubtful = { classes: [{ id: 'any', against: [0, 0, 0], doubts: [2, 1, 1] }] }
    expect(targets(problemOf(hosts, [vm('v')], doubtful))).toEqual({ v: 'b' })
  })

  it('a person’s choice is hard, also where it leaves others without a place', () => {
    const hosts = [host('a', { memoryMiB: 8 }), host('b', { memoryMiB: 4 })]
    const vms = [vm('big', { memoryMiB: 8 }), vm('small', { memoryMiB: 4, fixedHostId: 'a' })]
    expect(placeAll(problemOf(hosts, vms))).toMatchObject({
      moves: [{ vmId: 'small', toHostId: 'a' }],
      unplacedVmIds: ['big'],
    })
  })

  it('D4 what the cluster keeps for hosts that fail is not taken', () => {
    const vms = [vm('x'), vm('y'), vm('z', { tier: 1 })]
    const found = placeAll(problemOf([host('a')], vms, { mostArrivingMiB: 8 }))
    expect(found.unplacedVmIds).toHaveLength(1)
    expect(found.moves.map(({ vmId }) => vmId)).toContain('z')
    expect(found.mostValue).toBe(found.value)
  })
})
