'use client'

import { useState } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { Sheet } from '@/components/ui/overlay'
import { toast } from '@/components/ui/toast'
import type { ManagerAddress } from '@/server/domain/manager'
import { managerChangeAnswerSchema } from '@/server/domain/manager-change'
import { ChangeFound } from './change-found'
import { ChangeForm } from './change-form'
import { type ChangeDraft, changeDraftOf, changeOf } from './change-draft'
import { linesOf } from './manager-draft'
import { TriedNotes } from './tried-notes'
import { TrustPin } from './trust-pin'
import { TryThenSaveFooter } from './try-then-save-footer'
import { savedBy, useTryThenSave } from './use-try-then-save'

const FORM = 'change-manager'

/** Address, fingerprints, credential → sign in and compare with what is known → saved. It stays the same manager. */
export const ChangeManager = ({
  manager,
  onClose,
}: {
  readonly manager: { readonly id: string; readonly name: string; readonly address: ManagerAddress }
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const [draft, setDraft] = useState<ChangeDraft>(() => changeDraftOf(manager.address))
  const given = () => ({ managerId: manager.id, ...changeOf(draft, manager.address) })
  const steps = useTryThenSave({
    schema: managerChangeAnswerSchema,
    attempt: (client) => client.managers.probeChange.mutate(given()),
    save: async (client, how) => savedBy(client, await client.managers.change.mutate({ ...given(), ...how })),
    onSaved: () => {
      toast({ title: m.managerChange.saved(manager.name) })
      onClose()
    },
    needsConfirmation: (answer) => answer.needsConfirmation,
  })
  const { answer, pin } = steps
  const { probe: attempt, probing: attempting, failed } = m.settings.managers
  const { save, back: change } = m.managerChange
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={m.managerChange.title(manager.name)}
      closeLabel={m.common.close}
      footer={<TryThenSaveFooter steps={steps} words={{ attempt, attempting, save, change }} onCancel={onClose} form={FORM} />}
    >
      <form id={FORM} onSubmit={steps.submit} className="grid gap-3">
        {answer ? (
          <ChangeFound answer={answer} pins={linesOf(draft.pins)} />
        ) : (
          <>
            <p className="text-fg-2">{m.managerChange.effect}</p>
            <ChangeForm draft={draft} address={manager.address} onChange={setDraft} />
          </>
        )}
        <TriedNotes steps={steps} confirm={m.managerChange.confirm(manager.name)} failed={failed} />
        {pin && !linesOf(draft.pins).includes(pin) ? (
          <TrustPin pin={pin} onTrust={() => setDraft({ ...draft, pins: [...linesOf(draft.pins), pin].join('\n') })} />
        ) : null}
      </form>
    </Sheet>
  )
}
