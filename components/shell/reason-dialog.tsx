'use client'

import { useState, type ReactNode } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'

/** Before a dangerous act: what it will do, why it is done, and Cancel as the safe way out. */
export const ReasonDialog = ({
  isOpen,
  onClose,
  title,
  consequence,
  actLabel,
  backLabel,
  onAct,
  danger = false,
  isPending = false,
  reasonRequired = false,
  isActDisabled = false,
}: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  readonly consequence: ReactNode
  readonly actLabel: string
  /** The safe way out, where “Cancel” could be taken for what is asked. Absent: “Cancel”. */
  readonly backLabel?: string
  readonly onAct: (reason: string | null) => void
  readonly danger?: boolean
  readonly isPending?: boolean
  readonly reasonRequired?: boolean
  /** Something else that is asked in the dialog is not answered usably. */
  readonly isActDisabled?: boolean
}) => {
  const m = useMessages()
  const [reason, setReason] = useState('')
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between gap-2">
          <Button autoFocus={!reasonRequired} onPress={onClose}>
            {backLabel ?? m.common.cancel}
          </Button>
          <Button
            variant={danger ? 'danger' : 'primary'}
            isPending={isPending}
            isDisabled={isActDisabled || (reasonRequired && reason.trim() === '')}
            onPress={() => onAct(reason.trim() || null)}
          >
            {actLabel}
          </Button>
        </div>
      }
    >
      <div className="grid gap-4">
        <div className="text-fg-2">{consequence}</div>
        <TextField
          label={m.common.reason}
          hint={reasonRequired ? m.common.reasonNeeded : m.common.reasonHint}
          value={reason}
          onChange={setReason}
          isRequired={reasonRequired}
          maxLength={500}
        />
      </div>
    </Dialog>
  )
}
