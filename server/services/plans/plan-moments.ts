import type { PlanMoments } from '../../domain/latest-moment'
import { inTurns } from '../in-turns'
import { query } from '../verb'
import { editedPlanSchema, questionOfEdit } from './edited-plan'
import { shownMoments } from './shown-forecast'

/** Until when each stage and VM of this content could wait if the mains of the group failed now, and what each VM gains by ending. */
export const planMoments = query({
  name: 'plans.moments',
  needs: 'view',
  input: editedPlanSchema,
  run: async ({ input, read }): Promise<PlanMoments> => inTurns(shownMoments(await questionOfEdit(input, read))),
})
