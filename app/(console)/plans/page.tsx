import { PlansView } from '@/components/plans/plans-view'
import { getQueryClient, trpcServer } from '@/server/api/prefetch'
import { Hydrated } from '../hydrated'

export default async function Page() {
  await getQueryClient().prefetchQuery(trpcServer.plans.list.queryOptions())
  return (
    <Hydrated>
      <PlansView />
    </Hydrated>
  )
}
