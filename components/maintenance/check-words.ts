import type { Messages } from '@/components/messages/messages'
import { readCheckSentence } from '@/server/domain/check-sentences'
import { fill } from '@/server/domain/sentence'

const vlanInWords = (vlan: string, { checks: { untagged, trunk, inside } }: Messages): string =>
  ({ untagged, 'a trunk of VLANs': trunk, 'inside its host only': inside })[vlan] ?? vlan

/** What one of the five checks says, in the reader's language; null: none of them said it so. */
export const readCheck = (text: string, m: Messages): string | null => {
  const told = readCheckSentence(text)
  if (told === null) return null
  const values = Object.entries(told.values).map(
    ([slot, value]) => [slot, slot === 'vlan' || slot === 'own' ? vlanInWords(value, m) : value] as const,
  )
  return fill(m.checks.sentences[told.name], Object.fromEntries(values))
}
