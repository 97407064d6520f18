'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonField } from '@/components/shell/reason-field'
import { SaveOrCancel } from '@/components/shell/save-or-cancel'
import { Sheet } from '@/components/ui/overlay'
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
        <SaveOrCancel
          onCancel={onClose}
          onSave={() => save.mutate({ reason: reason.trim() || null })}
          isPending={save.isPending}
          saveLabel={r.save}
        />
      }
    >
      <div className="grid gap-3">
        <p className="text-fg-2">{r.editEffect}</p>
        <RunbookField text={text} url={manager.url} onChange={setText} />
        <ReasonField value={reason} onChange={setReason} />
      </div>
    </Sheet>
  )
}
