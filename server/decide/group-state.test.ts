import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { deviceIdSchema, powerGroupIdSchema } from '../domain/ids'
import type { PowerGroup } from '../domain/world'
import { deviceSeen } from '../testing/power-samples'
import { groupState } from './group-state'
import { newTrack, type PowerTrack } from './power-track'
import { presumedOnBattery } from './presumed-outage'
import { triggerHolds } from './trigger'

const group = (requiredDevices: number, ...names: string[]): PowerGroup => ({
  id: powerGroupIdSchema.parse('row'),
  name: 'Row',
  deviceIds: names.map((name) => deviceIdSchema.parse(name)),
  requiredDevices,
})
const onBattery = (name: string, seconds: number, runtime: number) =>
  deviceSeen(name, {
    supply: 'battery',
    onBatterySinceMs: 1_000_000 - seconds * 1000,
    secondsOnBattery: seconds,
    decidingRuntimeSeconds: runtime,
  })

describe('group state', () => {
  it('P5 one of two feeds on battery is redundancy lost, not an outage', () => {
    const state = groupState(group(1, 'a', 'b'), [onBattery('a', 60, 500), deviceSeen('b')])
    expect(state).toMatchObject({ condition: 'redundancy-lost', inTrouble: false, secondsOnBattery: null })
    expect(triggerHolds({ kind: 'seconds-on-battery', seconds: 0 }, state)).toBeNull()
  })

  it('counts a two-feed outage from the second failure, and takes the lower runtime', () => {
    const state = groupState(group(1, 'a', 'b'), [onBattery('a', 300, 400), onBattery('b', 20, 900)])
    expect(state).toMatchObject({ condition: 'on-battery', inTrouble: true, secondsOnBattery: 20, runtimeSeconds: 400 })
  })

  it('P5 a UPS that is off supplies nothing: the other one’s outage is the group’s', () => {
    const state = groupState(group(1, 'a', 'b'), [deviceSeen('a', { supply: 'off' }), onBattery('b', 20, 900)])
    expect(state).toMatchObject({ condition: 'on-battery', secondsOnBattery: 20, runtimeSeconds: 900 })
  })

  it('N+1: with two of three required the second failure is the outage', () => {
    const three = group(2, 'a', 'b', 'c')
    expect(groupState(three, [onBattery('a', 100, 500), deviceSeen('b'), deviceSeen('c')]).inTrouble).toBe(false)
    expect(groupState(three, [onBattery('a', 100, 500), onBattery('b', 30, 500), deviceSeen('c')])).toMatchObject({
      inTrouble: true,
      secondsOnBattery: 30,
    })
  })

  it('P2 contact lost on mains keeps the group on mains', () => {
    expect(groupState(group(1, 'a'), [deviceSeen('a', { contact: 'lost' })])).toMatchObject({
      condition: 'on-mains',
      inTrouble: false,
    })
  })

  it('P2 contact lost within a minute of another feed’s failure is presumed an outage; without one it is not', () => {
    const lost: PowerTrack = { ...newTrack(), supply: 'mains', contact: 'lost', contactLostAtMs: 100_000 }
    const failed: PowerTrack = { ...newTrack(), supply: 'battery', contact: 'ok', onBatterySinceMs: 130_000 }
    const [a, b] = [deviceIdSchema.parse('a'), deviceIdSchema.parse('b')]
    expect(presumedOnBattery(new Map([[a, lost]]))).toEqual(new Map())
    expect(
      presumedOnBattery(
        new Map([
          [a, lost],
          [b, failed],
        ]),
      ),
    ).toEqual(new Map([[a, 100_000]]))
    expect(
      presumedOnBattery(
        new Map([
          [a, lost],
          [b, { ...failed, onBatterySinceMs: 400_000 }],
        ]),
      ),
    ).toEqual(new Map())
  })

  it('P2 contact lost while hosts on it lose an input is presumed an outage; one cable of several hosts is not', () => {
    const lost: PowerTrack = { ...newTrack(), supply: 'mains', contact: 'lost', contactLostAtMs: 100_000 }
    const a = deviceIdSchema.parse('a')
    const presumed = (...since: readonly (number | null)[]) =>
      presumedOnBattery(
        new Map([[a, lost]]),
        since.map((lostSinceMs) => ({ deviceIds: [a], lostSinceMs })),
      )
    const yes = new Map([[a, 100_000]])
    expect(presumed(130_000)).toEqual(yes)
    expect(presumed(130_000, 45_000, null)).toEqual(yes)
    expect(presumed(130_000, null)).toEqual(new Map())
    expect(presumed(null)).toEqual(new Map())
    expect(presumed(161_000, 20_000)).toEqual(new Map())
    const elsewhere = [{ deviceIds: [deviceIdSchema.parse('b')], lostSinceMs: 100_000 }]
    expect(presumedOnBattery(new Map([[a, lost]]), elsewhere)).toEqual(new Map())
    expect(presumedOnBattery(new Map([[a, { ...lost, contact: 'ok' }]]), [{ deviceIds: [a], lostSinceMs: 100_000 }])).toEqual(
      new Map(),
    )
  })

  it('a device that never answered proves nothing', () => {
    expect(groupState(group(1, 'a'), [deviceSeen('a', { supply: 'unknown', contact: 'lost' })])).toMatchObject({
      condition: 'unknown',
      inTrouble: false,
    })
  })

  it('is in trouble exactly when fewer devices than required carry from mains and a battery carries', () => {
    const supply = fc.constantFrom('mains' as const, 'battery' as const, 'bypass' as const, 'off' as const)
    fc.assert(
      fc.property(fc.array(supply, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 5 }), (supplies, wanted) => {
        const required = Math.min(wanted, supplies.length)
        const names = supplies.map((_, index) => `d${index}`)
        const devices = supplies.map((each, index) =>
          each === 'battery' ? onBattery(`d${index}`, 10 + index, 500) : deviceSeen(`d${index}`, { supply: each }),
        )
        const state = groupState(group(required, ...names), devices)
        const carried = supplies.filter((each) => each === 'mains' || each === 'bypass').length
        expect(state.inTrouble).toBe(carried < required && supplies.includes('battery'))
        if (state.inTrouble) expect(state.secondsOnBattery).not.toBeNull()
      }),
    )
  })
})
