import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import { OrderRefused } from './await-order'

const dataSchema = z.object({ hint: z.string().nullable() })

/** What to show of something thrown: the sentences that the server or the engine wrote for people. */
export const errorText = (error: unknown): { readonly message: string; readonly hint: string | null } => {
  if (error instanceof OrderRefused) return { message: error.message, hint: error.hint }
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data
    const parsed = dataSchema.safeParse(data)
    return { message: error.message, hint: parsed.success ? parsed.data.hint : null }
  }
  if (error instanceof Error) return { message: error.message, hint: null }
  return { message: String(error), hint: null }
}

/** Both in one paragraph; messages come with and without their full stop. */
export const errorSentences = (error: unknown): string => {
  const { message, hint } = errorText(error)
  if (hint === null || hint === '') return message
  return `${/[.!?:]$/.test(message.trim()) ? message.trim() : `${message.trim()}.`} ${hint}`
}
