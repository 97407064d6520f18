import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import type { Messages } from '@/components/messages/messages'
import { INPUT_PROBLEMS } from '@/server/domain/input-problem'
import { OrderRefused, OrderUnanswered } from './await-order'
import { problemText } from './problem-text'
import { refusalWords } from './refusal-words'

const problemSchema = z.object({
  path: z.string(),
  problem: z.enum(INPUT_PROBLEMS),
  limit: z.number().nullable(),
  message: z.string(),
})
const dataSchema = z.object({ hint: z.string().nullable(), problems: z.array(problemSchema).default([]) })

interface ErrorText {
  readonly message: string
  readonly hint: string | null
}

/** So many fields are named at once. */
const TOLD = 3

/** What the planner or a run says too, in the reader's language. */
const inWords = ({ message, hint }: ErrorText, m: Messages): ErrorText => ({
  message: refusalWords(message, m),
  hint: hint === null ? null : refusalWords(hint, m),
})

const ofServer = (error: { readonly message: string; readonly data: unknown }, m: Messages): ErrorText => {
  // What never reached the server has no data.
  if (error.data === undefined || error.data === null) return { message: m.refusal.noAnswer, hint: m.refusal.noAnswerHint }
  const parsed = dataSchema.safeParse(error.data)
  if (!parsed.success) return { message: error.message, hint: null }
  const { hint, problems } = parsed.data
  if (problems.length === 0) return inWords({ message: error.message, hint }, m)
  const words = problems.slice(0, TOLD).map((problem) => problemText(problem, m))
  return { message: `${words.join('; ')}.`, hint: m.refusal.correct }
}

/** It was begun, or may have been, and may still be done: nobody may be told that it was not done. */
export const isOutcomeOpen = (error: unknown): boolean =>
  error instanceof OrderUnanswered && (error.how === 'begun' || error.how === 'lost')

const ofEngine = ({ how }: OrderUnanswered, m: Messages): ErrorText => {
  switch (how) {
    case 'silent':
      return { message: m.refusal.engineSilent, hint: m.refusal.engineSilentHint }
    case 'begun':
      return { message: m.refusal.begun, hint: m.refusal.begunHint }
    case 'lost':
      return { message: m.refusal.lost, hint: m.refusal.lostHint }
    case 'unsaid':
      return { message: m.refusal.unsaid, hint: m.refusal.unsaidHint }
  }
}

/** What to show of something thrown: the sentences that the server or the engine wrote for people, or ours for what they did not. */
export const errorText = (error: unknown, m: Messages): ErrorText => {
  if (error instanceof OrderRefused) return inWords(error, m)
  if (error instanceof OrderUnanswered) return ofEngine(error, m)
  if (error instanceof TRPCClientError) return ofServer({ message: error.message, data: error.data }, m)
  if (error instanceof Error) return { message: error.message, hint: null }
  return { message: String(error), hint: null }
}

/** Both in one paragraph; messages come with and without their full stop. */
export const errorSentences = (error: unknown, m: Messages): string => {
  const { message, hint } = errorText(error, m)
  if (hint === null || hint === '') return message
  return `${/[.!?:]$/.test(message.trim()) ? message.trim() : `${message.trim()}.`} ${hint}`
}

/** What is wrong with one field of what was sent, to be shown beside it; null: nothing that is known. */
export const fieldError = (error: unknown, path: string, m: Messages): string | null => {
  if (!(error instanceof TRPCClientError)) return null
  const data: unknown = error.data
  const parsed = dataSchema.safeParse(data)
  const problem = parsed.success ? parsed.data.problems.find((each) => each.path === path) : undefined
  return problem === undefined ? null : problemText(problem, m)
}
