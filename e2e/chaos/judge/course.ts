import type { Case } from './case'

type Event = Case['events'][number]

const BEGINS_TO_RUN = new Set(['started', 'resumed'])
const ENDS = new Set(['stopped', 'stopped-hard', 'saved', 'killed-by-power-cut', 'killed-by-host-shutdown'])

/** Guests that run at each moment, followed event by event. */
export const runningAt = ({ vms, events }: Case, untilMs: number, including = true): ReadonlySet<string> => {
  const running = new Set(vms.filter(({ ranBefore }) => ranBefore).map(({ name }) => name))
  for (const { atMs, object, event } of events) {
    if (including ? atMs > untilMs : atMs >= untilMs) break
    if (BEGINS_TO_RUN.has(event)) running.add(object)
    else if (ENDS.has(event)) running.delete(object)
  }
  return running
}

const eventsOf = ({ events }: Case, object: string, kinds: ReadonlySet<string>): readonly Event[] =>
  events.filter((event) => event.object === object && kinds.has(event.event))

const EDGES = new Set(['mains-lost', 'mains-back'])

/** Spans in which at least one UPS of a row was without its mains. */
export const outagesOf = (given: Case, row: string): readonly { readonly fromMs: number; readonly toMs: number }[] => {
  const upses = given.upses.filter((ups) => ups.row === row)
  const edges = upses.flatMap(({ name }) => eventsOf(given, name, EDGES)).toSorted((one, other) => one.atMs - other.atMs)
  const without = new Set<string>()
  const spans: { fromMs: number; toMs: number }[] = []
  for (const { atMs, object, event } of edges) {
    if (event === 'mains-lost') {
      if (without.size === 0) spans.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY })
      without.add(object)
    } else {
      without.delete(object)
      const open = spans.at(-1)
      if (without.size === 0 && open !== undefined) open.toMs = atMs
    }
  }
  return spans
}

/** When the cards of a row, or of any, last told otherwise than the truth before a moment; null: always the truth. */
export const lastUntruthBefore = ({ events }: Case, atMs: number): number | null => {
  const moods = new Map<string, string>()
  let untrueAtMs: number | null = null
  for (const event of events) {
    if (event.atMs > atMs) break
    if (!event.event.startsWith('card-')) continue
    if ((moods.get(event.object) ?? 'card-well') !== 'card-well') untrueAtMs = event.atMs
    moods.set(event.object, event.event)
  }
  return [...moods.values()].some((mood) => mood !== 'card-well') ? atMs : untrueAtMs
}
