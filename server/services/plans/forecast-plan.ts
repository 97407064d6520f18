import { z } from 'zod'
import type { Forecast } from '../../domain/forecast'
import { powerGroupIdSchema } from '../../domain/ids'
import { planContentSchema } from '../../domain/plan'
import { withEnded } from '../../planner/cut-off'
import { forecastPlan } from '../../planner/forecast'
import { durationsOf } from '../durations-of'
import { viewsFor } from '../power-views'
import { query } from '../verb'
import { worldOf } from '../world-of'

const MOST_ACTIVE = 1_000

/** What this content would do if the mains of the group failed now; for the builder, while a person edits. */
export const forecastContent = query({
  name: 'plans.forecast',
  needs: 'view',
  input: z.object({
    powerGroupId: powerGroupIdSchema,
    content: planContentSchema,
    assumptions: z
      .object({
        startChargePercent: z.number().min(0).max(100).nullable().default(null),
        oneFeedOnly: z.boolean().default(false),
      })
      .default({ startChargePercent: null, oneFeedOnly: false }),
  }),
  async run({ input, read }): Promise<Forecast> {
    const [world, devices, durations, active] = await Promise.all([
      worldOf(read),
      viewsFor(read, input.powerGroupId),
      durationsOf(read),
      read.runs.list({ limit: MOST_ACTIVE, kind: 'outage', activeOnly: true }),
    ])
    const own = active.find(({ powerGroupId }) => powerGroupId === input.powerGroupId)
    const run = own === undefined ? null : await read.runs.get(own.id)
    return forecastPlan({
      content: input.content,
      groupId: input.powerGroupId,
      world: run === null ? world : withEnded(world, run),
      devices,
      durations,
      assumptions: input.assumptions,
    })
  },
})
