'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { ErrorNote } from '@/components/ui/error-note'

export const Crashed = ({ message, onRetry }: { readonly message: string; readonly onRetry: () => void }) => {
  const m = useMessages()
  return (
    <div className="mx-auto w-full max-w-xl p-6">
      <ErrorNote title={m.common.crashed} detail={message} action={<Button onPress={onRetry}>{m.common.retry}</Button>} />
    </div>
  )
}
