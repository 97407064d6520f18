import { PlansView } from '@/components/plans/plans-view'

export default function Page() {
  return <PlansView />
}
