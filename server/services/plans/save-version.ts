import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { planIdSchema, planVersionIdSchema } from '../../domain/ids'
import { planContentSchema } from '../../domain/plan'
import type { PlanVersionRow } from '../../store/store'
import { tell } from '../acting'
import { configChanged } from '../orders/place-order'
import { mutation } from '../verb'
import { worldOf } from '../world-of'
import { knownPlan, planObject } from './plan-object'
import { requireSound } from './sound-content'

/** Keeps what was edited as the plan's next version; nothing acts by it until it is published. */
export const saveVersion = mutation({
  name: 'plans.saveVersion',
  needs: 'configure',
  input: z.object({
    planId: planIdSchema,
    content: planContentSchema,
    note: z.string().trim().max(500).nullable().default(null),
  }),
  async run(context): Promise<PlanVersionRow> {
    const { input, tx, nowMs, actorName } = context
    const plan = await knownPlan(tx, input.planId)
    requireSound(input.content, await worldOf(tx))
    const numbers = (await tx.plans.versions(plan.id)).map(({ number }) => number)
    const version: PlanVersionRow = {
      id: planVersionIdSchema.parse(randomUUID()),
      planId: plan.id,
      number: Math.max(0, ...numbers) + 1,
      content: input.content,
      createdBy: actorName,
      createdAtMs: nowMs,
      note: input.note === '' ? null : input.note,
    }
    await tx.plans.addVersion(version)
    await tell(context, {
      kind: 'plan.version-saved',
      object: planObject(plan),
      message: `Version ${version.number} of ${plan.name} was saved`,
      data: {
        versionId: version.id,
        number: version.number,
        note: version.note,
        stages: version.content.stages.map(({ name, placements }) => ({ name, vms: placements.map(({ vmName }) => vmName) })),
      },
    })
    await configChanged(context)
    return version
  },
})
