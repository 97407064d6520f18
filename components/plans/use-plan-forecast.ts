'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPCClient } from '@/components/api/trpc'
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
/** A band takes twice as long as a forecast without one, which goes first. */
const BAND_REST_MS = 250
const REFRESH_MS = 10_000
/** Answers are long, and edits many: what is no longer shown is let go. */
const KEPT_MS = 5_000

const numbers = new WeakMap<PlanContent, number>()
let counted = 0

/** A content is never changed, only replaced: its number stands for it, where the whole would have to be read at each render. */
const numberOf = (content: PlanContent): number => {
  const number = numbers.get(content) ?? counted + 1
  counted = Math.max(counted, number)
  numbers.set(content, number)
  return number
}

/** Asked anew for each content, and given up with it: the answer to another one is shown only until that to the last is there. */
const useAnswer = <Answer>(
  name: string,
  asked: { readonly powerGroupId: PowerGroupId; readonly content: PlanContent; readonly assumptions: Assumptions },
  ask: (
    asked: { powerGroupId: PowerGroupId; content: PlanContent; assumptions: Assumptions },
    signal: AbortSignal,
  ) => Promise<Answer>,
) =>
  useQuery({
    queryKey: [name, asked.powerGroupId, numberOf(asked.content), asked.assumptions],
    queryFn: ({ signal }) => ask(asked, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    gcTime: KEPT_MS,
    // Answers are taken as they come: to look for what of thousands of bars stayed takes longer than to draw them.
    structuralSharing: false,
  })

/** How the content being edited would end; the last answer stays until the next one is there. */
export const usePlanForecast = (powerGroupId: PowerGroupId, content: PlanContent, assumptions: Assumptions) => {
  const client = useTRPCClient()
  const settled = useDebounced(content, REST_MS)
  return useAnswer('plans.forecast', { powerGroupId, content: settled, assumptions }, (asked, signal) =>
    client.plans.forecast.query(asked, { signal }),
  )
}

/** Within what it stays in nine of ten cases; the last answer stays until the next one is there. */
export const usePlanBand = (powerGroupId: PowerGroupId, content: PlanContent, assumptions: Assumptions) => {
  const client = useTRPCClient()
  const settled = useDebounced(content, BAND_REST_MS)
  return useAnswer('plans.band', { powerGroupId, content: settled, assumptions }, async (asked, signal) => {
    const { band } = await client.plans.forecast.query({ ...asked, withBand: true }, { signal })
    return band ?? null
  })
}

/** Until when the stages and VMs of the content being edited could wait, and what each VM gains. */
export const usePlanMoments = (powerGroupId: PowerGroupId, content: PlanContent, assumptions: Assumptions) => {
  const client = useTRPCClient()
  const settled = useDebounced(content, MOMENTS_REST_MS)
  return useAnswer('plans.moments', { powerGroupId, content: settled, assumptions }, (asked, signal) =>
    client.plans.moments.query(asked, { signal }),
  )
}
