'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { TextField } from '@/components/ui/text-field'
import type { DeviceCare } from '@/server/domain/care'
import type { DeviceDoc } from '@/server/domain/view'
import { CareForm } from './care-form'

export type CareDialog = 'edit' | 'window'

const DEFAULT_MINUTES = '60'
const minutesIn = (text: string): number | null => {
  const minutes = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0
  return minutes >= 5 && minutes <= 10_080 ? minutes : null
}

/** What is asked before something of a UPS's care is changed. */
export const CareDialogs = ({
  device,
  care,
  open,
  onClose,
}: {
  readonly device: DeviceDoc
  readonly care: DeviceCare
  readonly open: CareDialog
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const [minutes, setMinutes] = useState(DEFAULT_MINUTES)
  const begin = useVerb(
    (client, input: { minutes: number; reason: string }) => client.power.openWindow.mutate({ deviceId: device.id, ...input }),
    onClose,
  )
  switch (open) {
    case 'edit':
      return <CareForm device={device} care={care} onClose={onClose} />
    case 'window': {
      const chosen = minutesIn(minutes)
      return (
        <ReasonDialog
          isOpen
          onClose={onClose}
          title={`${device.name} · ${m.care.windowOpen}`}
          consequence={
            <div className="grid gap-3">
              <p>{m.care.windowEffect}</p>
              <TextField
                label={m.care.windowMinutes}
                value={minutes}
                onChange={setMinutes}
                inputMode="numeric"
                error={chosen === null ? m.care.windowRange : null}
              />
            </div>
          }
          actLabel={m.care.windowOpen}
          reasonRequired
          isActDisabled={chosen === null}
          isPending={begin.isPending}
          onAct={(reason) => {
            if (chosen !== null && reason !== null) begin.mutate({ minutes: chosen, reason })
          }}
        />
      )
    }
  }
}
