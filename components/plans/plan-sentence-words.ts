import type { Messages } from '@/components/messages/messages'
import { readPlanSentence } from '@/server/domain/plan-sentences'
import { fill } from '@/server/domain/sentence'

/** What is said of a plan, in the reader's language; what nobody here said stays as it was told. */
export const planSentenceWords = (text: string, m: Messages): string => {
  const told = readPlanSentence(text)
  return told === null ? text : fill(m.plans.sentences[told.name], told.values)
}
