'use client'

import { useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import type { z } from 'zod'
import { awaitOrder } from '@/components/api/await-order'
import { errorSentences } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { useSingleMutation } from '@/components/api/use-single-mutation'
import { useMessages } from '@/components/messages/use-messages'
import { pinIn } from './manager-draft'

type Client = ReturnType<typeof useTRPCClient>

export interface TriedThenSaved<Answer> {
  /** What is there, once it was tried. */
  readonly answer: Answer | undefined
  readonly isTrying: boolean
  readonly isPending: boolean
  /** What failed, why and what to do; null: nothing did. */
  readonly words: string | null
  /** A fingerprint among them that could be trusted. */
  readonly pin: string | null
  /** Back to the entries: they are kept, the answer is not. */
  readonly change: () => void
  readonly submit: (event: FormEvent) => void
}

/**
 * Address and credentials → the engine tries them → what is there is shown → saved. The first submit tries, the second one saves.
 * `maySave`: whether what was found may be saved.
 */
export const useTryThenSave = <Answer>(given: {
  readonly schema: z.ZodType<Answer>
  readonly attempt: (client: Client) => Promise<{ readonly orderId: string }>
  readonly save: (client: Client) => Promise<unknown>
  readonly onSaved: () => void
  readonly onTried?: (answer: Answer) => void
  readonly maySave?: (answer: Answer) => boolean
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
  const saving = useSingleMutation({
    act: () => given.save(client),
    onSuccess: () => {
      void queries.invalidateQueries()
      given.onSaved()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (trying.data === undefined) trying.mutate()
    else if (given.maySave?.(trying.data) !== false) saving.mutate()
  }
  const failure = saving.error ?? trying.error
  const words = failure ? errorSentences(failure, m) : null
  const change = (): void => {
    trying.reset()
    saving.reset()
  }
  return {
    answer: trying.data,
    isTrying: trying.isPending,
    isPending: trying.isPending || saving.isPending,
    words,
    pin: words === null ? null : pinIn(words),
    change,
    submit,
  }
}
