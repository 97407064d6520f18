import type { PlanId } from '../../domain/ids'
import type { JournalObject } from '../../domain/journal'
import type { PlanRow, StoreReads } from '../../store/store'
import { notFound } from '../service-error'

export const planObject = (plan: Pick<PlanRow, 'id' | 'name'>): JournalObject => ({ kind: 'plan', id: plan.id, name: plan.name })

export const knownPlan = async (read: Pick<StoreReads, 'plans'>, id: PlanId): Promise<PlanRow> => {
  const plan = await read.plans.get(id)
  if (plan === null) throw notFound('This plan')
  return plan
}
