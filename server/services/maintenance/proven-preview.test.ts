import { beforeAll, expect, it } from 'vitest'
import type { Assignment, PlacementProblem } from '../../domain/placement-problem'
import { highsSolver } from '../../optimizer/highs-solver'
import { placeExactly } from '../../planner/assign/exact'
import { placeAll } from '../../planner/assign/heuristic'
import type { Prover } from '../../planner/assign/prover'
import { previewEvacuation } from '../../planner/evacuation'
import { host, hostId, vm, world } from '../../testing/world-samples'
import { provenPreview } from './proven-preview'

/** One of another host has to make room; the heuristic proves nothing of the kind. */
const site = world({
  hosts: [host('a'), host('b', { memoryMiB: 40_000 }), host('c', { memoryMiB: 40_000 })],
  vms: [
    vm('goes', 'a', { memoryMiB: 22_000 }),
    vm('big', 'b', { memoryMiB: 15_000 }),
    vm('small', 'b', { memoryMiB: 12_000 }),
    vm('held', 'c', { memoryMiB: 20_000 }),
  ],
})
const preview = (prover: Prover) => previewEvacuation({ world: site, hostId: hostId('a'), choices: [], makeRoom: true, prover })
const asked: PlacementProblem[] = []
const proofsOf = (answer: (problem: PlacementProblem) => Assignment | null) => ({
  prove: (problem: PlacementProblem) => {
    asked.push(problem)
    return Promise.resolve(answer(problem))
  },
})
let prover: Prover
beforeAll(async () => {
  const solver = await highsSolver()
  prover = (problem) => placeExactly(problem, solver)
})

it('S1-06 a preview in which something is left to be gained is proven, and says so', async () => {
  const shown = await provenPreview(proofsOf(prover), preview)
  expect(shown.placement).toMatchObject({ isExact: true, gapPercent: 0, unplaced: 0, makeRoom: 1 })
  expect(asked.length).toBeGreaterThan(0)
})

it('stands as it was found where nobody proves it, or not in time', async () => {
  const alone = preview(() => null)
  expect(await provenPreview(undefined, preview)).toEqual(alone)
  expect(
    await provenPreview(
      proofsOf(() => null),
      preview,
    ),
  ).toEqual(alone)
})

it('D4 what serves less, or the checker refuses, is not taken', async () => {
  const alone = preview(() => null)
  const worse = proofsOf((problem) => ({
    ...placeAll(problem),
    moves: [],
    unplacedVmIds: problem.vms.map(({ id }) => id),
    value: 0,
  }))
  expect(await provenPreview(worse, preview)).toEqual(alone)
  const crowded = proofsOf((problem) => ({
    ...placeAll(problem),
    moves: problem.vms.map(({ id }) => ({ vmId: id, toHostId: hostId('b') })),
    unplacedVmIds: [],
    value: 10 * problem.vms.length,
    mostValue: 10 * problem.vms.length,
    isExact: true,
  }))
  const { notes, ...shown } = await provenPreview(crowded, preview)
  expect(shown).toEqual(alone)
  expect(notes).toEqual([expect.stringContaining('the independent checker does not accept it')])
})

it('nothing is asked where all find a place', async () => {
  const before = asked.length
  const roomy = { ...site, hosts: [host('a'), host('b'), host('c')] }
  await provenPreview(proofsOf(prover), (given) =>
    previewEvacuation({ world: roomy, hostId: hostId('a'), choices: [], makeRoom: true, prover: given }),
  )
  expect(asked).toHaveLength(before)
})
