import type { PlanRow } from '../../store/store'
import { noInput } from '../inputs'
import { query } from '../verb'

export interface ListedPlan {
  readonly plan: PlanRow
  readonly groupName: string | null
  readonly latestVersionNumber: number | null
  readonly publishedVersionNumber: number | null
}

export const listPlans = query({
  name: 'plans.list',
  needs: 'view',
  input: noInput,
  async run({ read }): Promise<readonly ListedPlan[]> {
    const [plans, groups] = await Promise.all([read.plans.list(), read.groups.list()])
    return Promise.all(
      plans.map(async (plan) => {
        const versions = await read.plans.versions(plan.id)
        const published = versions.find(({ id }) => id === plan.publishedVersionId)
        return {
          plan,
          groupName: groups.find(({ id }) => id === plan.powerGroupId)?.name ?? null,
          latestVersionNumber: versions.length === 0 ? null : Math.max(...versions.map(({ number }) => number)),
          publishedVersionNumber: published?.number ?? null,
        }
      }),
    )
  },
})
