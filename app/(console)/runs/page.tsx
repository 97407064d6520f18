import { RUNS_LISTED } from '@/components/runs/runs-listed'
import { RunsView } from '@/components/runs/runs-view'
import { getQueryClient, trpcServer } from '@/server/api/prefetch'
import { Hydrated } from '../hydrated'

export default async function Page() {
  await getQueryClient().prefetchQuery(trpcServer.runs.list.queryOptions({ limit: RUNS_LISTED }))
  return (
    <Hydrated>
      <RunsView />
    </Hydrated>
  )
}
