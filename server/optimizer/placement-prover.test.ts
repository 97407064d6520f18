import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { bundle } from '../../scripts/build.mjs'
import { placeExactly } from '../planner/assign/exact'
import { checkPlacement } from '../planner/check-placement'
import { anyPlacementProblem } from '../testing/placement-samples'
import { highsSolver } from './highs-solver'
import { PlacementProver } from './placement-prover'

const root = join(import.meta.dirname, '../..')
const folder = `dist/test/prover-${process.pid}`
const file = join(root, folder, 'worker.js')
const PROBLEMS = fc.sample(anyPlacementProblem(6, 4), { numRuns: 8, seed: 5 })
const [PROBLEM] = PROBLEMS

let nowMs = 0
const provers: PlacementProver[] = []
const proverOf = (more: { readonly deadlineMs?: number; readonly file?: string } = {}): PlacementProver => {
  const prover = new PlacementProver({ file, now: () => nowMs, deadlineMs: 120_000, ...more })
  provers.push(prover)
  return prover
}

beforeAll(() => bundle({ worker: 'server/optimizer/placement-worker.ts' }, folder))
afterEach(() => Promise.all(provers.splice(0).map((prover) => prover.stop())))
afterAll(() => rmSync(join(root, folder), { recursive: true, force: true }))

it('proves in a thread of its own what is proven here, and remembers it', async () => {
  const prover = proverOf()
  const solver = await highsSolver()
  for (const problem of PROBLEMS) {
    const proven = await prover.prove(problem)
    const here = placeExactly(problem, solver)
    expect(proven).toEqual(here)
    if (proven !== null) expect(checkPlacement(problem, proven)).toEqual([])
    expect(await prover.prove(problem)).toBe(proven)
  }
})

it('A6 one at a time: whoever asks meanwhile is not kept waiting', async () => {
  const prover = proverOf()
  const [first, second] = PROBLEMS
  if (first === undefined || second === undefined) throw new Error('no problems')
  const order: string[] = []
  const one = prover.prove(first).then(() => order.push('first'))
  expect(await prover.prove(second)).toBeNull()
  order.push('second')
  await one
  expect(order).toEqual(['second', 'first'])
})

it('A6 what takes too long is given up, and not tried again for a while', async () => {
  if (PROBLEM === undefined) throw new Error('no problem')
  const prover = proverOf({ deadlineMs: 0 })
  expect(await prover.prove(PROBLEM)).toBeNull()
  const patient = proverOf({ file: join(root, 'no-such-worker.js') })
  expect(await patient.prove(PROBLEM)).toBeNull()
  nowMs += 60_000
  expect(await patient.prove(PROBLEM)).toBeNull()
})
