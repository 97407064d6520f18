'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { Runbook } from '@/server/domain/runbook'
import { RunbookField } from './runbook-field'
import { runbookIn } from './runbook-text'

/** The machines of a runbook that is there already. */
export const EditRunbook = ({
  manager,
  onClose,
}: {
  readonly manager: { readonly id: string; readonly name: string; readonly url: string; readonly runbook: Runbook }
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const r = m.settings.managers.runbook
  const [text, setText] = useState(() => JSON.stringify(manager.runbook, null, 2))
  const [reason, setReason] = useState('')
  const save = useVerb(
    async (client, given: { readonly reason: string | null }) =>
      client.managers.setRunbook.mutate({ managerId: manager.id, runbook: runbookIn(text, r), ...given }),
    () => {
      toast({ title: r.saved(manager.name) })
      onClose()
    },
  )
  return (
    <Sheet
      isOpen
      wide
      onClose={onClose}
      title={r.editTitle(manager.name)}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between gap-2">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <Button variant="primary" isPending={save.isPending} onPress={() => save.mutate({ reason: reason.trim() || null })}>
            {r.save}
          </Button>
        </div>
      }
    >
      <div className="grid gap-3">
        <p className="text-fg-2">{r.editEffect}</p>
        <RunbookField text={text} url={manager.url} onChange={setText} />
        <TextField label={m.common.reason} hint={m.common.reasonHint} value={reason} onChange={setReason} maxLength={500} />
      </div>
    </Sheet>
  )
}
