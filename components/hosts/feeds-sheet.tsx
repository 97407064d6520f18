'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { useChain } from '@/components/power/use-chain'
import { useMay } from '@/components/shell/use-user'
import { ReasonField } from '@/components/shell/reason-field'
import { SaveOrCancel } from '@/components/shell/save-or-cancel'
import { Sheet } from '@/components/ui/overlay'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import type { Feed, Host } from '@/server/domain/world'
import { FeedPaths } from './feed-marks'
import { HostBmc } from './host-bmc'
import { HostCabling } from './host-cabling'
import { HostDirectPath } from './host-direct-path'
import { hostFeeds } from './host-feeds'

const NONE = 'none'
const WHOLE = 'whole'

interface Wired {
  readonly deviceId: string
  readonly outletId: string | null
}

const UNFED: Wired = { deviceId: NONE, outletId: null }

/** One power supply's feed: the UPS, and which of its outlets where it tells any. */
const FeedFields = ({
  label,
  outletLabel,
  value,
  onChange,
}: {
  readonly label: string
  readonly outletLabel: string
  readonly value: Wired
  readonly onChange: (value: Wired) => void
}) => {
  const m = useMessages()
  const devices = useDocs('device').toSorted((left, right) => left.name.localeCompare(right.name))
  const told = devices.find(({ id }) => id === value.deviceId)?.outlets ?? []
  const ids = told.map(({ id }) => id)
  const gone = value.outletId === null || ids.includes(value.outletId) ? [] : [value.outletId]
  return (
    <div className={`grid items-start gap-4 ${told.length + gone.length > 0 ? 'sm:grid-cols-2' : ''}`}>
      <Select
        label={label}
        choices={[{ id: NONE, label: m.hosts.feedNone }, ...devices.map(({ id, name }) => ({ id: String(id), label: name }))]}
        value={value.deviceId}
        onChange={(deviceId) => onChange({ deviceId, outletId: null })}
      />
      {told.length + gone.length > 0 ? (
        <Select
          label={outletLabel}
          choices={[
            { id: WHOLE, label: m.hosts.outletWhole },
            ...told.map(({ id, name, state }) => ({
              id,
              label: m.power.outletNamed(id, name),
              detail: m.power.outletStates[state],
            })),
            ...gone.map((id) => ({ id, label: m.power.outletNamed(id, null), detail: m.hosts.outletUnlisted })),
          ]}
          value={value.outletId ?? WHOLE}
          onChange={(outletId) => onChange({ ...value, outletId: outletId === WHOLE ? null : outletId })}
        />
      ) : null}
    </div>
  )
}

const FeedsForm = ({
  host,
  feeds,
  onClose,
}: {
  readonly host: Host
  readonly feeds: readonly Feed[]
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const given = (label: Feed['label']): Wired => feeds.find((feed) => feed.label === label) ?? UNFED
  const [a, setA] = useState(given('A'))
  const [b, setB] = useState(given('B'))
  const [reason, setReason] = useState('')
  const save = useVerb(
    (client) => {
      const chosen = [
        { deviceId: a.deviceId, outletId: a.outletId, label: 'A' as const },
        { deviceId: b.deviceId, outletId: b.outletId, label: 'B' as const },
      ].filter(({ deviceId }) => deviceId !== NONE)
      return client.topology.setFeeds.mutate({ hostId: host.id, feeds: chosen, reason: reason.trim() || null })
    },
    () => {
      toast({ title: m.hosts.feedsSaved(host.name) })
      onClose()
    },
  )
  return (
    <div className="grid gap-4">
      <p className="text-fg-2">{m.hosts.feedsHint}</p>
      <FeedFields label={m.hosts.feedA} outletLabel={m.hosts.outletOf('A')} value={a} onChange={setA} />
      <FeedFields label={m.hosts.feedB} outletLabel={m.hosts.outletOf('B')} value={b} onChange={setB} />
      <ReasonField value={reason} onChange={setReason} />
      <SaveOrCancel onCancel={onClose} onSave={() => save.mutate(undefined)} isPending={save.isPending} />
    </div>
  )
}

export const FeedsSheet = ({
  host,
  onClose,
  onOpenBmc,
  onOpenDirectPath,
}: {
  readonly host: Host
  readonly onClose: () => void
  readonly onOpenBmc: () => void
  readonly onOpenDirectPath: () => void
}) => {
  const m = useMessages()
  const chain = useChain()
  const mayConfigure = useMay('configure')
  return (
    <Sheet isOpen onClose={onClose} title={m.hosts.feedsOf(host.name)} closeLabel={m.common.close}>
      {chain ? (
        <div className="grid gap-5">
          <FeedPaths feeds={hostFeeds(m, chain, host.id)} />
          <HostCabling host={host} feeds={chain.feeds.filter(({ hostId }) => hostId === host.id)} />
          <HostBmc host={host} onOpen={onOpenBmc} />
          <HostDirectPath host={host} onOpen={onOpenDirectPath} />
          {mayConfigure ? (
            <FeedsForm host={host} feeds={chain.feeds.filter(({ hostId }) => hostId === host.id)} onClose={onClose} />
          ) : null}
        </div>
      ) : (
        <SkeletonRows rows={3} label={m.common.loading} />
      )}
    </Sheet>
  )
}
