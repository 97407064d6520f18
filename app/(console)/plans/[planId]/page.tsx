import { PlanView } from '@/components/plans/plan-view'

export default async function Page({ params }: { readonly params: Promise<{ planId: string }> }) {
  const { planId } = await params
  return <PlanView planId={decodeURIComponent(planId)} />
}
