import { checkWords } from '@/components/maintenance/check-words'
import type { Messages } from '@/components/messages/messages'
import type { AlarmDoc } from '@/server/domain/view'

/** Names may stand before what is said. */
const saidAfterNames = (text: string, m: Messages): string => {
  const said = checkWords(text, m)
  const colon = text.indexOf(': ')
  return said !== text || colon === -1 ? said : `${text.slice(0, colon + 2)}${saidAfterNames(text.slice(colon + 2), m)}`
}

/** "web: b: memory of b is not told · and 3 more": each VM with why, in the reader's language as far as the words are ours. */
const vmsInWords = (hint: string, m: Messages): string =>
  hint
    .split(' · ')
    .map((part) => {
      const [, more] = /^and (\d+) more$/.exec(part) ?? []
      if (more !== undefined) return m.clusters.more(Number(more))
      return part
        .split('; ')
        .map((text) => saidAfterNames(text, m))
        .join('; ')
    })
    .join(' · ')

/** An alarm that always says the same, in the reader's language; what names devices, figures or causes stays as it was found. */
export const alarmWords = ({ code, message, hint }: Pick<AlarmDoc, 'code' | 'message' | 'hint'>, m: Messages) => ({
  message: m.events.alarms[code] ?? message,
  hint: m.events.alarmHints[code] ?? (code === 'vms-without-target' && hint !== null ? vmsInWords(hint, m) : hint),
})
