'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonField } from '@/components/shell/reason-field'
import { Button } from '@/components/ui/button'
import { TitledPanel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { toast } from '@/components/ui/toast'
import { isUps } from '@/server/domain/device-kind'
import type { DeviceFeed } from '@/server/domain/device-feed'
import { INPUT_LABELS } from '@/server/domain/ups'
import type { DeviceDoc } from '@/server/domain/view'
import { InputState } from './input-state'

const NONE = 'none'
const WHOLE = 'whole'

interface Wired {
  readonly sourceId: string
  readonly outletId: string | null
}

const InputFields = ({
  label,
  device,
  value,
  onChange,
}: {
  readonly label: 'A' | 'B'
  readonly device: DeviceDoc
  readonly value: Wired
  readonly onChange: (value: Wired) => void
}) => {
  const m = useMessages()
  const others = useDocs('device')
    .filter(({ id }) => id !== device.id)
    .toSorted((left, right) => left.name.localeCompare(right.name))
  const told = others.find(({ id }) => id === value.sourceId)?.outlets ?? []
  const gone = value.outletId === null || told.some(({ id }) => id === value.outletId) ? [] : [value.outletId]
  return (
    <div className="grid gap-2">
      <Select
        label={m.power.inputOf(label)}
        choices={[{ id: NONE, label: m.power.fedByNone }, ...others.map(({ id, name }) => ({ id: String(id), label: name }))]}
        value={value.sourceId}
        onChange={(sourceId) => onChange({ sourceId, outletId: null })}
      />
      {told.length + gone.length > 0 ? (
        <Select
          label={m.power.inputOutlet(label)}
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

const FedByForm = ({ device, links }: { readonly device: DeviceDoc; readonly links: readonly DeviceFeed[] }) => {
  const m = useMessages()
  // A PDU has one input; it is asked for by the form itself.
  const missing =
    device.identity?.kind === 'ats' ? INPUT_LABELS.filter((label) => links.every((link) => link.label !== label)) : []
  const given = (label: DeviceFeed['label']): Wired =>
    links.find((link) => link.label === label) ?? { sourceId: NONE, outletId: null }
  const [a, setA] = useState(given('A'))
  const [b, setB] = useState(given('B'))
  const [reason, setReason] = useState('')
  const save = useVerb(
    (client) => {
      const feeds = [
        { ...a, label: 'A' as const },
        { ...b, label: 'B' as const },
      ].filter(({ sourceId }) => sourceId !== NONE)
      return client.topology.setDeviceFeeds.mutate({
        deviceId: device.id,
        feeds: feeds.map(({ sourceId, outletId, label }) => ({ sourceId, outletId, label })),
        reason: reason.trim() || null,
      })
    },
    () => toast({ title: m.power.fedBySaved(device.name) }),
  )
  return (
    <div className="grid gap-4">
      <p className="text-fg-2">{m.power.fedByHint}</p>
      {missing.length === 0 ? null : (
        <p>
          <StatusMark severity="advisory">
            <span className="font-normal whitespace-normal">{m.power.fedByAsked(missing.join(', '))}</span>
          </StatusMark>
        </p>
      )}
      <InputFields label="A" device={device} value={a} onChange={setA} />
      {device.identity?.kind === 'ats' ? <InputFields label="B" device={device} value={b} onChange={setB} /> : null}
      <ReasonField value={reason} onChange={setReason} />
      <div>
        <Button isPending={save.isPending} onPress={() => save.mutate(undefined)}>
          {m.common.save}
        </Button>
      </div>
    </div>
  )
}

/** What feeds a PDU or ATS; a UPS is fed by the mains, and nothing is asked. */
export const FedBy = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const links = useQuery(useTRPC().topology.deviceFeeds.queryOptions())
  if (isUps(device)) return null
  return (
    <TitledPanel title={m.power.fedBy}>
      {device.transfer === undefined ? null : (
        <p className="pb-3">
          <InputState device={device} />
        </p>
      )}
      {links.data ? (
        <FedByForm device={device} links={links.data.filter(({ deviceId }) => deviceId === device.id)} />
      ) : (
        <SkeletonRows rows={3} label={m.common.loading} />
      )}
    </TitledPanel>
  )
}
