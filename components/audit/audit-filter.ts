import { CHANNELS, type JournalEntry } from '@/server/domain/journal'

/** The filters as they stand in the page's address. Empty: not filtered by. */
export const FILTER_NAMES = [
  'text',
  'kindPrefix',
  'actor',
  'channel',
  'outcome',
  'objectKind',
  'objectId',
  'runId',
  'from',
  'to',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]
export type AuditFilter = Readonly<Record<FilterName, string>>

export const OUTCOMES = ['ok', 'failed', 'refused', 'unknown'] as const satisfies readonly NonNullable<JournalEntry['outcome']>[]
export const OBJECT_KINDS = [
  'device',
  'group',
  'manager',
  'cluster',
  'host',
  'vm',
  'safeguard',
  'plan',
  'run',
  'user',
  'setting',
  'system',
] as const satisfies readonly JournalEntry['object']['kind'][]

const read = (params: { get(name: string): string | null }, name: FilterName): string => params.get(name) ?? ''

export const filterFrom = (params: { get(name: string): string | null }): AuditFilter => ({
  text: read(params, 'text'),
  kindPrefix: read(params, 'kindPrefix'),
  actor: read(params, 'actor'),
  channel: read(params, 'channel'),
  outcome: read(params, 'outcome'),
  objectKind: read(params, 'objectKind'),
  objectId: read(params, 'objectId'),
  runId: read(params, 'runId'),
  from: read(params, 'from'),
  to: read(params, 'to'),
})

const oneOf = <Word extends string>(words: readonly Word[], text: string): Word | undefined => words.find((word) => word === text)
const given = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim())

/** `2026-11-21T03:14` as the date field gives it, read as UTC or as local time, like every time on screen. */
export const momentOf = (text: string, zone: 'utc' | 'local'): number | undefined => {
  if (text === '') return undefined
  const ms = Date.parse(zone === 'utc' ? `${text}Z` : text)
  return Number.isNaN(ms) ? undefined : ms
}

/** As the API takes it. Words that are none of the known ones filter nothing. */
export const requestOf = (filter: AuditFilter, zone: 'utc' | 'local') => ({
  text: given(filter.text),
  kindPrefix: given(filter.kindPrefix),
  actor: given(filter.actor),
  channel: oneOf(CHANNELS, filter.channel),
  outcome: oneOf(OUTCOMES, filter.outcome),
  objectKind: oneOf(OBJECT_KINDS, filter.objectKind),
  objectId: given(filter.objectId),
  runId: given(filter.runId),
  fromMs: momentOf(filter.from, zone),
  toMs: momentOf(filter.to, zone),
})

/** The address of the same filters, for links and for the export. */
export const queryOf = (filter: Readonly<Record<string, string | number | undefined>>): string =>
  new URLSearchParams(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])),
  ).toString()
