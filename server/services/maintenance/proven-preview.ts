import type { Assignment, PlacementProblem } from '../../domain/placement-problem'
import type { EvacuationPreview } from '../../domain/preflight'
import type { Prover } from '../../planner/assign/prover'

/** Who proves placements, in a thread of its own. Null: not this one, or not in time. */
export interface PlacementProofs {
  prove(problem: PlacementProblem): Promise<Assignment | null>
}

/**
 * A preview with the best placement, proven, where something is left to be gained and it is small enough; else as it is. What is proven
 * is only taken where it serves no less and the independent checker accepts it.
 */
export const provenPreview = async (
  proofs: PlacementProofs | undefined,
  preview: (prover: Prover) => EvacuationPreview,
): Promise<EvacuationPreview> => {
  const asked = new Map<string, PlacementProblem>()
  const found = preview((problem) => {
    asked.set(JSON.stringify(problem), problem)
    return null
  })
  if (proofs === undefined || asked.size === 0) return found
  const proven = new Map<string, Assignment | null>()
  for (const [key, problem] of asked) proven.set(key, await proofs.prove(problem))
  if ([...proven.values()].every((assignment) => assignment === null)) return found
  return preview((problem) => proven.get(JSON.stringify(problem)) ?? null)
}
