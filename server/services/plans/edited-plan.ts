import { z } from 'zod'
import { powerGroupIdSchema } from '../../domain/ids'
import { planContentSchema } from '../../domain/plan'
import { withEnded } from '../../planner/cut-off'
import type { ForecastQuestion } from '../../planner/forecast-course'
import type { StoreReads } from '../../store/store'
import { durationsOf } from '../durations-of'
import { viewsFor } from '../power-views'
import { worldOf } from '../world-of'
import { scenesOf } from './forecast-scenes'

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
  /** Also within what it stays in nine of ten cases, which takes twice as long. */
  withBand: z.boolean().default(false),
})

/** What this content would do if the mains of the group failed now. What the edit before it has read and planned is used again. */
export const questionOfEdit = async (
  input: Omit<z.infer<typeof editedPlanSchema>, 'withBand'>,
  read: Pick<StoreReads, 'latest' | 'feeds' | 'groups' | 'devices' | 'runs'>,
): Promise<ForecastQuestion> => {
  const { powerGroupId } = input
  const scenes = scenesOf(read)
  const mirrored = await scenes.readsOf(read)
  const [world, devices, durations, active] = await Promise.all([
    worldOf(mirrored),
    viewsFor(mirrored, powerGroupId),
    durationsOf(mirrored),
    read.runs.list({ limit: MOST_ACTIVE, kind: 'outage', activeOnly: true }),
  ])
  const own = active.find((each) => each.powerGroupId === powerGroupId)
  const run = own === undefined ? null : await read.runs.get(own.id)
  const scene = scenes.sceneOf(powerGroupId, run === null ? world : withEnded(world, run))
  return { ...scene, content: input.content, groupId: powerGroupId, devices, durations, assumptions: input.assumptions }
}
