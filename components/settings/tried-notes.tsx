'use client'

import { useMessages } from '@/components/messages/use-messages'
import { ReasonField } from '@/components/shell/reason-field'
import { Check } from '@/components/ui/check'
import { ErrorNote } from '@/components/ui/error-note'
import type { TriedThenSaved } from './use-try-then-save'

/** Under what was tried: what a person has to confirm, why it is changed, and what failed. */
export const TriedNotes = ({
  steps,
  confirm,
  failed,
}: {
  readonly steps: Pick<
    TriedThenSaved<unknown>,
    'answer' | 'words' | 'failedAt' | 'needsConfirmation' | 'isConfirmed' | 'setConfirmed' | 'isReady' | 'reason' | 'setReason'
  >
  /** What a person says where nothing proves it. */
  readonly confirm: string
  /** Over what failed while it was tried. */
  readonly failed: string
}) => {
  const { managerChange, refusal } = useMessages()
  const { answer, words, failedAt, needsConfirmation, isConfirmed, setConfirmed, isReady, reason, setReason } = steps
  const titles = { try: failed, save: managerChange.notSaved, unknown: refusal.unknownTitle }
  return (
    <>
      {needsConfirmation ? (
        <Check isSelected={isConfirmed} onChange={setConfirmed}>
          {confirm}
        </Check>
      ) : null}
      {answer !== undefined && (isReady || needsConfirmation) ? <ReasonField value={reason} onChange={setReason} /> : null}
      {words !== null && failedAt !== null ? <ErrorNote title={titles[failedAt]} detail={words} /> : null}
    </>
  )
}
