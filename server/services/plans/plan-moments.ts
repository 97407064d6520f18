import type { PlanMoments } from '../../domain/latest-moment'
import { momentsInPieces } from '../../planner/latest-moment'
import { inTurns } from '../in-turns'
import { query } from '../verb'
import { editedPlanSchema, questionOfEdit } from './edited-plan'

/** Until when each stage and VM of this content could wait if the mains of the group failed now, and what each VM gains by ending. */
export const planMoments = query({
  name: 'plans.moments',
  needs: 'view',
  input: editedPlanSchema,
  run: async ({ input, read }): Promise<PlanMoments> => inTurns(momentsInPieces(await questionOfEdit(input, read))),
})
