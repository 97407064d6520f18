'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import type { PlanId } from '@/server/domain/ids'
import type { PlanVersionRow } from './plan-types'

/**
 * What was saved or published is shown as such at once: until the server answers anew, which forecasts under way delay, the page would
 * call it not saved beside the word that it is.
 */
export const useKeptVersions = (planId: PlanId) => {
  const queries = useQueryClient()
  const key = useTRPC().plans.get.queryKey({ planId })
  return {
    keepSaved: (version: PlanVersionRow): void => {
      queries.setQueryData(key, (detail) => detail && { ...detail, latest: version })
    },
    keepPublished: (version: PlanVersionRow): void => {
      queries.setQueryData(key, (detail) => {
        if (detail === undefined) return undefined
        const isLatest = detail.latest === null || version.number >= detail.latest.number
        return { ...detail, published: version, latest: isLatest ? version : detail.latest }
      })
    },
  }
}
