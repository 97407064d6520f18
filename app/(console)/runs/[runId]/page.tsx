import { RunView } from '@/components/runs/run-view'

export default async function Page({ params }: { readonly params: Promise<{ runId: string }> }) {
  const { runId } = await params
  return <RunView runId={decodeURIComponent(runId)} />
}
