import { z } from 'zod'
import type { Forecast } from '../../domain/forecast'
import { powerGroupIdSchema } from '../../domain/ids'
import { planContentSchema } from '../../domain/plan'
import { forecastPlan } from '../../planner/forecast'
import { viewsFor } from '../power-views'
import { query } from '../verb'
import { worldOf } from '../world-of'

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
    const [world, devices] = await Promise.all([worldOf(read), viewsFor(read, input.powerGroupId)])
    return forecastPlan({
      content: input.content,
      groupId: input.powerGroupId,
      world,
      devices,
      assumptions: input.assumptions,
    })
  },
})
