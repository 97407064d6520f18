import { HostsView } from '@/components/hosts/hosts-view'
import { getQueryClient, trpcServer } from '@/server/api/prefetch'
import { Hydrated } from '../hydrated'

export default async function Page() {
  await getQueryClient().prefetchQuery(trpcServer.topology.feeds.queryOptions())
  return (
    <Hydrated>
      <HostsView />
    </Hydrated>
  )
}
