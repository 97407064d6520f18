import { z } from 'zod'
import type { Forecast } from '../../domain/forecast'
import { runIdSchema } from '../../domain/ids'
import { isEnded, isInOutage } from '../../domain/run'
import { forecastPlan } from '../../planner/forecast'
import { durationsOf } from '../durations-of'
import { notFound } from '../service-error'
import { viewsFor } from '../power-views'
import { query } from '../verb'
import { worldOf } from '../world-of'

/** How the rest of an outage's run goes, from now. Null: the run follows no plan, has ended, or sheds on mains, for a danger. */
export const forecastRun = query({
  name: 'runs.forecast',
  needs: 'view',
  input: z.object({ runId: runIdSchema }),
  async run({ input, read, nowMs }): Promise<Forecast | null> {
    const run = await read.runs.get(input.runId)
    if (run === null) throw notFound('This run')
    const version = run.planVersionId === null ? null : await read.plans.version(run.planVersionId)
    if (version === null || run.powerGroupId === null || isEnded(run.phase)) return null
    if (run.phase === 'shedding' && !isInOutage(run)) return null
    const [world, devices, durations] = await Promise.all([worldOf(read), viewsFor(read, run.powerGroupId), durationsOf(read)])
    return forecastPlan({
      content: version.content,
      groupId: run.powerGroupId,
      world,
      devices,
      durations,
      progress: { run, nowMs },
    })
  },
})
