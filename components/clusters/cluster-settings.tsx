'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { Check } from '@/components/ui/check'
import { StatusMark } from '@/components/ui/status-mark'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { isDefinedHere } from '@/server/domain/cluster-settings'
import type { Cluster, Host, ManagerView } from '@/server/domain/world'

interface Subject {
  readonly manager: Pick<ManagerView, 'id' | 'name'>
  readonly cluster: Cluster
}

/** How busy a migration target may become (S1-12). */
const LimitForm = ({ manager, cluster }: Subject) => {
  const m = useMessages()
  const c = m.clusters
  const format = useFormat()
  const may = useMay('configure')
  const isSet = cluster.platformMaxCpuPercent !== undefined
  const before = isSet && cluster.maxCpuPercent !== null ? String(cluster.maxCpuPercent) : ''
  const [text, setText] = useState(before)
  const percent = text.trim() === '' ? null : Number(text)
  const isBad = percent !== null && !(Number.isInteger(percent) && percent >= 1 && percent <= 100)
  const platform = isSet ? (cluster.platformMaxCpuPercent ?? null) : cluster.maxCpuPercent
  const save = useVerb(
    (client, maxCpuPercent: number | null) =>
      client.clusters.setLimit.mutate({ managerId: manager.id, clusterNativeId: cluster.nativeId, maxCpuPercent }),
    () => toast({ title: c.limitSaved(cluster.name) }),
  )
  return (
    <div className="flex items-start gap-3">
      <TextField
        label={c.limit}
        hint={c.limitHint(platform === null ? c.platformNone : format.percent(platform))}
        error={isBad ? c.limitBad : null}
        type="number"
        inputMode="numeric"
        value={text}
        onChange={setText}
        isDisabled={!may}
      />
      <span className="pt-5">
        <Button isPending={save.isPending} isDisabled={!may || isBad || text === before} onPress={() => save.mutate(percent)}>
          {m.common.save}
        </Button>
      </span>
    </div>
  )
}

/** Which hosts are kept free for others' VMs (S3-05). */
const SpareHosts = ({ hosts }: { readonly hosts: readonly Host[] }) => {
  const m = useMessages()
  const c = m.clusters
  const may = useMay('configure')
  const set = useVerb(
    (client, { host, isSpare }: { readonly host: Host; readonly isSpare: boolean }) =>
      client.clusters.setSpare.mutate({ hostId: host.id, isSpare }).then(() => ({ name: host.name, isSpare })),
    ({ name, isSpare }) => toast({ title: isSpare ? c.spareSaved(name) : c.spareEnded(name) }),
  )
  return (
    <fieldset className="grid gap-1">
      <legend className="pb-1 text-xs text-fg-3">{c.hosts}</legend>
      {hosts.map((host) => (
        <Check
          key={host.id}
          isSelected={host.isSpare === true}
          isDisabled={!may}
          onChange={(isSpare) => set.mutate({ host, isSpare })}
        >
          {host.name}
        </Check>
      ))}
      <p className="text-sm text-fg-3">{c.hostsHint}</p>
    </fieldset>
  )
}

/** Of a cluster that was defined here. */
const OwnCluster = ({
  manager,
  cluster,
  onChange,
  onClose,
}: Subject & { readonly onChange: () => void; readonly onClose: () => void }) => {
  const m = useMessages()
  const c = m.clusters
  const [isOpen, setOpen] = useState(false)
  const dissolve = useVerb(
    (client, reason: string | null) =>
      client.clusters.dissolve.mutate({ managerId: manager.id, clusterNativeId: cluster.nativeId, reason }),
    () => {
      toast({ title: c.dissolved(cluster.name) })
      onClose()
    },
  )
  return (
    <div className="flex gap-2">
      <Button onPress={onChange}>{c.change}</Button>
      <Button onPress={() => setOpen(true)}>{c.dissolve}</Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={c.dissolve}
        consequence={c.dissolveConsequence(cluster.name)}
        actLabel={c.dissolve}
        isPending={dissolve.isPending}
        onAct={(reason) => dissolve.mutate(reason)}
      />
    </div>
  )
}

export const ClusterSettings = ({
  manager,
  cluster,
  findings,
  onChange,
  onClose,
}: {
  readonly manager: Subject['manager']
  readonly cluster: Cluster | null
  /** What is said of one host's set-up. */
  readonly findings: readonly { readonly hostName: string; readonly text: string }[]
  readonly onChange: () => void
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const may = useMay('configure')
  const hosts = useDocs('host')
    .filter(({ managerId, clusterNativeId }) => managerId === manager.id && clusterNativeId === (cluster?.nativeId ?? null))
    .toSorted((left, right) => left.name.localeCompare(right.name, undefined, { numeric: true }))
  return (
    <div className="grid gap-5">
      {cluster === null ? null : <LimitForm manager={manager} cluster={cluster} />}
      <SpareHosts hosts={hosts} />
      {cluster !== null && isDefinedHere(cluster.nativeId) && may ? (
        <OwnCluster manager={manager} cluster={cluster} onChange={onChange} onClose={onClose} />
      ) : null}
      {findings.length === 0 ? null : (
        <section className="grid gap-1" aria-label={m.clusters.findings}>
          <h3 className="text-xs text-fg-3">{m.clusters.findings}</h3>
          <ul className="grid gap-1">
            {findings.map(({ hostName, text }) => (
              <li key={`${hostName} ${text}`} className="grid">
                <StatusMark severity="warning">{hostName}</StatusMark>
                <span className="text-sm break-words text-fg-2">{text}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
