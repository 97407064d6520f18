'use client'

import { useDocs, useLivePhase } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { bySeverity } from '@/components/status/severities'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import { isUps } from '@/server/domain/device-kind'
import { GroupTile } from './group-tile'
import { RunPanels } from './run-panels'
import { ActiveRuns, Alarms, HostsInMaintenance, Silent } from './side-panels'
import { Uncovered } from './uncovered'

const Tiles = () => {
  const m = useMessages()
  const phase = useLivePhase()
  const groups = useDocs('group').toSorted(
    (a, b) => bySeverity(a, b) || a.name.localeCompare(b.name, undefined, { numeric: true }),
  )
  if (phase === 'connecting')
    return (
      <div role="status" aria-label={m.common.loading} className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {[0, 1, 2].map((index) => (
          <Skeleton key={index} className="h-48 rounded-lg" />
        ))}
      </div>
    )
  if (groups.length === 0)
    return (
      <Panel>
        <EmptyState
          title={m.overview.emptyTitle}
          action={
            <div className="flex gap-2">
              <LinkButton href="/power?add=1" variant="primary">
                {m.overview.emptyAction}
              </LinkButton>
              <LinkButton href="/settings?tab=groups">{m.overview.groupAction}</LinkButton>
            </div>
          }
        >
          {m.overview.emptyHint}
        </EmptyState>
      </Panel>
    )
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {groups.map((group) => (
        <GroupTile key={group.id} group={group} />
      ))}
    </div>
  )
}

const Counts = () => {
  const m = useMessages()
  const [groups, devices, hosts, vms] = [useDocs('group'), useDocs('device'), useDocs('host'), useDocs('vm')]
  if (useLivePhase() === 'connecting') return <>{m.common.loading}</>
  const upss = devices.filter(isUps).length
  const passing = devices.length - upss
  return (
    <>
      {[
        m.common.groups(groups.length),
        m.common.ups(upss),
        m.common.hosts(hosts.length),
        m.common.vms(vms.length),
        ...(passing === 0 ? [] : [m.common.passing(passing)]),
      ].join(' · ')}
    </>
  )
}

export const Overview = () => {
  const m = useMessages()
  return (
    <>
      <PageHeader title={m.overview.title} aside={<Counts />} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid min-w-0 gap-4">
          <Tiles />
          <RunPanels />
        </div>
        <aside className="grid gap-3">
          <Alarms />
          <ActiveRuns />
          <HostsInMaintenance />
          <Silent />
          <Uncovered />
        </aside>
      </div>
    </>
  )
}
