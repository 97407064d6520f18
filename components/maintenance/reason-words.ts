import type { Messages } from '@/components/messages/messages'
import { readPlannerSentence } from '@/server/domain/planner-sentences'
import { fill } from '@/server/domain/sentence'
import { readCheck } from './check-words'

const NESTED: ReadonlySet<string> = new Set(['why', 'kept', 'reasons', 'sign', 'procedure'])
const SIZES: ReadonlySet<string> = new Set(['free', 'needed', 'swap'])
const ACTIONS: ReadonlySet<string> = new Set(['action', 'asked', 'fallback'])

const slotWords = (slot: string, value: string, m: Messages): string => {
  if (NESTED.has(slot)) return reasonsInWords(value, m)
  if (slot === 'groups') return groupsInWords(value, m)
  if (slot === 'supply') return supplyWords(value, m)
  if (slot === 'families') return familiesInWords(value, m)
  if (SIZES.has(slot)) return value.replace('.', m.planner.decimalPoint)
  const actions: Readonly<Record<string, string>> = { ...m.status.fallback, ...m.status.action }
  return ACTIONS.has(slot) ? (actions[value.replaceAll(' ', '-')] ?? value) : value
}

const supplyWords = (supply: string, m: Messages): string => {
  const words: Readonly<Record<string, string>> = m.events.supply
  return words[supply] ?? supply
}

const familiesInWords = (list: string, m: Messages): string => {
  const words: Readonly<Record<string, string>> = m.planner.families
  return list
    .split(', ')
    .map((family) => words[family] ?? family)
    .join(', ')
}

/** "a, b (why); c (why)" */
const groupsInWords = (text: string, m: Messages): string =>
  splitAt(text, '; ')
    .map((group) => {
      const [, names, why] = /^(.+?) \((.+)\)$/s.exec(group) ?? []
      return names === undefined || why === undefined ? group : `${names} (${reasonsInWords(why, m)})`
    })
    .join('; ')

/** One sentence that a check or the planner said; null: none of theirs. */
export const sentenceInWords = (text: string, m: Messages): string | null => {
  const check = readCheck(text, m)
  if (check !== null) return check
  const told = readPlannerSentence(text)
  if (told === null) return null
  const values = Object.entries(told.values).map(([slot, value]) => [slot, slotWords(slot, value, m)] as const)
  return fill(m.planner.sentences[told.name], Object.fromEntries(values))
}

/** At each of these that stands outside of parentheses. */
const splitAt = (text: string, separator: string): readonly string[] => {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth !== 0 || !text.startsWith(separator, at)) continue
    parts.push(text.slice(from, at))
    from = at + separator.length
  }
  return [...parts, text.slice(from)]
}

/** Names may stand before what is said: "pve-2: in maintenance". */
const afterNames = (text: string, m: Messages): string | null => {
  const colon = text.indexOf(': ')
  if (colon === -1) return null
  const rest = text.slice(colon + 2)
  const said = sentenceInWords(rest, m) ?? afterNames(rest, m)
  return said === null ? null : `${text.slice(0, colon + 2)}${said}`
}

const parted = (text: string, m: Messages): readonly (string | null)[] =>
  splitAt(text, '; ').map((part) => sentenceInWords(part, m) ?? afterNames(part, m))

/** What checks and the planner said, one after the other, in the reader's language; what others said stays as they said it. */
export const reasonsInWords = (text: string, m: Messages): string => {
  const parts = parted(text, m)
  const whole = parts.includes(null) ? (sentenceInWords(text, m) ?? bothInWords(text, m)) : null
  return (
    whole ??
    splitAt(text, '; ')
      .map((part, index) => parts[index] ?? part)
      .join('; ')
  )
}

/** "a, and b" */
const bothInWords = (text: string, m: Messages): string | null => {
  const parts = splitAt(text, ', and ').map((part) => sentenceInWords(part, m))
  return parts.length < 2 || parts.includes(null) ? null : parts.join(`, ${m.planner.and} `)
}
