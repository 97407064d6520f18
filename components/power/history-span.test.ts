import { expect, it } from 'vitest'
import { DEFAULT_SPAN, endsOf, fieldText, momentOfField, queryOfSpan, spanOf, type HistorySpan } from './history-span'

const asked = (text: string) => spanOf(new URLSearchParams(text))

it.each<HistorySpan>([
  { kind: 'last', name: '7d' },
  { kind: 'between', fromMs: 1_000, toMs: 500_000 },
])('a span survives its link: %j', (span) => expect(asked(queryOfSpan(span))).toEqual(span))

it.each(['', 'span=9y', 'from=5&to=4', 'from=x&to=99999999', 'from=1000'])('what is no span is the default: %s', (text) =>
  expect(asked(text)).toEqual(DEFAULT_SPAN),
)

it('a span until now moves with the time, one between two moments stands', () => {
  expect(endsOf({ kind: 'last', name: '1h' }, 10_000_000)).toEqual({ fromMs: 6_400_000, toMs: 10_000_000 })
  expect(endsOf({ kind: 'between', fromMs: 1_000, toMs: 90_000 }, 10_000_000)).toMatchObject({ fromMs: 1_000, toMs: 90_000 })
})

it.each(['utc', 'local'] as const)('a moment survives its field in %s', (zone) => {
  const atMs = Date.UTC(2026, 10, 22, 3, 14)
  expect(momentOfField(fieldText(atMs, zone), zone)).toBe(atMs)
  expect(momentOfField('yesterday', zone)).toBeNull()
})
