'use client'

import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { z } from 'zod'
import { awaitOrder } from '@/components/api/await-order'
import { errorSentences, isOutcomeOpen } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { useSingleMutation } from '@/components/api/use-single-mutation'
import { useMessages } from '@/components/messages/use-messages'
import { pinIn } from './manager-draft'

type Client = ReturnType<typeof useTRPCClient>

/** What a person says besides: that it is what is meant, where nothing proves it, and why. */
export interface HowToSave {
  readonly confirmed: boolean
  readonly reason: string | null
}

/** What the engine made of an order that saves. */
export const savedBy = async (client: Client, { orderId }: { readonly orderId: string }): Promise<unknown> =>
  awaitOrder(() => client.orders.get.query({ orderId }))

export interface TriedThenSaved<Answer> {
  /** What is there, once it was tried. */
  readonly answer: Answer | undefined
  readonly isTrying: boolean
  readonly isPending: boolean
  /** What failed, why and what to do; null: nothing did. */
  readonly words: string | null
  /** `unknown`: it is not known whether it was done. Null: nothing failed. */
  readonly failedAt: 'try' | 'save' | 'unknown' | null
  /** A fingerprint among them that could be trusted. */
  readonly pin: string | null
  /** Only a person can say that it is what is meant. */
  readonly needsConfirmation: boolean
  readonly isConfirmed: boolean
  readonly setConfirmed: (isConfirmed: boolean) => void
  readonly reason: string
  readonly setReason: (reason: string) => void
  /** False: what was found is not saved, or not before a person confirms it. */
  readonly isReady: boolean
  /** Back to the entries: they are kept, the answer is not. */
  readonly change: () => void
  readonly submit: (event: FormEvent) => void
}

/**
 * Address and credentials → the engine tries them → what is there is shown → saved. The first submit tries, the second one saves.
 * `maySave`: whether what was found may be saved; `needsConfirmation`: whether only a person can say that it is what is meant.
 */
export const useTryThenSave = <Answer>(given: {
  readonly schema: z.ZodType<Answer>
  readonly attempt: (client: Client) => Promise<{ readonly orderId: string }>
  readonly save: (client: Client, how: HowToSave) => Promise<unknown>
  readonly onSaved: (saved: unknown) => void
  readonly onTried?: (answer: Answer) => void
  readonly maySave?: (answer: Answer) => boolean
  readonly needsConfirmation?: (answer: Answer) => boolean
}): TriedThenSaved<Answer> => {
  const m = useMessages()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const trying = useSingleMutation({
    act: async () => {
      const { orderId } = await given.attempt(client)
      return given.schema.parse(await awaitOrder(() => client.orders.get.query({ orderId })))
    },
    onSuccess: (answer) => given.onTried?.(answer),
  })
  const [isConfirmed, setConfirmed] = useState(false)
  const [reason, setReason] = useState('')
  const saving = useSingleMutation({
    act: () => given.save(client, { confirmed: isConfirmed, reason: reason.trim() || null }),
    onSuccess: (saved) => {
      void queries.invalidateQueries()
      given.onSaved(saved)
    },
  })
  const answer = trying.data
  const needsConfirmation = answer !== undefined && given.needsConfirmation?.(answer) === true
  const isReady = answer === undefined || (given.maySave?.(answer) !== false && (!needsConfirmation || isConfirmed))
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (answer === undefined) trying.mutate()
    else if (isReady) saving.mutate()
  }
  const failure = saving.error ?? trying.error
  const words = failure ? errorSentences(failure, m) : null
  const change = (): void => {
    trying.reset()
    saving.reset()
    setConfirmed(false)
  }
  return {
    answer,
    isTrying: trying.isPending,
    isPending: trying.isPending || saving.isPending,
    words,
    failedAt: failure === null ? null : isOutcomeOpen(failure) ? 'unknown' : saving.error ? 'save' : 'try',
    pin: words === null ? null : pinIn(words),
    needsConfirmation,
    isConfirmed,
    setConfirmed,
    reason,
    setReason,
    isReady,
    change,
    submit,
  }
}
