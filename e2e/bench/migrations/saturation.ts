import type { Topology } from './topology'

export interface TimedMove {
  readonly fromId: string
  readonly toId: string
  readonly mbitPerSecond: number
  readonly startSeconds: number
  readonly endSeconds: number
}

/** From this part of its rate on, a link counts as full. */
export const FULL = 0.9

export const uplinkRates = ({ links }: Topology): ReadonlyMap<string, number> =>
  new Map(links.map(({ id, mbitPerSecond }) => [id, mbitPerSecond]))

/** Part of the move's time in which its target's own outgoing link is full of other moves. */
export const saturatedShareOf = (move: TimedMove, all: readonly TimedMove[], topology: Topology): number => {
  const rate = uplinkRates(topology).get(topology.uplinkOf(move.toId)) ?? Number.POSITIVE_INFINITY
  const others = all.filter(
    (other) =>
      other !== move &&
      other.fromId === move.toId &&
      other.startSeconds < move.endSeconds &&
      other.endSeconds > move.startSeconds,
  )
  const inside = (atSeconds: number): number => Math.min(move.endSeconds, Math.max(move.startSeconds, atSeconds))
  const cuts = [move, ...others].flatMap(({ startSeconds, endSeconds }) => [inside(startSeconds), inside(endSeconds)])
  const times = [...new Set(cuts)].sort((one, other) => one - other)
  let full = 0
  for (const [place, from] of times.entries()) {
    const until = times[place + 1]
    if (until === undefined) break
    const sent = others
      .filter(({ startSeconds, endSeconds }) => startSeconds <= from && endSeconds >= until)
      .reduce((sum, { mbitPerSecond }) => sum + mbitPerSecond, 0)
    if (sent >= FULL * rate) full += until - from
  }
  return full / (move.endSeconds - move.startSeconds)
}
