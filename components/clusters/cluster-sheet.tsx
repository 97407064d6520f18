'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { errorText } from '@/components/api/error-text'
import { useTRPC } from '@/components/api/trpc'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { SkeletonRows } from '@/components/ui/skeleton'
import { Tabs } from '@/components/ui/tabs'
import type { Cluster, ManagerView } from '@/server/domain/world'
import { ClusterReach } from './cluster-reach'
import { ClusterRules } from './cluster-rules'
import { ClusterSettings } from './cluster-settings'
import { CpuBaselinePanel } from './cpu-baseline-panel'

type TabId = 'settings' | 'baseline' | 'reach' | 'rules'

/** All of a cluster that is not about one host: what people set, its CPU baseline, what its hosts do not reach, its rules. */
export const ClusterSheet = ({
  manager,
  cluster: opened,
  onClose,
  onChange,
}: {
  readonly manager: Pick<ManagerView, 'id' | 'name'>
  /** Null: hosts that stand in none. */
  readonly cluster: Cluster | null
  readonly onClose: () => void
  readonly onChange: () => void
}) => {
  const m = useMessages()
  const c = m.clusters
  // As it is now, not as it was when the sheet was opened.
  const cluster = useDoc('manager', manager.id)?.clusters.find(({ nativeId }) => nativeId === opened?.nativeId) ?? opened
  const [tab, setTab] = useState<TabId>('settings')
  const where = { managerId: manager.id, clusterNativeId: cluster?.nativeId ?? null }
  const { data: report, error } = useQuery(useTRPC().clusters.report.queryOptions(where))
  const loading = <SkeletonRows rows={4} label={m.common.loading} />
  return (
    <Sheet
      wide
      isOpen
      onClose={onClose}
      title={cluster === null ? c.noCluster(manager.name) : c.titleOf(cluster.name)}
      closeLabel={m.common.close}
    >
      {error ? <ErrorNote title={errorText(error, m).message} detail={errorText(error, m).hint} /> : null}
      <Tabs
        label={cluster?.name ?? manager.name}
        value={tab}
        onChange={setTab}
        items={[
          {
            id: 'settings',
            label: c.tabs.settings,
            content: (
              <ClusterSettings
                manager={manager}
                cluster={cluster}
                findings={report?.findings ?? []}
                onChange={onChange}
                onClose={onClose}
              />
            ),
          },
          {
            id: 'baseline',
            label: c.tabs.baseline,
            content: report ? <CpuBaselinePanel where={where} baseline={report.baseline} /> : loading,
          },
          { id: 'reach', label: c.tabs.reach, content: report ? <ClusterReach report={report} /> : loading },
          { id: 'rules', label: c.tabs.rules, content: report ? <ClusterRules rules={report.rules} /> : loading },
        ]}
      />
    </Sheet>
  )
}
