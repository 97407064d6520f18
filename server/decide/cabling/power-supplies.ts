import type { CablingVerdict } from '../../domain/cabling'
import type { PowerSupply } from '../../domain/inventory'
import type { Feed } from '../../domain/world'

/** Hosts renew what sensors say every few minutes: where they do not tell when they read them, it may have been so long ago. */
export const SENSOR_LAG_MS = 6 * 60_000
/** Where they tell, their clock may differ from ours by so much. */
export const CLOCK_SKEW_MS = 60_000
/** A sensor may be quicker than the poll of a UPS, by no more than this. */
const SENSOR_LEAD_MS = 60_000
/** A host may go on saying for so long that there is input when there is none. */
const SETTLED_MS = 3 * 60_000
/** What was read longer ago says nothing of what is. */
const MOST_AGE_MS = 10 * 60_000

/** What is remembered of a host's power supplies and feeds from look to look. */
export interface SupplyTrack {
  /** When all inputs were last told to be there; null: never. */
  readonly allOkAtMs: number | null
  /** Names of those told to be without input, since when that is so. */
  readonly lostSinceMs: number | null
  readonly lostNames: readonly string[]
  /** The earliest moment at which those that are without input can have been read; null: none is. */
  readonly lostReadFromMs: number | null
  /** Per declared feed, in their order. */
  readonly feeds: readonly { readonly state: 'live' | 'dead' | 'unknown'; readonly sinceMs: number }[]
}

export interface SupplyScene {
  readonly supplies: readonly PowerSupply[] | null
  /** When the manager was asked, where a power supply does not say. */
  readonly readAtMs: number
  readonly feeds: readonly { readonly feed: Feed; readonly name: string; readonly state: 'live' | 'dead' | 'unknown' }[]
}

/** When it was read at the latest. */
const readBy = ({ readAtMs, askedAtMs }: PowerSupply, scene: SupplyScene): number => readAtMs ?? askedAtMs ?? scene.readAtMs

/** When it was read at the earliest: only a power change before that shows in it for certain. */
const readFrom = ({ readAtMs, askedAtMs }: PowerSupply, scene: SupplyScene): number =>
  readAtMs === undefined ? (askedAtMs ?? scene.readAtMs) - SENSOR_LAG_MS : readAtMs - CLOCK_SKEW_MS

export const followSupplies = (before: SupplyTrack | null, scene: SupplyScene, nowMs: number): SupplyTrack => {
  const { supplies } = scene
  const feeds = scene.feeds.map(({ state }, at) => {
    const had = before?.feeds.length === scene.feeds.length ? before.feeds[at] : undefined
    return had?.state === state ? had : { state, sinceMs: nowMs }
  })
  if (supplies === null || supplies.length === 0)
    return { allOkAtMs: before?.allOkAtMs ?? null, lostSinceMs: null, lostNames: [], lostReadFromMs: null, feeds }
  const lost = supplies.filter(({ input }) => input === 'lost')
  const allOk = supplies.every(({ input }) => input === 'ok')
  return {
    allOkAtMs: allOk ? Math.min(...supplies.map((one) => readBy(one, scene))) : (before?.allOkAtMs ?? null),
    lostSinceMs: lost.length === 0 ? null : (before?.lostSinceMs ?? Math.min(...lost.map((one) => readBy(one, scene)))),
    lostNames: lost.map(({ name }) => name),
    lostReadFromMs: lost.length === 0 ? null : Math.min(...lost.map((one) => readFrom(one, scene))),
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
 * input with it; contradicted where it is dead and every power supply has input. Both only by sensors that were read after the
 * feed died, and not long ago: else nobody can tell yet (P4).
 */
export const judgeSupplies = (track: SupplyTrack, scene: SupplyScene, nowMs: number): readonly SupplyJudgement[] => {
  const { supplies } = scene
  if (supplies === null || supplies.length < Math.max(1, scene.feeds.length)) return []
  if (supplies.some((supply) => nowMs - readBy(supply, scene) > MOST_AGE_MS)) return []
  const readFromMs = Math.min(...supplies.map((supply) => readFrom(supply, scene)))
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
    readFromMs >= only.sinceMs &&
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
    .filter(({ sinceMs }) => readFromMs - sinceMs >= SETTLED_MS)
    .map(({ feed, name }) => ({
      feed,
      verdict: 'contradicted' as const,
      evidence: `${name} has been dead for minutes, and all ${supplies.length} power supplies have input`,
    }))
}

/** Power supplies that were read to be without input after every declared feed was live: null where all is well, or not known yet. */
export const unexplainedLoss = ({ lostNames, lostReadFromMs, feeds }: SupplyTrack, nowMs: number): readonly string[] | null => {
  if (lostReadFromMs === null || feeds.length === 0) return null
  if (nowMs - lostReadFromMs > MOST_AGE_MS + SENSOR_LAG_MS) return null
  const allLive = feeds.every(({ state, sinceMs }) => state === 'live' && lostReadFromMs >= sinceMs)
  return allLive ? lostNames : null
}
