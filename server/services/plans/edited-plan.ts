import { z } from 'zod'
import { powerGroupIdSchema } from '../../domain/ids'
import { planContentSchema } from '../../domain/plan'
import { withEnded } from '../../planner/cut-off'
import type { ForecastQuestion } from '../../planner/forecast-course'
import type { StoreReads } from '../../store/store'
import { durationsOf } from '../durations-of'
import { viewsFor } from '../power-views'
import { worldOf } from '../world-of'

const MOST_ACTIVE = 1_000

/** A plan as a person edits it, and what is supposed of the battery. */
export const editedPlanSchema = z.object({
  powerGroupId: powerGroupIdSchema,
  content: planContentSchema,
  assumptions: z
    .object({
      startChargePercent: z.number().min(0).max(100).nullable().default(null),
      oneFeedOnly: z.boolean().default(false),
    })
    .default({ startChargePercent: null, oneFeedOnly: false }),
})

/** What this content would do if the mains of the group failed now. */
export const questionOfEdit = async (
  input: z.infer<typeof editedPlanSchema>,
  read: Pick<StoreReads, 'latest' | 'feeds' | 'groups' | 'devices' | 'runs'>,
): Promise<ForecastQuestion> => {
  const [world, devices, durations, active] = await Promise.all([
    worldOf(read),
    viewsFor(read, input.powerGroupId),
    durationsOf(read),
    read.runs.list({ limit: MOST_ACTIVE, kind: 'outage', activeOnly: true }),
  ])
  const own = active.find(({ powerGroupId }) => powerGroupId === input.powerGroupId)
  const run = own === undefined ? null : await read.runs.get(own.id)
  return {
    content: input.content,
    groupId: input.powerGroupId,
    world: run === null ? world : withEnded(world, run),
    devices,
    durations,
    assumptions: input.assumptions,
  }
}
