import { RunView } from '@/components/runs/run-view'
import { getQueryClient, trpcServer } from '@/server/api/prefetch'
import { Hydrated } from '../../hydrated'

export default async function Page({ params }: { readonly params: Promise<{ runId: string }> }) {
  const runId = decodeURIComponent((await params).runId)
  await getQueryClient().prefetchQuery(trpcServer.runs.get.queryOptions({ runId }))
  return (
    <Hydrated>
      <RunView runId={runId} />
    </Hydrated>
  )
}
