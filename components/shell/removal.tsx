'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ReasonDialog } from './reason-dialog'

/** A button that removes something once its consequence was read. */
export const Removal = ({
  label,
  consequence,
  isPending,
  onRemove,
}: {
  readonly label: string
  readonly consequence: string
  readonly isPending: boolean
  readonly onRemove: (reason: string | null) => void
}) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button onPress={() => setOpen(true)}>{label}</Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={label}
        consequence={consequence}
        actLabel={label}
        isPending={isPending}
        onAct={onRemove}
      />
    </>
  )
}
