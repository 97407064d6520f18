import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

type PlanDetail = inferRouterOutputs<AppRouter>['plans']['get']

/** A plan and its versions as the API answers them. */
export type PlanRow = PlanDetail['plan']
export type PlanVersionRow = NonNullable<PlanDetail['latest']>
