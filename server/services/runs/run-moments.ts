import { z } from 'zod'
import { runIdSchema } from '../../domain/ids'
import type { PlanMoments } from '../../domain/latest-moment'
import { inTurns } from '../in-turns'
import { shownMoments } from '../plans/shown-forecast'
import { query } from '../verb'
import { questionOfRun } from './running-plan'

/** Until when the stages and VMs of an outage's run that have not begun may wait, from now. Null: as for its forecast. */
export const runMoments = query({
  name: 'runs.moments',
  needs: 'view',
  input: z.object({ runId: runIdSchema }),
  async run({ input, read, nowMs }): Promise<PlanMoments | null> {
    const question = await questionOfRun(input.runId, nowMs, read)
    return question === null ? null : inTurns(shownMoments(question))
  },
})
