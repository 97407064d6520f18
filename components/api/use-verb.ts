'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { isPlaceOpen, topPlace } from '@/components/ui/refusal-place'
import { toast } from '@/components/ui/toast'
import { type OrderId, orderIdSchema } from '@/server/domain/ids'
import { awaitOrder, OrderUnanswered, withinDeadline } from './await-order'
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

/** Of one order: `signal` gives its request up; `orderId` stays the same for as long as no answer came (A2). */
export interface Placing {
  readonly signal: AbortSignal
  readonly orderId: OrderId
}

/**
 * Under which id something is ordered: the same again while it is not known whether it was. Any answer that came since is one that was
 * acted by: what is ordered after it is ordered anew (A6).
 */
const useOrderIds = () => {
  const open = useRef(new Map<string, OrderId>())
  return {
    of: (input: unknown): OrderId => {
      const key = JSON.stringify(input) ?? ''
      const id = open.current.get(key) ?? orderIdSchema.parse(crypto.randomUUID())
      open.current.set(key, id)
      return id
    },
    answered: (): void => open.current.clear(),
  }
}

/**
 * The same for a change that the engine carries out: resolves with the engine's answer. A request that hangs is given up, so that it can
 * be asked for again.
 */
export const useOrder = <Input>(
  place: (client: Client, input: Input, placing: Placing) => Promise<{ readonly orderId: string }>,
  onDone?: (result: unknown) => void,
  options?: VerbOptions,
) => {
  const ids = useOrderIds()
  return useVerb<Input, unknown>(
    async (client, input) => {
      try {
        const { orderId } = await withinDeadline((signal) => place(client, input, { signal, orderId: ids.of(input) }))
        const answer = await awaitOrder((signal) => client.orders.get.query({ orderId }, { signal }))
        ids.answered()
        return answer
      } catch (error) {
        if (!(error instanceof OrderUnanswered) || error.how !== 'lost') ids.answered()
        throw error
      }
    },
    onDone,
    options,
  )
}
