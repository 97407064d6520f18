'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import type { PlanMoments } from '@/server/domain/latest-moment'
import { isInOutage, type RunWithSteps } from '@/server/domain/run'

const MOMENTS_MS = 5_000

/** Until when the stages that have not fired may wait; null: no outage is on, or it is not known yet. */
export const useRunMoments = (run: RunWithSteps): PlanMoments | null => {
  const { data } = useQuery({
    ...useTRPC().runs.moments.queryOptions({ runId: run.id }),
    placeholderData: keepPreviousData,
    enabled: isInOutage(run),
    refetchInterval: MOMENTS_MS,
  })
  return isInOutage(run) ? (data ?? null) : null
}
