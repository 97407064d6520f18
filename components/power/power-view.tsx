'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useDocs, useLivePhase } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, TitledPanel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { isUps } from '@/server/domain/device-kind'
import { AddDevice } from './add-device'
import { DiscoverSheet } from './discovery/discover-sheet'
import { SearchNote } from './discovery/search-note'
import { PassingTable } from './passing-table'
import { UpsTable } from './ups-table'

export const PowerView = () => {
  const m = useMessages()
  const router = useRouter()
  const phase = useLivePhase()
  const params = useSearchParams()
  const adding = params.get('add') === '1'
  const discovering = params.get('discover') === '1'
  const mayConfigure = useMay('configure')
  const now = useNow(1000)
  const devices = useDocs('device').toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  const upss = devices.filter(isUps)
  const passing = devices.filter((device) => !isUps(device))
  const groups = useDocs('group')
  const add = (
    <Button variant="primary" isDisabled={!mayConfigure} onPress={() => router.push('/power?add=1')}>
      {m.power.add}
    </Button>
  )
  const counts = [m.common.ups(upss.length), ...(passing.length === 0 ? [] : [m.common.passing(passing.length)])]
  return (
    <>
      <PageHeader title={m.power.title} aside={counts.join(' · ')}>
        {mayConfigure ? <SearchNote /> : null}
        {add}
      </PageHeader>
      <Panel className="overflow-hidden">
        {phase === 'connecting' ? (
          <SkeletonRows label={m.common.loading} />
        ) : upss.length === 0 ? (
          <EmptyState title={m.power.emptyTitle} action={add}>
            {m.power.emptyHint}
          </EmptyState>
        ) : (
          <UpsTable devices={upss} groups={groups} now={now} />
        )}
      </Panel>
      {passing.length === 0 ? null : (
        <TitledPanel title={m.power.passing.title} flush>
          <PassingTable devices={passing} now={now} />
        </TitledPanel>
      )}
      {adding ? <AddDevice onClose={() => router.replace('/power')} /> : null}
      {discovering && mayConfigure ? <DiscoverSheet onClose={() => router.replace('/power')} /> : null}
    </>
  )
}
