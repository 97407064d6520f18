'use client'

import { useRouter, useSearchParams } from 'next/navigation'
import { useDeferredValue, useMemo, useState } from 'react'
import { ClusterSheet } from '@/components/clusters/cluster-sheet'
import { DefineCluster } from '@/components/clusters/define-cluster'
import { useDocs, useLivePhase } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { MaintenanceSheet } from '@/components/maintenance/maintenance-sheet'
import { RebootDialog } from '@/components/maintenance/reboot-dialog'
import { ReturnSheet } from '@/components/maintenance/return-sheet'
import { AddManager } from '@/components/settings/add-manager'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { BmcSheet } from './bmc-sheet'
import { DirectPathSheet } from './direct-path-sheet'
import { FeedsSheet } from './feeds-sheet'
import { KeepAliveSheet } from './keep-alive-sheet'
import { HostTree } from './host-tree'
import type { OpenSheet } from './open-sheet'
import { VmProbeSheet } from './vm-probe-sheet'
import { parseFilter } from './tree-filter'
import { treeRows } from './tree-rows'

export const HostsView = () => {
  const m = useMessages()
  const router = useRouter()
  const params = useSearchParams()
  const phase = useLivePhase()
  const mayConfigure = useMay('configure')
  const [query, setQuery] = useState(params.get('q') ?? '')
  const deferred = useDeferredValue(query)
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [sheet, setSheet] = useState<OpenSheet | 'add-manager' | null>(null)
  const [managers, hosts, vms] = [useDocs('manager'), useDocs('host'), useDocs('vm')]
  const rows = useMemo(
    () => treeRows({ managers, hosts, vms, filter: parseFilter(deferred), toggled }),
    [managers, hosts, vms, deferred, toggled],
  )
  const type = (text: string): void => {
    setQuery(text)
    router.replace(text === '' ? '/hosts' : `/hosts?q=${encodeURIComponent(text)}`, { scroll: false })
  }
  const toggle = (id: string): void =>
    setToggled((before) => (before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id])))
  const close = (): void => setSheet(null)
  const add = (
    <Button isDisabled={!mayConfigure} onPress={() => setSheet('add-manager')}>
      {m.hosts.addManager}
    </Button>
  )
  return (
    <>
      <PageHeader title={m.hosts.title} aside={`${m.common.hosts(hosts.length)}, ${m.common.vms(vms.length)}`}>
        <div className="w-[min(420px,80vw)]">
          <TextField bare label={m.hosts.searchLabel} placeholder={m.hosts.search} value={query} onChange={type} type="search" />
        </div>
        {add}
      </PageHeader>
      <Panel className="flex min-h-64 flex-1 flex-col overflow-hidden">
        {phase === 'connecting' ? (
          <SkeletonRows rows={10} label={m.common.loading} />
        ) : managers.length === 0 && hosts.length === 0 ? (
          <EmptyState title={m.hosts.emptyTitle} action={add}>
            {m.hosts.emptyHint}
          </EmptyState>
        ) : rows.length === 0 ? (
          <EmptyState title={m.hosts.nothing} />
        ) : (
          <HostTree rows={rows} onToggle={toggle} onOpen={setSheet} />
        )}
      </Panel>
      {sheet === 'add-manager' ? <AddManager onClose={close} /> : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'enter' ? (
        <MaintenanceSheet host={sheet.host} onClose={close} />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'exit' ? (
        <ReturnSheet host={sheet.host} onClose={close} />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'reboot' ? (
        <RebootDialog host={sheet.host} onClose={close} />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'vm-probe' ? (
        <VmProbeSheet vm={sheet.vm} onClose={close} />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'keep-alive' ? (
        <KeepAliveSheet vm={sheet.vm} onClose={close} />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'feeds' ? (
        <FeedsSheet
          host={sheet.host}
          onClose={close}
          onOpenBmc={() => setSheet({ kind: 'bmc', host: sheet.host })}
          onOpenDirectPath={() => setSheet({ kind: 'direct-path', host: sheet.host })}
        />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'bmc' ? <BmcSheet host={sheet.host} onClose={close} /> : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'direct-path' ? (
        <DirectPathSheet host={sheet.host} onClose={close} />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'cluster' ? (
        <ClusterSheet
          manager={sheet.manager}
          cluster={sheet.cluster}
          onClose={close}
          onChange={() => setSheet({ ...sheet, kind: 'define-cluster' })}
        />
      ) : null}
      {sheet !== null && sheet !== 'add-manager' && sheet.kind === 'define-cluster' ? (
        <DefineCluster manager={sheet.manager} cluster={sheet.cluster} onClose={close} />
      ) : null}
    </>
  )
}
