import { reasonsInWords } from '@/components/maintenance/reason-words'
import type { Messages } from '@/components/messages/messages'
import { readRunSentence } from '@/server/domain/run-sentences'
import { fill } from '@/server/domain/sentence'

/** "ups-a: device; ups-b: device": the runtime is the one that each of them tells. */
const runtimeReason = (reason: string, m: Messages): string =>
  reason
    .split('; ')
    .map((part) => part.replace(/: device$/, `: ${m.runs.asToldByDevice}`))
    .join('; ')

/** The platform's own agent in the guest, or the probe that a person chose, as it is. */
export const askedWords = (asked: string, m: Messages): string => (asked === 'guest-tools' ? m.runs.guestTools : asked)

const slotWords = (slot: string, value: string, m: Messages): string => {
  const lists: Readonly<Record<string, Readonly<Record<string, string>>>> = { action: m.status.action, power: m.status.vmPower }
  if (slot === 'asked') return askedWords(value, m)
  if (slot === 'why') return sentenceWords(value, m)
  if (slot === 'reasons') return reasonsInWords(value, m)
  return slot === 'reason' ? runtimeReason(value, m) : (lists[slot]?.[value] ?? value)
}

/** What a run says of a stage or step, in the reader's language; what a manager or a UPS said in its own words stays so. */
export const sentenceWords = (text: string, m: Messages): string => {
  const told = readRunSentence(text)
  if (told === null) return text
  const values = Object.entries(told.values).map(([slot, value]) => [slot, slotWords(slot, value, m)] as const)
  return fill(m.runs.sentences[told.name], Object.fromEntries(values))
}
