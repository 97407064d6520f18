'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useOrder } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { ErrorNote } from '@/components/ui/error-note'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { Host } from '@/server/domain/world'

/** A held host booted anew: what that does, its name typed by hand, and why. */
export const RebootDialog = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const [typed, setTyped] = useState('')
  const { data: outlook } = useQuery(useTRPC().maintenance.rebootPreview.queryOptions({ hostId: host.id }))
  const refusal = outlook?.refusal ?? null
  const reboot = useOrder(
    (client, reason: string) => client.maintenance.reboot.mutate({ hostId: host.id, confirmation: typed, reason }),
    () => {
      toast({ severity: 'maintenance', title: m.maintenance.rebooting(host.name) })
      onClose()
    },
  )
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={m.hosts.rebootOn(host.name)}
      consequence={
        <div className="grid gap-3">
          <p>{m.maintenance.rebootEffect(host.name)}</p>
          {refusal === null ? null : <ErrorNote title={m.maintenance.refused} detail={`${refusal.message} ${refusal.hint}`} />}
          <TextField
            label={m.maintenance.rebootConfirm(host.name)}
            value={typed}
            onChange={setTyped}
            isRequired
            autoComplete="off"
            spellCheck="false"
          />
        </div>
      }
      actLabel={m.hosts.rebootOn(host.name)}
      danger
      reasonRequired
      isActDisabled={typed !== host.name || refusal !== null}
      isPending={reboot.isPending}
      onAct={(reason) => (reason === null ? undefined : reboot.mutate(reason))}
    />
  )
}
