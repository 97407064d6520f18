import { z } from 'zod'
import type { Forecast } from '../../domain/forecast'
import { runIdSchema } from '../../domain/ids'
import { inTurns } from '../in-turns'
import { shownForecast } from '../plans/shown-forecast'
import { query } from '../verb'
import { questionOfRun } from './running-plan'

/** How the rest of an outage's run goes, from now. Null: the run follows no plan, has ended, or sheds on mains, for a danger. */
export const forecastRun = query({
  name: 'runs.forecast',
  needs: 'view',
  input: z.object({ runId: runIdSchema }),
  async run({ input, read, nowMs }): Promise<Forecast | null> {
    const question = await questionOfRun(input.runId, nowMs, read)
    return question === null ? null : inTurns(shownForecast({ ...question, withBand: true }))
  },
})
