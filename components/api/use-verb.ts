'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMessages } from '@/components/messages/use-messages'
import { toast } from '@/components/ui/toast'
import { awaitOrder } from './await-order'
import { errorSentences } from './error-text'
import { useTRPCClient } from './trpc'

type Client = ReturnType<typeof useTRPCClient>

/** A change that a person asks for. A failure is told in a toast; what was cached is asked for anew. */
export const useVerb = <Input, Output>(
  act: (client: Client, input: Input) => Promise<Output>,
  onDone?: (output: Output) => void,
) => {
  const client = useTRPCClient()
  const queries = useQueryClient()
  const m = useMessages()
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onSuccess: (output) => {
      void queries.invalidateQueries()
      onDone?.(output)
    },
    onError: (error) => {
      toast({ severity: 'critical', title: m.common.failed, detail: errorSentences(error) })
    },
  })
}

/** The same for a change that the engine carries out: resolves with the engine's answer. */
export const useOrder = <Input>(
  place: (client: Client, input: Input) => Promise<{ readonly orderId: string }>,
  onDone?: (result: unknown) => void,
) =>
  useVerb<Input, unknown>(async (client, input) => {
    const { orderId } = await place(client, input)
    return awaitOrder(() => client.orders.get.query({ orderId }))
  }, onDone)
