'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import type { PowerGroupId } from '@/server/domain/ids'
import type { PlanContent } from '@/server/domain/plan'
import { useDebounced } from './use-debounced'

export interface Assumptions {
  readonly startChargePercent: number | null
  readonly oneFeedOnly: boolean
}

const REST_MS = 60
/** Latest moments take longer than a forecast, and are looked at less while something is dragged. */
const MOMENTS_REST_MS = 400
const REFRESH_MS = 10_000

/** How the content being edited would end; the last answer stays until the next one is there. */
export const usePlanForecast = (powerGroupId: PowerGroupId, content: PlanContent, assumptions: Assumptions) => {
  const settled = useDebounced(content, REST_MS)
  return useQuery({
    ...useTRPC().plans.forecast.queryOptions({ powerGroupId, content: settled, assumptions }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}

/** Until when the stages and VMs of the content being edited could wait, and what each VM gains. */
export const usePlanMoments = (powerGroupId: PowerGroupId, content: PlanContent, assumptions: Assumptions) => {
  const settled = useDebounced(content, MOMENTS_REST_MS)
  return useQuery({
    ...useTRPC().plans.moments.queryOptions({ powerGroupId, content: settled, assumptions }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}
