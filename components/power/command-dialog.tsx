'use client'

import { useState } from 'react'
import { z } from 'zod'
import { useOrder } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { Outlet } from '@/server/domain/ups'
import { isCutting, type UpsCommandKind } from '@/server/domain/ups-command'
import type { DeviceDoc } from '@/server/domain/view'
import { commandOf } from './command-of'
import { useWiring } from './use-chain'
import type { Refusal } from './use-command-outlook'

interface ChosenCommand {
  readonly kind: UpsCommandKind
  readonly outlet: Outlet | null
}

const answerSchema = z.object({ confirmed: z.boolean().nullable(), said: z.string() })
const RESTARTS = ['stay-off', 'with-mains'] as const

const secondsIn = (text: string): number | null => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : null)

export const CommandDialog = ({
  device,
  chosen: { kind, outlet },
  refusal,
  isOpen,
  onClose,
}: {
  readonly device: DeviceDoc
  readonly chosen: ChosenCommand
  /** It would be refused as things stand; null: nothing is known against it. */
  readonly refusal: Refusal | null
  readonly isOpen: boolean
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const hosts = useDocs('host')
  const feeds = useWiring()
  const [delay, setDelay] = useState('0')
  const [restart, setRestart] = useState<(typeof RESTARTS)[number]>('stay-off')
  const order = useOrder(
    (client, input: Parameters<typeof client.power.command.mutate>[0]) => client.power.command.mutate(input),
    (result) => {
      const answer = answerSchema.safeParse(result)
      const isConfirmed = answer.success && answer.data.confirmed === true
      toast({
        severity: isConfirmed ? 'normal' : 'warning',
        title: isConfirmed ? m.care.confirmed : m.care.unconfirmed,
        ...(answer.success ? { detail: answer.data.said } : {}),
      })
      onClose()
    },
  )
  const delaySeconds = secondsIn(delay)
  const command = commandOf(kind, { outletId: outlet?.id ?? '', delaySeconds: delaySeconds ?? 0, restart })
  const cuts = isCutting(command)
  const fed = feeds.filter((feed) =>
    [feed, ...(feed.via ?? [])].some(
      (hop) => hop.deviceId === device.id && (outlet === null || hop.outletId === null || hop.outletId === outlet.id),
    ),
  )
  const names = [...new Set(fed.map(({ hostId }) => hosts.find(({ id }) => id === hostId)?.name ?? hostId))]
  const words = m.care.on(m.care.kinds[kind], outlet === null ? null : m.power.outletNamed(outlet.id, outlet.name))
  return (
    <ReasonDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`${device.name} · ${words}`}
      consequence={
        <div className="grid gap-3">
          <p>{m.care.effects[kind]}</p>
          {refusal === null ? null : (
            <p role="status" className="text-warn">
              {m.care.wouldBeRefused(refusal.message)} {refusal.hint}
            </p>
          )}
          {cuts && names.length > 0 ? <p className="font-medium text-fg">{m.care.feeds(names.join(', '))}</p> : null}
          {'delaySeconds' in command ? (
            <TextField
              label={m.care.delay}
              value={delay}
              onChange={setDelay}
              inputMode="numeric"
              error={delaySeconds === null ? m.care.delayRange : null}
            />
          ) : null}
          {kind === 'output-off' ? (
            <Select
              label={m.care.restart}
              choices={RESTARTS.map((id) => ({ id, label: m.care.restarts[id] }))}
              value={restart}
              onChange={setRestart}
            />
          ) : null}
        </div>
      }
      actLabel={words}
      danger={cuts}
      reasonRequired={cuts}
      isActDisabled={delaySeconds === null || refusal !== null}
      isPending={order.isPending}
      onAct={(reason) => {
        if (delaySeconds !== null) order.mutate({ deviceId: device.id, command, reason })
      }}
    />
  )
}
