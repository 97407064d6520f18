'use client'

import { skipToken, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import type { PlanContent } from '@/server/domain/plan'
import { isEnded, type RunWithSteps } from '@/server/domain/run'

/** Of the version that the run carries out; null where a newer one acts by now. */
export const useRunContent = ({ planId, planVersionId, phase }: RunWithSteps): PlanContent | null => {
  const { data } = useQuery(useTRPC().plans.get.queryOptions(planId === null || isEnded(phase) ? skipToken : { planId }))
  return [data?.published, data?.latest].find((version) => version?.id === planVersionId)?.content ?? null
}
