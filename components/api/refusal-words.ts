import { reasonsInWords } from '@/components/maintenance/reason-words'
import type { Messages } from '@/components/messages/messages'
import { readRefusalSentence } from '@/server/domain/refusal-sentences'
import { fill } from '@/server/domain/sentence'

const slotWords = (slot: string, value: string, m: Messages): string => {
  if (slot === 'reasons') return reasonsInWords(value, m)
  const lists: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    action: m.status.action,
    phase: m.status.phase,
    state: m.status.step,
  }
  return lists[slot]?.[value.replaceAll(' ', '-')] ?? value
}

/** Why something was refused or what to do, in the reader's language; what a manager or a device said stays as it said it. */
export const refusalWords = (text: string, m: Messages): string => {
  const told = readRefusalSentence(text)
  if (told === null) return reasonsInWords(text, m)
  const values = Object.entries(told.values).map(([slot, value]) => [slot, slotWords(slot, value, m)] as const)
  return fill(m.refusal.sentences[told.name], Object.fromEntries(values))
}
