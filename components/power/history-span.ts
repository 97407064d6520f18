const SPANS = { '1h': 3_600_000, '6h': 21_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const
type SpanName = keyof typeof SPANS

export const SPAN_NAMES = ['1h', '6h', '24h', '7d'] as const satisfies readonly SpanName[]

/** The last so long, until now; or from one moment to another. */
export type HistorySpan =
  | { readonly kind: 'last'; readonly name: SpanName }
  | { readonly kind: 'between'; readonly fromMs: number; readonly toMs: number }

export const DEFAULT_SPAN: HistorySpan = { kind: 'last', name: '1h' }
const SHORTEST_MS = 10_000

const momentIn = (text: string | null): number | null => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null)

/** As a link carries it: `span=6h`, or `from` and `to` in epoch ms. What is no span is the default one. */
export const spanOf = (query: { get(name: string): string | null }): HistorySpan => {
  const [fromMs, toMs] = [momentIn(query.get('from')), momentIn(query.get('to'))]
  if (fromMs !== null && toMs !== null && toMs - fromMs >= SHORTEST_MS) return { kind: 'between', fromMs, toMs }
  const name = SPAN_NAMES.find((known) => known === query.get('span'))
  return name === undefined ? DEFAULT_SPAN : { kind: 'last', name }
}

export const queryOfSpan = (span: HistorySpan): string =>
  span.kind === 'last' ? `span=${span.name}` : `from=${Math.round(span.fromMs)}&to=${Math.round(span.toMs)}`

export const lengthOf = (span: HistorySpan): number => (span.kind === 'last' ? SPANS[span.name] : span.toMs - span.fromMs)

/** Its two ends when it is `nowMs`. */
export const endsOf = (span: HistorySpan, nowMs: number): { readonly fromMs: number; readonly toMs: number } =>
  span.kind === 'last' ? { fromMs: nowMs - SPANS[span.name], toMs: nowMs } : span

/** What a date-and-time field shows and takes; local times are the reader's. */
export const fieldText = (atMs: number, zone: 'utc' | 'local'): string => {
  const at = new Date(atMs)
  const shifted = zone === 'utc' ? at : new Date(atMs - at.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

/** Null: no moment. */
export const momentOfField = (text: string, zone: 'utc' | 'local'): number | null => {
  const atMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) ? Date.parse(zone === 'utc' ? `${text}Z` : text) : Number.NaN
  return Number.isNaN(atMs) ? null : atMs
}
