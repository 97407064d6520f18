import type { CablingVerdict } from '../../domain/cabling'
import type { PowerSupply } from '../../domain/inventory'
import type { Feed } from '../../domain/world'

/** Hosts and managers renew what sensors say every few minutes; before that an old value may stand beside a new power failure. */
export const SENSOR_LAG_MS = 6 * 60_000
/** A sensor may be quicker than the poll of a UPS, by no more than this. */
const SENSOR_LEAD_MS = 60_000

/** What is remembered of a host's power supplies and feeds from look to look. */
export interface SupplyTrack {
  /** When all inputs were last told to be there; null: never. */
  readonly allOkAtMs: number | null
  /** Names of those told to be without input, since when that is so. */
  readonly lostSinceMs: number | null
  readonly lostNames: readonly string[]
  /** Per declared feed, in their order. */
  readonly feeds: readonly { readonly state: 'live' | 'dead' | 'unknown'; readonly sinceMs: number }[]
}

export interface SupplyScene {
  readonly supplies: readonly PowerSupply[] | null
  /** When the sensors were read. */
  readonly readAtMs: number
  readonly feeds: readonly { readonly feed: Feed; readonly name: string; readonly state: 'live' | 'dead' | 'unknown' }[]
}

const lostNames = (supplies: readonly PowerSupply[]): readonly string[] =>
  supplies.filter(({ input }) => input === 'lost').map(({ name }) => name)

export const followSupplies = (before: SupplyTrack | null, scene: SupplyScene, nowMs: number): SupplyTrack => {
  const { supplies, readAtMs } = scene
  const feeds = scene.feeds.map(({ state }, at) => {
    const had = before?.feeds.length === scene.feeds.length ? before.feeds[at] : undefined
    return had?.state === state ? had : { state, sinceMs: nowMs }
  })
  if (supplies === null || supplies.length === 0)
    return { allOkAtMs: before?.allOkAtMs ?? null, lostSinceMs: null, lostNames: [], feeds }
  const lost = lostNames(supplies)
  const allOk = supplies.every(({ input }) => input === 'ok')
  return {
    allOkAtMs: allOk ? readAtMs : (before?.allOkAtMs ?? null),
    lostSinceMs: lost.length === 0 ? null : (before?.lostSinceMs ?? readAtMs),
    lostNames: lost,
    feeds,
  }
}

export interface SupplyJudgement {
  readonly feed: Feed
  readonly verdict: CablingVerdict
  readonly evidence: string
}

/**
 * What a host's sensors say of its cables. A feed is proved where it alone died and some, but not all, power supplies lost their
 * input with it; contradicted where it has been dead for longer than sensors lag and every power supply has input.
 */
export const judgeSupplies = (track: SupplyTrack, scene: SupplyScene): readonly SupplyJudgement[] => {
  const { supplies, readAtMs } = scene
  if (supplies === null || supplies.length < Math.max(1, scene.feeds.length)) return []
  const dead = scene.feeds.flatMap((one, at) => {
    const state = track.feeds[at]
    return state?.state === 'dead' ? [{ ...one, sinceMs: state.sinceMs }] : []
  })
  const [only] = dead
  const { lostNames: lost, lostSinceMs, allOkAtMs } = track
  // Whole shortly before, or still shortly after, the feed died; and without input soon after.
  const together =
    only !== undefined &&
    dead.length === 1 &&
    lostSinceMs !== null &&
    allOkAtMs !== null &&
    Math.abs(allOkAtMs - only.sinceMs) <= SENSOR_LAG_MS &&
    lostSinceMs >= only.sinceMs - SENSOR_LEAD_MS &&
    lostSinceMs <= only.sinceMs + SENSOR_LAG_MS
  if (together && lost.length < supplies.length && supplies.every(({ input }) => input !== 'unknown'))
    return [
      {
        feed: only.feed,
        verdict: 'proved',
        evidence: `${lost.join(' and ')} lost input when ${only.name} died, and nothing else did`,
      },
    ]
  if (lost.length > 0 || supplies.some(({ input }) => input !== 'ok')) return []
  return dead
    .filter(({ sinceMs }) => readAtMs - sinceMs >= SENSOR_LAG_MS)
    .map(({ feed, name }) => ({
      feed,
      verdict: 'contradicted' as const,
      evidence: `${name} has been dead for minutes, and all ${supplies.length} power supplies have input`,
    }))
}

/** Power supplies without input while every declared feed has been live for longer than sensors lag: null where all is well. */
export const unexplainedLoss = (track: SupplyTrack, nowMs: number): readonly string[] | null => {
  const { lostNames: lost, lostSinceMs, feeds } = track
  if (lost.length === 0 || lostSinceMs === null || feeds.length === 0) return null
  const allLive = feeds.every(({ state, sinceMs }) => state === 'live' && nowMs - sinceMs >= SENSOR_LAG_MS)
  return allLive ? lost : null
}
