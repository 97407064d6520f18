'use client'

import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { MeterBar } from '@/components/ui/meter-bar'
import { StatusMark } from '@/components/ui/status-mark'
import { isDefinedHere } from '@/server/domain/cluster-settings'
import { isEnded } from '@/server/domain/run'
import type { LatestDocs } from '@/server/domain/view'
import type { VirtualMachine } from '@/server/domain/world'
import type { Chain } from '@/components/power/use-chain'
import { endedByRun } from './ended-by-run'
import { FeedMarks } from './feed-marks'
import { HostActions } from './host-actions'
import { HostState } from './host-state'
import { feedSentence, hostFeeds } from './host-feeds'
import { keepAliveSentence } from './keep-alive-sentence'
import type { OpenSheet } from './open-sheet'
import type { TreeRow } from './tree-rows'
import { systemVmSentence } from './system-vm-sentence'
import { VmNotes } from './vm-notes'

/** A phone shows what it is, how it is and what can be done. */
const WIDE = 'max-md:hidden'

type ClusterRow = Extract<TreeRow, { kind: 'cluster' }>
type HostRow = Extract<TreeRow, { kind: 'host' }>

/** The sign of an open or closed line, and its name: the whole of it is pressed. */
const Twist = ({
  open,
  label,
  onPress,
  children,
}: {
  readonly open: boolean
  readonly label: string
  readonly onPress: () => void
  readonly children: ReactNode
}) => (
  <AriaButton
    aria-label={label}
    aria-expanded={open}
    onPress={onPress}
    className="flex h-6 min-w-6 items-center gap-2 rounded px-1.5 hover:bg-ink-4/60"
  >
    <svg
      viewBox="0 0 10 10"
      className={`size-2.5 shrink-0 text-fg-3 transition-transform duration-100 ${open ? 'rotate-90' : ''}`}
      aria-hidden="true"
    >
      <path d="M3 1l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.6" />
    </svg>
    <span className="truncate">{children}</span>
  </AriaButton>
)

/** What is set of the cluster, in few words. */
const ClusterWords = ({ row }: { readonly row: ClusterRow }) => {
  const m = useMessages()
  const format = useFormat()
  const { cluster } = row
  const limit = cluster?.maxCpuPercent ?? null
  const isSet = cluster?.platformMaxCpuPercent !== undefined
  const words = [
    `${m.common.hosts(row.hostCount)}, ${m.common.vms(row.vmCount)}`,
    limit === null ? null : (isSet ? m.clusters.limitSetLine : m.clusters.limitLine)(format.percent(limit)),
    cluster !== null && isDefinedHere(cluster.nativeId) ? m.clusters.definedHere : null,
  ]
  return words.filter((word) => word !== null).join(' · ')
}

export const ClusterLine = ({
  row,
  onToggle,
  onOpen,
}: {
  readonly row: ClusterRow
  readonly onToggle: (id: string) => void
  readonly onOpen: (sheet: OpenSheet) => void
}) => {
  const m = useMessages()
  const mayConfigure = useMay('configure')
  const name = row.name ?? m.hosts.noCluster
  const { manager, cluster } = row
  return (
    <>
      <span role="gridcell" className="flex min-w-0 items-center gap-1 font-semibold">
        <Twist open={row.open} label={m.hosts.expand(name)} onPress={() => onToggle(row.id)}>
          {name}
        </Twist>
      </span>
      <span role="gridcell" className="truncate text-sm text-fg-2 md:col-span-5">
        <ClusterWords row={row} />
      </span>
      <span role="gridcell" className="flex justify-end gap-2 md:col-span-2">
        {manager !== null && cluster === null && mayConfigure ? (
          <Button size="small" onPress={() => onOpen({ kind: 'define-cluster', manager, cluster })}>
            {m.clusters.define}
          </Button>
        ) : null}
        {manager === null ? null : (
          <Button
            size="small"
            aria-label={m.clusters.openOf(row.name ?? manager.name)}
            onPress={() => onOpen({ kind: 'cluster', manager, cluster })}
          >
            {m.clusters.open}
          </Button>
        )}
      </span>
    </>
  )
}

const Share = ({ percent, label }: { readonly percent: number | null; readonly label: string }) => {
  const format = useFormat()
  return (
    <span role="gridcell" className={`${WIDE} items-center gap-2 text-sm text-fg-2 md:flex`}>
      <MeterBar percent={percent} label={label} className="h-1 w-10 xl:w-16" />
      {format.percent(percent)}
    </span>
  )
}

type Runs = readonly LatestDocs['run'][]

export const HostLine = ({
  row,
  watts,
  chain,
  runs,
  onToggle,
  onOpen,
}: {
  readonly row: HostRow
  /** What it draws; null: nobody tells. */
  readonly watts: number | null
  readonly chain: Chain | null
  readonly runs: Runs
  readonly onToggle: (id: string) => void
  readonly onOpen: (sheet: OpenSheet) => void
}) => {
  const m = useMessages()
  const { host } = row
  const run = runs.find(({ kind, hostId, phase }) => kind === 'maintenance' && hostId === host.id && !isEnded(phase))
  const memory = host.memoryMiB && host.memoryUsedMiB !== null ? (host.memoryUsedMiB / host.memoryMiB) * 100 : null
  const format = useFormat()
  const feeds = chain === null ? null : hostFeeds(m, chain, host.id)
  return (
    <>
      <span role="gridcell" className="flex min-w-0 items-center gap-1 font-[550] md:ps-5">
        <Twist open={row.open} label={m.hosts.expand(host.name)} onPress={() => onToggle(host.id)}>
          {host.name}
        </Twist>
        {host.site === undefined || host.site === host.clusterNativeId ? null : (
          <span title={m.hosts.siteOf(host.site)} className="min-w-0 truncate text-xs font-normal text-fg-3">
            {host.site}
          </span>
        )}
        {host.isSpare ? (
          <span title={m.clusters.spareHint} className="shrink-0 rounded border border-line-strong px-1 text-xs text-fg-2">
            {m.clusters.spare}
          </span>
        ) : null}
      </span>
      <span role="gridcell" className="min-w-0 truncate" title={run?.reason ?? undefined}>
        {run && run.phase !== 'in-maintenance' ? (
          <StatusMark severity="maintenance">{m.status.phase[run.phase]}</StatusMark>
        ) : (
          <HostState host={host} runs={runs} />
        )}
      </span>
      <Share percent={host.cpuUsedPercent} label={m.hosts.cpuOf(format.percent(host.cpuUsedPercent))} />
      <Share percent={memory} label={m.hosts.memoryOf(format.percent(memory))} />
      <span role="gridcell" className={`${WIDE} text-sm text-fg-2`}>
        {format.watts(watts)}
      </span>
      <span role="gridcell" className={WIDE}>
        {row.vmCount}
      </span>
      <span role="gridcell" className={`${WIDE} items-center gap-2 text-sm md:flex`}>
        <AriaButton
          onPress={() => onOpen({ kind: 'feeds', host })}
          aria-label={[m.hosts.feedsOf(host.name), ...(feeds ?? []).map(feedSentence)].join('. ')}
          className="inline-flex min-h-6 items-center gap-2 rounded px-1 hover:bg-ink-4/60"
        >
          {feeds ? <FeedMarks feeds={feeds} /> : '…'}
        </AriaButton>
      </span>
      <span role="gridcell" className="flex justify-end gap-2">
        <HostActions host={host} run={run ?? null} onOpen={onOpen} />
      </span>
    </>
  )
}

const VM_SEVERITY = { on: 'normal', off: 'normal', saved: 'normal', paused: 'advisory', unknown: 'stale' } as const

export const VmLine = ({
  vm,
  runs,
  onOpen,
}: {
  readonly vm: VirtualMachine
  readonly runs: Runs
  readonly onOpen: (sheet: OpenSheet) => void
}) => {
  const m = useMessages()
  const mayConfigure = useMay('configure')
  const format = useFormat()
  const ended = vm.power === 'unknown' ? endedByRun(runs, vm.id) : null
  const power = ended === null ? vm.power : ended.action === 'save-state' ? 'saved' : 'off'
  return (
    <>
      <span role="gridcell" className={`flex min-w-0 items-center gap-1 ps-6 md:ps-12 ${vm.power === 'on' ? '' : 'text-fg-3'}`}>
        <span className="truncate">{vm.name}</span>
        {vm.systemKind === null ? null : (
          <span
            title={systemVmSentence(vm.systemKind, m)}
            className="shrink-0 rounded border border-line-strong px-1 text-xs text-fg-2"
          >
            {m.hosts.systemVm}
          </span>
        )}
        {vm.keepAlive === undefined ? null : (
          <span
            title={vm.keepAlive.map((one) => keepAliveSentence(one, m)).join('. ')}
            className="shrink-0 rounded border border-line-strong px-1 text-xs text-fg-2"
          >
            {m.keepAlive.badge}
          </span>
        )}
      </span>
      <span role="gridcell" className="text-sm">
        <StatusMark severity={VM_SEVERITY[power]}>{m.status.vmPower[power]}</StatusMark>
      </span>
      <Share percent={vm.power === 'on' ? vm.cpuUsedPercent : null} label={m.hosts.cpuOf(format.percent(vm.cpuUsedPercent))} />
      <span role="gridcell" className={`${WIDE} text-sm text-fg-2`}>
        {format.memory(vm.memoryMiB)}
      </span>
      <span role="gridcell" className={`${WIDE} col-span-3 min-w-0 truncate text-sm text-fg-3`}>
        <VmNotes vm={vm} first={ended === null ? m.hosts.tools[vm.guestTools] : m.hosts.endedBy(ended.run.title)} />
      </span>
      <span role="gridcell" className="flex justify-end">
        {mayConfigure && vm.systemKind === null ? (
          <Button
            size="small"
            variant="quiet"
            aria-label={m.keepAlive.openOf(vm.name)}
            onPress={() => onOpen({ kind: 'keep-alive', vm })}
          >
            {m.keepAlive.open}
          </Button>
        ) : null}
        {mayConfigure && vm.systemKind === null ? (
          <Button
            size="small"
            variant="quiet"
            aria-label={m.hosts.probeOf(vm.name)}
            onPress={() => onOpen({ kind: 'vm-probe', vm })}
          >
            {m.hosts.probe}
          </Button>
        ) : null}
      </span>
    </>
  )
}
