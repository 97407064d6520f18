import type { Evidence } from './run'
import { WORLD_BEGINS_MS } from './world-facts'

interface Line {
  readonly atMs: number
  readonly text: string
}

/** Told of every run in thousands: nothing follows from it. */
const DULL = /^(run\.shed-planned|readiness\.|power\.contact-made)/

/** What happened and what was written down, in one order. */
export const storyOf = ({ happenings, engines, history, calls, journal, endedAtMs }: Evidence): readonly string[] => {
  const lines: Line[] = [
    ...happenings.filter(({ atMs }) => atMs <= endedAtMs).map(({ atMs, what }) => ({ atMs, text: `!! ${what}` })),
    ...engines.map(({ atMs, what }) => ({ atMs, text: `!! ${what}` })),
    ...history
      .filter(({ kind }) => kind !== 'scenario')
      .map(({ atMs, object, event, detail }) => ({ atMs, text: `   ${object} ${event} ${detail ?? ''}` })),
    ...calls.map(({ atMs, act, object, why }) => ({ atMs, text: `-> ${act} ${object}${why === null ? '' : `: no, ${why}`}` })),
    ...journal
      .filter(({ kind }) => !DULL.test(kind))
      .map(({ id, atMs, kind, message }) => ({ atMs: atMs - WORLD_BEGINS_MS, text: `#${id} ${kind}: ${message}` })),
  ]
  return lines
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ atMs, text }) => `${(atMs / 1_000).toFixed(1).padStart(8)}  ${text}`)
}
