'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { useTRPCClient } from '@/components/api/trpc'
import type { PlanMoments } from '@/server/domain/latest-moment'
import { isInOutage, type RunWithSteps } from '@/server/domain/run'

/** As often as the forecast beside it; of a large plan, which takes seconds, a third of the time at most is spent on them. */
const MOMENTS_MS = 2_000
const REST_SHARE = 2

/** Until when the stages that have not fired may wait; null: no outage is on, or it is not known yet. */
export const useRunMoments = (run: RunWithSteps): PlanMoments | null => {
  const client = useTRPCClient()
  const tookMs = useRef(0)
  const { data } = useQuery({
    queryKey: ['runs.moments', run.id],
    queryFn: async ({ signal }) => {
      const beganMs = performance.now()
      const moments = await client.runs.moments.query({ runId: run.id }, { signal })
      tookMs.current = performance.now() - beganMs
      return moments
    },
    placeholderData: keepPreviousData,
    enabled: isInOutage(run),
    refetchInterval: () => Math.max(MOMENTS_MS, REST_SHARE * tookMs.current),
  })
  return isInOutage(run) ? (data ?? null) : null
}
