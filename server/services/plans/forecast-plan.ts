import type { Forecast } from '../../domain/forecast'
import { inTurns } from '../in-turns'
import { query } from '../verb'
import { editedPlanSchema, questionOfEdit } from './edited-plan'
import { shownForecast } from './shown-forecast'

/** What this content would do if the mains of the group failed now; for the builder, while a person edits. */
export const forecastContent = query({
  name: 'plans.forecast',
  needs: 'view',
  input: editedPlanSchema,
  run: async ({ input, read }): Promise<Forecast> =>
    inTurns(shownForecast({ ...(await questionOfEdit(input, read)), withBand: input.withBand })),
})
