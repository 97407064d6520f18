'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useMessages } from '@/components/messages/use-messages'
import { isPlaceOpen, topPlace } from '@/components/ui/refusal-place'
import { toast } from '@/components/ui/toast'
import { awaitOrder } from './await-order'
import { errorSentences, errorText, isOutcomeOpen } from './error-text'
import { useTRPCClient } from './trpc'
import { useSingleMutation } from './use-single-mutation'

type Client = ReturnType<typeof useTRPCClient>

interface VerbOptions {
  /** It is carried out some time after the dialog that asked for it has closed: no dialog that is open then is its own. */
  readonly isLate?: boolean
}

/**
 * A change that a person asks for. A refusal is told in the dialog in which it was asked for, as long as that is open, else in
 * a toast; what was cached is asked for anew.
 */
export const useVerb = <Input, Output>(
  act: (client: Client, input: Input) => Promise<Output>,
  onDone?: (output: Output) => void,
  { isLate = false }: VerbOptions = {},
) => {
  const client = useTRPCClient()
  const queries = useQueryClient()
  const m = useMessages()
  return useSingleMutation({
    act: (input: Input) => act(client, input),
    onMutate: () => {
      const place = isLate ? null : topPlace()
      place?.tell(null)
      return place
    },
    onSuccess: (output) => {
      void queries.invalidateQueries()
      onDone?.(output)
    },
    onError: (error, _input, place) => {
      const isOpen = isOutcomeOpen(error)
      const titled = isOpen ? m.refusal.unknown : m.refusal.notDone
      if (place && isPlaceOpen(place)) place.tell({ titled, ...errorText(error, m) })
      else {
        const title = isOpen ? m.refusal.unknownTitle : m.common.failed
        toast({ severity: isOpen ? 'warning' : 'critical', title, detail: errorSentences(error, m) })
      }
    },
  })
}

/** The same for a change that the engine carries out: resolves with the engine's answer. */
export const useOrder = <Input>(
  place: (client: Client, input: Input) => Promise<{ readonly orderId: string }>,
  onDone?: (result: unknown) => void,
  options?: VerbOptions,
) =>
  useVerb<Input, unknown>(
    async (client, input) => {
      const { orderId } = await place(client, input)
      return awaitOrder(() => client.orders.get.query({ orderId }))
    },
    onDone,
    options,
  )
