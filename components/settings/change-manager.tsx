'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { awaitOrder } from '@/components/api/await-order'
import { errorSentences, isOutcomeOpen } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { useSingleMutation } from '@/components/api/use-single-mutation'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonField } from '@/components/shell/reason-field'
import { Button } from '@/components/ui/button'
import { Check } from '@/components/ui/check'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { toast } from '@/components/ui/toast'
import type { ManagerAddress } from '@/server/domain/manager'
import { managerChangeAnswerSchema } from '@/server/domain/manager-change'
import { ChangeFound } from './change-found'
import { ChangeForm } from './change-form'
import { type ChangeDraft, changeDraftOf, changeOf } from './change-draft'
import { linesOf, pinIn } from './manager-draft'
import { TrustPin } from './trust-pin'

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
  const client = useTRPCClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<ChangeDraft>(() => changeDraftOf(manager.address))
  const [isConfirmed, setConfirmed] = useState(false)
  const [reason, setReason] = useState('')
  const answered = (orderId: string) => awaitOrder(() => client.orders.get.query({ orderId }))
  const given = () => ({ managerId: manager.id, ...changeOf(draft, manager.address) })
  const probe = useSingleMutation({
    act: async () => {
      const { orderId } = await client.managers.probeChange.mutate(given())
      return managerChangeAnswerSchema.parse(await answered(orderId))
    },
  })
  const save = useSingleMutation({
    act: async () => {
      const how = { confirmed: isConfirmed, reason: reason.trim() || null }
      const { orderId } = await client.managers.change.mutate({ ...given(), ...how })
      await answered(orderId)
    },
    onSuccess: () => {
      void queries.invalidateQueries()
      toast({ title: m.managerChange.saved(manager.name) })
      onClose()
    },
  })
  const found = probe.data
  const isReady = found !== undefined && (!found.needsConfirmation || isConfirmed)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (found === undefined) probe.mutate()
    else if (isReady) save.mutate()
  }
  const back = (): void => {
    probe.reset()
    save.reset()
    setConfirmed(false)
  }
  const failure = save.error ?? probe.error
  const words = failure ? errorSentences(failure, m) : null
  const failed = found ? m.managerChange.notSaved : m.settings.managers.failed
  const pin = words ? pinIn(words) : null
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={m.managerChange.title(manager.name)}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between gap-2">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <span className="flex gap-2">
            {found ? <Button onPress={back}>{m.managerChange.back}</Button> : null}
            <Button
              type="submit"
              form={FORM}
              variant="primary"
              isPending={probe.isPending || save.isPending}
              isDisabled={found !== undefined && !isReady}
            >
              {found ? m.managerChange.save : probe.isPending ? m.settings.managers.probing : m.settings.managers.probe}
            </Button>
          </span>
        </div>
      }
    >
      <form id={FORM} onSubmit={submit} className="grid gap-3">
        {found ? (
          <>
            <ChangeFound answer={found} pins={linesOf(draft.pins)} />
            {found.needsConfirmation ? (
              <Check isSelected={isConfirmed} onChange={setConfirmed}>
                {m.managerChange.confirm(manager.name)}
              </Check>
            ) : null}
            <ReasonField value={reason} onChange={setReason} />
          </>
        ) : (
          <>
            <p className="text-fg-2">{m.managerChange.effect}</p>
            <ChangeForm draft={draft} address={manager.address} onChange={setDraft} />
          </>
        )}
        {words ? <ErrorNote title={isOutcomeOpen(failure) ? m.refusal.unknownTitle : failed} detail={words} /> : null}
        {pin && !linesOf(draft.pins).includes(pin) ? (
          <TrustPin pin={pin} onTrust={() => setDraft({ ...draft, pins: [...linesOf(draft.pins), pin].join('\n') })} />
        ) : null}
      </form>
    </Sheet>
  )
}
