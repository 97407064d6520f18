import type { Leg, Site } from './legs'
import { type Resources, resourcesOf } from './resources'
import type { LegTimer } from './timing'

/** Legs as numbers, ready to be played again and again. */
export interface Agenda extends Resources {
  readonly legs: readonly Leg[]
  readonly alone: Float64Array
  readonly saturated: Float64Array
  readonly weight: Float64Array
  /** No leg starts before its hosts take part. */
  readonly readyAt: Float64Array
  /** Legs that must have ended before each leg. */
  readonly after: readonly (readonly number[])[]
}

const readySeconds = ({ hosts, hostNumber }: Site, { kind, move }: Leg): number => {
  const of = (id: string): number => hosts[hostNumber.get(id) ?? -1]?.readyAtSeconds ?? 0
  return kind === 'save' ? 0 : of(move.toHostId)
}

/** `waits`: further legs that each leg waits for, by its position. */
export const agendaOf = (
  site: Site,
  legs: readonly Leg[],
  timer: LegTimer,
  waits: readonly (readonly number[])[] = [],
): Agenda => {
  const times = legs.map(({ kind, move }) => {
    if (kind === 'live') return { alone: timer.live(move, 0).p50Seconds, saturated: timer.live(move, 1).p50Seconds }
    const seconds = kind === 'save' ? timer.saveSeconds(move) : timer.resumeSeconds(move)
    return { alone: seconds, saturated: seconds }
  })
  return {
    ...resourcesOf(site, legs),
    legs,
    alone: Float64Array.from(times, ({ alone }) => alone),
    saturated: Float64Array.from(times, ({ saturated }) => saturated),
    weight: Float64Array.from(legs, ({ move }) => move.weight),
    readyAt: Float64Array.from(legs, (leg) => readySeconds(site, leg)),
    after: legs.map(({ afterLeg }, leg) => [...(afterLeg === null ? [] : [afterLeg]), ...(waits[leg] ?? [])]),
  }
}
