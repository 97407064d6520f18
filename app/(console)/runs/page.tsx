import { RunsView } from '@/components/runs/runs-view'

export default function Page() {
  return <RunsView />
}
