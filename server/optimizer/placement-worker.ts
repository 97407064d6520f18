import { parentPort } from 'node:worker_threads'
import { placementProblemSchema } from '../domain/plan-file/problems'
import { placeExactly } from '../planner/assign/exact'
import { highsSolver } from './highs-solver'

/** A thread of its own, for HiGHS blocks it: answers each placement problem with the best placement, proven, or with null. */
parentPort?.on('message', (asked: unknown) => {
  void highsSolver().then((solver) => parentPort?.postMessage(placeExactly(placementProblemSchema.parse(asked), solver)))
})
