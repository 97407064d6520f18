import { PowerView } from '@/components/power/power-view'

export default function Page() {
  return <PowerView />
}
