'use client'

import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import type { DeviceDoc } from '@/server/domain/view'

export const ReplaceBattery = ({ device, onClose }: { readonly device: DeviceDoc; readonly onClose: () => void }) => {
  const m = useMessages()
  const replace = useVerb(
    (client, reason: string | null) => client.power.replaceBattery.mutate({ deviceId: device.id, reason }),
    onClose,
  )
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={`${device.name} · ${m.care.replaced}`}
      consequence={m.care.replacedEffect}
      actLabel={m.care.replaced}
      isPending={replace.isPending}
      onAct={(reason) => replace.mutate(reason)}
    />
  )
}
