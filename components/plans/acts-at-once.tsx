'use client'

import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'

const actsAtOnceSchema = z.object({ kind: z.literal('acts-at-once') })

/** The server's answer that a plan would act at once, with what holds; any other refusal is not for a person to confirm. */
const isActingAtOnce = (error: unknown): boolean =>
  error instanceof TRPCClientError && actsAtOnceSchema.safeParse(error.data).success

/** Asked once the server has named what would be done at once (A6). */
export const ConfirmAtOnce = ({
  error,
  isSelected,
  onChange,
}: {
  readonly error: unknown
  readonly isSelected: boolean
  readonly onChange: (selected: boolean) => void
}) => {
  const m = useMessages()
  if (!isActingAtOnce(error) && !isSelected) return null
  return (
    <Check isSelected={isSelected} onChange={onChange}>
      {m.plans.actAtOnce}
    </Check>
  )
}
