import { reasonsInWords, sentenceInWords } from '@/components/maintenance/reason-words'
import type { Messages } from '@/components/messages/messages'
import { planSentenceWords } from '@/components/plans/plan-sentence-words'
import type { AlarmDoc } from '@/server/domain/view'

/** "web: b: memory of b is not told · and 3 more": each VM with why, in the reader's language as far as the words are ours. */
const vmsInWords = (hint: string, m: Messages): string =>
  hint
    .split(' · ')
    .map((part) => {
      const [, more] = /^and (\d+) more$/.exec(part) ?? []
      return more === undefined ? reasonsInWords(part, m) : m.clusters.more(Number(more))
    })
    .join(' · ')

/** What is named in the cause of an alarm, where we said it ourselves. */
const causeInWords = (code: string, hint: string, m: Messages): string => {
  if (code === 'vms-without-target') return vmsInWords(hint, m)
  if (code !== 'plan-stays-off') return hint
  const warnings = hint.split(' · ').map((warning) => planSentenceWords(warning, m))
  return warnings.join(' · ')
}

/** An alarm that always says the same, in the reader's language; what names devices, figures or causes stays as it was found. */
export const alarmWords = ({ code, message, hint }: Pick<AlarmDoc, 'code' | 'message' | 'hint'>, m: Messages) => ({
  message: m.events.alarms[code] ?? sentenceInWords(message, m) ?? message,
  hint: m.events.alarmHints[code] ?? (hint === null ? null : causeInWords(code, hint, m)),
})
