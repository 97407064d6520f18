import { plainName } from '@/components/format/plain-name'
import type { useFormat } from '@/components/format/use-format'
import type { Messages } from '@/components/messages/messages'
import type { Json } from '@/server/domain/journal'
import { isReadingName } from '@/server/domain/power-reading'

type Formats = Pick<ReturnType<typeof useFormat>, 'duration' | 'percent' | 'watts' | 'moment' | 'reading'>

/** What a recorded key is called. */
export const keyWords = (key: string, m: Messages): string =>
  isReadingName(key) ? m.readings[key] : (m.audit.evidenceKeys[key] ?? plainName(key))

/** What a recorded word of a known list means; any other text stands for itself. */
const wordOf = (key: string, word: string, m: Messages): string => {
  const ofKey: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    contact: m.status.contact,
    direction: m.audit.directions,
    outcome: m.status.outcome,
  }
  const lists: readonly Readonly<Record<string, string>>[] = [
    m.device.flags,
    m.status.power,
    m.status.condition,
    m.status.action,
    m.status.mode,
    m.status.step,
    m.events.supply,
  ]
  const own = ofKey[key]?.[word]
  if (own !== undefined) return own
  return lists.find((words) => Object.hasOwn(words, word))?.[word] ?? word
}

const numberWords = (key: string, value: number, format: Formats): string => {
  if (key.endsWith('AtMs')) return format.moment(value)
  if (key.endsWith('Seconds') || key === 'secondsOnBattery') return format.duration(value)
  if (key.endsWith('Percent')) return format.percent(value)
  if (key.endsWith('Watts')) return format.watts(value)
  return String(value)
}

export const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** One recorded value in words; null: it holds more than one line can say. */
export const valueWords = (key: string, value: Json, m: Messages, format: Formats): string | null => {
  if (value === null) return '—'
  if (typeof value === 'boolean') return value ? m.common.yes : m.common.no
  if (typeof value === 'number') return numberWords(key, value, format)
  if (typeof value === 'string') return wordOf(key, value, m)
  if (!isRecord(value)) {
    const parts = value.map((part: Json) => (isRecord(part) || Array.isArray(part) ? null : valueWords(key, part, m, format)))
    return parts.includes(null) ? null : parts.length === 0 ? '—' : parts.join(', ')
  }
  // A reading: its value with its unit, and why it is doubted.
  const { value: read, unit, credible, reason } = value
  if (typeof unit !== 'string' || (typeof read !== 'number' && read !== null)) return null
  const words = unit === 's' ? format.duration(read) : format.reading(read, unit)
  return credible === false ? `${words} (${typeof reason === 'string' ? reason : m.power.notCredible})` : words
}
