'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import type { TriedThenSaved } from './use-try-then-save'

/** Cancel, and then what the next submit does. `form`: the form's id, where the footer stands outside of it. */
export const TryThenSaveFooter = ({
  steps,
  words,
  onCancel,
  maySave = true,
  form,
}: {
  readonly steps: Pick<TriedThenSaved<unknown>, 'answer' | 'isTrying' | 'isPending' | 'isReady' | 'change'>
  readonly words: { readonly attempt: string; readonly attempting: string; readonly save: string; readonly change: string }
  readonly onCancel: () => void
  readonly maySave?: boolean
  readonly form?: string
}) => {
  const { common } = useMessages()
  const { answer, isTrying, isPending, isReady, change } = steps
  const isTried = answer !== undefined
  return (
    <div className="flex justify-between gap-2">
      <Button onPress={onCancel}>{common.cancel}</Button>
      <span className="flex gap-2">
        {isTried ? <Button onPress={change}>{words.change}</Button> : null}
        {isTried && !maySave ? null : (
          <Button
            type="submit"
            variant="primary"
            isPending={isPending}
            isDisabled={!isReady}
            {...(form === undefined ? {} : { form })}
          >
            {isTried ? words.save : isTrying ? words.attempting : words.attempt}
          </Button>
        )}
      </span>
    </div>
  )
}
