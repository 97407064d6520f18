'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'

/** Ends a form; Cancel is the safe way out. */
export const SaveOrCancel = ({
  onCancel,
  onSave,
  isPending,
  isDisabled = false,
  saveLabel,
}: {
  readonly onCancel: () => void
  readonly onSave: () => void
  readonly isPending: boolean
  readonly isDisabled?: boolean
  /** Absent: "Save". */
  readonly saveLabel?: string
}) => {
  const { common } = useMessages()
  return (
    <div className="flex justify-between gap-2">
      <Button onPress={onCancel}>{common.cancel}</Button>
      <Button variant="primary" isPending={isPending} isDisabled={isDisabled} onPress={onSave}>
        {saveLabel ?? common.save}
      </Button>
    </div>
  )
}
