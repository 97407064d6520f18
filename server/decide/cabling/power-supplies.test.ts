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

const supplies = (...inputs: readonly PowerSupply['input'][]): readonly PowerSupply[] =>
  inputs.map((input, at) => ({ name: `PSU ${at + 1}`, input, inputWatts: null }))

/** Minute by minute: what the sensors say and how feeds A and B are. */
const course = (...minutes: readonly (readonly [readonly PowerSupply['input'][] | null, State, State])[]) => {
  let track: SupplyTrack | null = null
  const verdicts: string[] = []
  for (const [minute, [inputs, a, b]] of minutes.entries()) {
    const scene: SupplyScene = {
      supplies: inputs === null ? null : supplies(...inputs),
      readAtMs: minute * MINUTE,
      feeds: [
        { feed: feed('a', 'h', 'A'), name: 'UPS A', state: a },
        { feed: feed('b', 'h', 'B'), name: 'UPS B', state: b },
      ],
    }
    track = followSupplies(track, scene, minute * MINUTE)
    for (const { feed: judged, verdict } of judgeSupplies(track, scene)) verdicts.push(`${minute} ${judged.label} ${verdict}`)
  }
  return { track, verdicts, nowMs: (minutes.length - 1) * MINUTE }
}
const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value)

const WHOLE = [['ok', 'ok'], 'live', 'live'] as const

describe('power supplies held against feeds', () => {
  it('a feed is proved when one input went with it, also where the sensors lag', () => {
    expect(course(WHOLE, [['lost', 'ok'], 'dead', 'live']).verdicts).toEqual(['1 A proved'])
    const late = course(WHOLE, ...times(3, [['ok', 'ok'], 'dead', 'live'] as const), [['ok', 'lost'], 'dead', 'live'])
    expect(late.verdicts).toEqual(['4 A proved'])
  })

  it('a feed is contradicted when it has long been dead and all inputs are there', () => {
    const lag = SENSOR_LAG_MS / MINUTE
    const { verdicts } = course(WHOLE, ...times(lag + 1, [['ok', 'ok'], 'live', 'dead'] as const))
    expect(verdicts).toEqual([`${lag + 1} B contradicted`])
  })

  it('nothing is said where both feeds died, where all inputs are lost, or where one was lost long before', () => {
    expect(course(WHOLE, [['lost', 'ok'], 'dead', 'dead']).verdicts).toEqual([])
    expect(course(WHOLE, [['lost', 'lost'], 'dead', 'live']).verdicts).toEqual([])
    const before = times(20, [['lost', 'ok'], 'live', 'live'] as const)
    expect(course(WHOLE, ...before, [['lost', 'ok'], 'dead', 'live']).verdicts).toEqual([])
  })

  it('nothing is said where a sensor does not know, where there are none, or fewer than feeds', () => {
    const long = <T>(value: T) => times(10, value)
    expect(course(WHOLE, ...long([['unknown', 'ok'], 'dead', 'live'] as const)).verdicts).toEqual([])
    expect(course(...long([null, 'dead', 'live'] as const)).verdicts).toEqual([])
    expect(course(...long([['ok'], 'dead', 'live'] as const)).verdicts).toEqual([])
  })

  it('an input that is lost while both feeds live is the power supply or its cable, once sensors had time', () => {
    const { track, nowMs } = course(...times(8, WHOLE), [['ok', 'lost'], 'live', 'live'])
    expect(track === null ? null : unexplainedLoss(track, nowMs)).toEqual(['PSU 2'])
    const fresh = course([['ok', 'lost'], 'dead', 'live'], [['ok', 'lost'], 'live', 'live'])
    expect(fresh.track === null ? null : unexplainedLoss(fresh.track, fresh.nowMs)).toBeNull()
  })
})
