import { PlanView } from '@/components/plans/plan-view'
import { getQueryClient, trpcServer } from '@/server/api/prefetch'
import { Hydrated } from '../../hydrated'

export default async function Page({ params }: { readonly params: Promise<{ planId: string }> }) {
  const planId = decodeURIComponent((await params).planId)
  await getQueryClient().prefetchQuery(trpcServer.plans.get.queryOptions({ planId }))
  return (
    <Hydrated>
      <PlanView planId={planId} />
    </Hydrated>
  )
}
