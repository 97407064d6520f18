import type { Messages } from '@/components/messages/messages'
import { readCheckSentence } from '@/server/domain/check-sentences'
import { fill } from '@/server/domain/sentence'

const vlanInWords = (vlan: string, { checks: { untagged, trunk, inside } }: Messages): string =>
  ({ untagged, 'a trunk of VLANs': trunk, 'inside its host only': inside })[vlan] ?? vlan

/** What a check says, in the reader's language; what a manager said in its own words stays so. */
export const checkWords = (text: string, m: Messages): string => {
  const told = readCheckSentence(text)
  if (told === null) return text
  const values = Object.entries(told.values).map(
    ([slot, value]) => [slot, slot === 'vlan' || slot === 'own' ? vlanInWords(value, m) : value] as const,
  )
  return fill(m.checks.sentences[told.name], Object.fromEntries(values))
}

/** Several of them, one after the other. */
export const reasonsInWords = (text: string, m: Messages): string =>
  text
    .split('; ')
    .map((part) => checkWords(part, m))
    .join('; ')
