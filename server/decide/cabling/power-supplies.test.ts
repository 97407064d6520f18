import { describe, expect, it } from 'vitest'
import type { PowerSupply } from '../../domain/inventory'
import { feed } from '../../testing/world-samples'
import {
  followSupplies,
  judgeSupplies,
  SENSOR_LAG_MS,
  type SupplyScene,
  type SupplyTrack,
  unexplainedLoss,
} from './power-supplies'

type State = 'live' | 'dead' | 'unknown'
const MINUTE = 60_000
const LAG = SENSOR_LAG_MS / MINUTE

/** How old what the host tells is, in minutes, by its own word; null: it does not say. */
type Age = number | null

/** What the sensors say and how feeds A and B are. */
type Minute = readonly [readonly PowerSupply['input'][] | null, State, State]

const courseAged = (age: Age, ...minutes: readonly Minute[]) => {
  let track: SupplyTrack | null = null
  const verdicts: string[] = []
  for (const [minute, [inputs, a, b]] of minutes.entries()) {
    const nowMs = minute * MINUTE
    const stamp = age === null ? {} : { readAtMs: nowMs - age * MINUTE }
    const scene: SupplyScene = {
      supplies:
        inputs?.map((input, at) => ({ name: `PSU ${at + 1}`, input, inputWatts: null, askedAtMs: nowMs, ...stamp })) ?? null,
      readAtMs: nowMs,
      feeds: [
        { feed: feed('a', 'h', 'A'), name: 'UPS A', state: a },
        { feed: feed('b', 'h', 'B'), name: 'UPS B', state: b },
      ],
    }
    track = followSupplies(track, scene, nowMs)
    for (const { feed: judged, verdict } of judgeSupplies(track, scene, nowMs))
      verdicts.push(`${minute} ${judged.label} ${verdict}`)
  }
  return { unexplained: track === null ? null : unexplainedLoss(track, (minutes.length - 1) * MINUTE), verdicts }
}
const course = (...minutes: readonly Minute[]) => courseAged(0, ...minutes)
const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value)

const WHOLE = [['ok', 'ok'], 'live', 'live'] as const
const LOST = [['lost', 'ok'], 'dead', 'live'] as const
const NOT_YET = [['ok', 'ok'], 'dead', 'live'] as const
const STAYED = [['ok', 'ok'], 'live', 'dead'] as const

describe('power supplies held against feeds', () => {
  it('a feed is proved when one input went with it, also where the sensors lag', () => {
    expect(course(WHOLE, LOST, LOST).verdicts).toEqual(['2 A proved'])
    const late = course(WHOLE, ...times(3, NOT_YET), [['ok', 'lost'], 'dead', 'live'])
    expect(late.verdicts).toEqual(['4 A proved'])
  })

  it('P4 nothing is said by sensors that were read before the feed died, however late they were asked for', () => {
    const late = [WHOLE, ...times(3, NOT_YET)] as const
    expect(courseAged(3, ...late, LOST).verdicts).toEqual([])
    expect(courseAged(3, ...late, LOST, LOST).verdicts).toEqual(['5 A proved'])
    expect(courseAged(3, WHOLE, ...times(7, STAYED)).verdicts).toEqual([])
    expect(courseAged(3, WHOLE, ...times(8, STAYED)).verdicts).toEqual(['8 B contradicted'])
    // What it read before the feed died was without input already.
    expect(courseAged(3, WHOLE, ...times(8, LOST)).verdicts).toEqual([])
  })

  it('P4 where the host does not say when it read them, nobody can tell before they must have been renewed', () => {
    expect(courseAged(null, WHOLE, ...times(LAG, LOST)).verdicts).toEqual([])
    expect(courseAged(null, WHOLE, ...times(LAG + 1, LOST)).verdicts).toEqual([`${LAG + 1} A proved`])
    expect(courseAged(null, WHOLE, ...times(LAG + 3, STAYED)).verdicts).toEqual([])
    expect(courseAged(null, WHOLE, ...times(LAG + 4, STAYED)).verdicts).toEqual([`${LAG + 4} B contradicted`])
  })

  it('P4 nothing is said by what was read very long ago', () => {
    expect(courseAged(30, WHOLE, ...times(60, STAYED)).verdicts).toEqual([])
  })

  it('nothing is said where both feeds died, where all inputs are lost, or where one was lost long before', () => {
    expect(course(WHOLE, ...times(3, [['lost', 'ok'], 'dead', 'dead'] as const)).verdicts).toEqual([])
    expect(course(WHOLE, ...times(3, [['lost', 'lost'], 'dead', 'live'] as const)).verdicts).toEqual([])
    const before = times(20, [['lost', 'ok'], 'live', 'live'] as const)
    expect(course(WHOLE, ...before, ...times(3, LOST)).verdicts).toEqual([])
  })

  it('nothing is said where a sensor does not know, where there are none, or fewer than feeds', () => {
    const long = <T>(value: T) => times(10, value)
    expect(course(WHOLE, ...long([['unknown', 'ok'], 'dead', 'live'] as const)).verdicts).toEqual([])
    expect(course(...long([null, 'dead', 'live'] as const)).verdicts).toEqual([])
    expect(course(...long([['ok'], 'dead', 'live'] as const)).verdicts).toEqual([])
  })

  it('an input that is lost while both feeds live is the power supply or its cable, once it was read after they lived', () => {
    const one = [['ok', 'lost'], 'live', 'live'] as const
    expect(course(...times(3, WHOLE), one).unexplained).toEqual(['PSU 2'])
    expect(courseAged(5, ...times(3, WHOLE), one).unexplained).toBeNull()
    expect(courseAged(null, ...times(LAG + 1, WHOLE), one).unexplained).toEqual(['PSU 2'])
    expect(course([['ok', 'lost'], 'dead', 'live'], one).unexplained).toBeNull()
  })
})
