import { z } from 'zod'
import { planIdSchema } from '../../domain/ids'
import type { PlanRow, PlanVersionRow } from '../../store/store'
import { query } from '../verb'
import { knownPlan } from './plan-object'

export interface PlanDetail {
  readonly plan: PlanRow
  readonly latest: PlanVersionRow | null
  readonly published: PlanVersionRow | null
  /** Newest first. */
  readonly versions: readonly Omit<PlanVersionRow, 'content' | 'planId'>[]
}

export const getPlan = query({
  name: 'plans.get',
  needs: 'view',
  input: z.object({ planId: planIdSchema }),
  async run({ input, read }): Promise<PlanDetail> {
    const plan = await knownPlan(read, input.planId)
    const versions = (await read.plans.versions(plan.id)).toSorted((one, other) => other.number - one.number)
    return {
      plan,
      latest: versions[0] ?? null,
      published: versions.find(({ id }) => id === plan.publishedVersionId) ?? null,
      versions: versions.map(({ id, number, createdBy, createdAtMs, note }) => ({ id, number, createdBy, createdAtMs, note })),
    }
  },
})
