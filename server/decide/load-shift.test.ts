import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EffectiveFeed, PowerDeviceView } from '../domain/world'
import { device, deviceId, feed, host } from '../testing/world-samples'
import { withTakeover } from './expected-load'
import { powerScene, type PowerScene } from './feed-loads'
import { type LoadShift, NO_LOAD_SHIFT, shiftLoads, takeoversOf } from './load-shift'

const A = deviceId('a')
const B = deviceId('b')
const PAIR = [feed('a', 'h1', 'A'), feed('b', 'h1', 'B'), feed('a', 'h2', 'A'), feed('b', 'h2', 'B')]

const ups = (name: string, watts: number | null, given: Partial<PowerDeviceView> = {}): PowerDeviceView =>
  device(name, given, { outputWatts: watts, nominalWatts: 1_000 })
const off = (name: string, given: Partial<PowerDeviceView> = {}) => ups(name, 0, { supply: 'off', ...given })

const scene = (
  devices: readonly PowerDeviceView[],
  feeds: readonly EffectiveFeed[] = PAIR,
  watts: number | null = null,
): PowerScene => powerScene(devices, feeds, [host('h1', { powerWatts: watts }), host('h2', { powerWatts: watts })])

/** Two looks before, so that there is something to remember; then the given one, 2 s later. */
const after = (before: PowerScene, ...then: readonly PowerScene[]) => {
  let shift: LoadShift = NO_LOAD_SHIFT
  shift = shiftLoads(shift, before, 0)
  let nowMs = 2_000
  shift = shiftLoads(shift, before, nowMs)
  for (const next of then) shift = shiftLoads(shift, next, (nowMs += 2_000))
  return { shift, takeovers: takeoversOf(shift, then.at(-1) ?? before) }
}

describe('what a UPS that fails leaves to the others', () => {
  it('P5 A is off: B is expected to carry its own load and all of A’s', () => {
    const { takeovers } = after(scene([ups('a', 400), ups('b', 500)]), scene([off('a'), ups('b', 500)]))
    expect(takeovers.get(B)).toEqual({ baseWatts: 500, addedWatts: 400, fromNames: ['a'] })
    const view = withTakeover(ups('b', 500), takeovers.get(B) ?? never(), null, 0)
    expect(view.expectedLoad).toMatchObject({ watts: 900, percent: 90 })
    expect(view.decidingRuntimeSeconds).toBeLessThan(1_200 * (500 / 900))
    expect(view.decidingRuntimeReason).toContain('400 W of a are taken over by it')
  })

  it('P5 an outlet of A that is switched off leaves only what hung on it', () => {
    const outlets = [
      { id: '1', name: null, state: 'on' },
      { id: '2', name: null, state: 'on' },
    ] as const
    const feeds = [feed('a', 'h1', 'A', '1'), feed('b', 'h1', 'B'), feed('a', 'h2', 'A', '2'), feed('b', 'h2', 'B')]
    const dark = [outlets[0], { ...outlets[1], state: 'off' as const }]
    const { takeovers } = after(
      scene([ups('a', 400, { outlets }), ups('b', 500)], feeds),
      scene([ups('a', 200, { outlets: dark }), ups('b', 500)], feeds),
    )
    expect(takeovers.get(B)).toMatchObject({ addedWatts: 200 })
  })

  it('P5 what B measures afterwards wins, and is never counted twice', () => {
    const before = scene([ups('a', 400), ups('b', 500)])
    const { shift, takeovers } = after(before, scene([off('a'), ups('b', 500)]), scene([off('a'), ups('b', 890)]))
    expect(takeovers.size).toBe(0)
    const later = shiftLoads(shift, scene([off('a'), ups('b', 850)]), 60_000)
    expect(takeoversOf(later, scene([off('a'), ups('b', 850)])).size).toBe(0)
  })

  it('P5 B had measured it before A’s end was noticed: it is not added again', () => {
    const before = scene([ups('a', 400), ups('b', 500)])
    const { takeovers } = after(before, scene([ups('a', 400), ups('b', 900)]), scene([off('a'), ups('b', 900)]))
    expect(takeovers.size).toBe(0)
  })

  it('P5 A’s card tells of less output before it tells that it is off: what it carried counts', () => {
    const before = scene([ups('a', 400), ups('b', 500)])
    const { takeovers } = after(before, scene([ups('a', 0), ups('b', 500)]), scene([off('a'), ups('b', 500)]))
    expect(takeovers.get(B)?.addedWatts).toBe(400)
  })

  it('P5 after two minutes of answers what B measures is what is there', () => {
    const before = scene([ups('a', 400), ups('b', 500)])
    const { shift } = after(before, scene([off('a'), ups('b', 500)]))
    const soon = scene([off('a'), ups('b', 520, { answeredAtMs: 60_000 })])
    expect(takeoversOf(shiftLoads(shift, soon, 60_000), soon).size).toBe(1)
    const late = scene([off('a'), ups('b', 520, { answeredAtMs: 130_000 })])
    expect(takeoversOf(shiftLoads(shift, late, 130_000), late).size).toBe(0)
  })

  it('P5 hosts that hang on A alone, or went off with it, leave nothing to B', () => {
    const single = [feed('a', 'h1', 'A'), feed('a', 'h2', 'A'), feed('b', 'h2', 'B')]
    const { takeovers } = after(scene([ups('a', 400), ups('b', 500)], single, 200), scene([off('a'), ups('b', 500)], single, 200))
    expect(takeovers.get(B)?.addedWatts).toBe(100)
    const gone = powerScene([off('a'), ups('b', 500)], PAIR, [
      host('h1', { connection: 'down' }),
      host('h2', { connection: 'down' }),
    ])
    expect(after(scene([ups('a', 400), ups('b', 500)]), gone).takeovers.size).toBe(0)
  })

  it('P2 P5 a UPS whose contact was lost on battery and that must be empty by now left its load as well', () => {
    const silent = ups('a', 400, { supply: 'battery', contact: 'lost', decidingRuntimeSeconds: 0 })
    expect(after(scene([ups('a', 400), ups('b', 500)]), scene([silent, ups('b', 500)])).takeovers.get(B)?.addedWatts).toBe(400)
    const alive = { ...silent, decidingRuntimeSeconds: 60 }
    expect(after(scene([ups('a', 400), ups('b', 500)]), scene([alive, ups('b', 500)])).takeovers.size).toBe(0)
  })

  it('P5 A comes back: nothing is expected of B any more', () => {
    const before = scene([ups('a', 400), ups('b', 500)])
    expect(after(before, scene([off('a'), ups('b', 500)]), before).takeovers.size).toBe(0)
  })

  it('P5 the other side of a transfer switch takes it over before the host’s other power supply does', () => {
    const via = (input: 'A' | 'B') => [{ deviceId: deviceId('ats'), outletId: null, name: 'ats', input }]
    const feeds: readonly EffectiveFeed[] = [
      { ...feed('a', 'h1', 'A'), via: via('A') },
      { ...feed('c', 'h1', 'A'), via: via('B') },
      feed('b', 'h1', 'B'),
    ]
    const all = (a: PowerDeviceView) => powerScene([a, ups('b', 300), ups('c', 100)], feeds, [host('h1')])
    const { takeovers } = after(all(ups('a', 300)), all(off('a')))
    expect([...takeovers.keys()]).toEqual([deviceId('c')])
  })

  it('P5 what a transfer switch has turned away from long before it dies leaves nothing: its load is measured elsewhere already', () => {
    const via = (input: 'A' | 'B') => [{ deviceId: deviceId('ats'), outletId: null, name: 'ats', input }]
    const feeds: readonly EffectiveFeed[] = [
      { ...feed('a', 'h1', 'A'), via: via('A') },
      { ...feed('b', 'h1', 'A'), via: via('B') },
    ]
    const seen = (selected: 'A' | 'B', a: PowerDeviceView, b: PowerDeviceView) => {
      const transfer = { selected, preferred: 'A', inputs: { A: 'live', B: 'live' }, canSwitch: true } as const
      return powerScene([a, b, device('ats', { kind: 'ats', transfer })], feeds, [host('h1')])
    }
    const turned = seen('B', ups('a', 0, { supply: 'battery' }), ups('b', 800))
    const long = Array.from({ length: 6 }, () => turned)
    const before = seen('A', ups('a', 300), ups('b', 500))
    expect(after(before, ...long, seen('B', off('a'), ups('b', 800))).takeovers.size).toBe(0)
    // It turned because of this end, which was only noticed after it: then it counts until it is measured.
    expect(after(before, seen('B', off('a'), ups('b', 500))).takeovers.get(B)?.addedWatts).toBe(300)
  })

  it('P5 shares that shifted before a second UPS fails leave no more than that UPS gave', () => {
    const feeds = [feed('c', 'h1', 'A'), feed('b', 'h1', 'A'), feed('c', 'h2', 'B'), feed('a', 'h2', 'A'), feed('b', 'h2', 'B')]
    const seen = (a: PowerDeviceView, b: PowerDeviceView) => scene([a, b, ups('c', 100)], feeds)
    const { takeovers } = after(seen(ups('a', 100), ups('b', 300)), seen(off('a'), ups('b', 300)), seen(off('a'), off('b')))
    expect(takeovers.get(deviceId('c'))?.addedWatts).toBeCloseTo(100 + 300)
  })

  it('P5 whatever happens, no more is added than the failed UPSs carried, nor below what is measured believed', () => {
    const watts = fc.integer({ min: 1, max: 2_000 })
    const feedsOf = fc.uniqueArray(
      fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('h1', 'h2'), fc.constantFrom('A', 'B')),
      {
        minLength: 1,
        maxLength: 8,
        selector: ([ups_, host_, label]) => `${ups_} ${host_} ${label}`,
      },
    )
    fc.assert(
      fc.property(
        feedsOf,
        watts,
        watts,
        watts,
        fc.array(fc.tuple(watts, watts, fc.boolean()), { maxLength: 6 }),
        (wired, a, b, c, course) => {
          const feeds = wired.map(([ups_, host_, label]) => feed(ups_, host_, label === 'A' ? 'A' : 'B'))
          const before = scene([ups('a', a), ups('b', b), ups('c', c)], feeds)
          let shift = shiftLoads(shiftLoads(NO_LOAD_SHIFT, before, 0), before, 2_000)
          let nowMs = 2_000
          let bIsOff = false
          for (const [bNow, cNow, bFails] of course) {
            bIsOff ||= bFails
            const views = [
              off('a'),
              bIsOff ? off('b') : ups('b', bNow, { answeredAtMs: nowMs }),
              ups('c', cNow, { answeredAtMs: nowMs }),
            ]
            const now = scene(views, feeds)
            shift = shiftLoads(shift, now, (nowMs += 2_000))
            const takeovers = takeoversOf(shift, now)
            const added = [...takeovers.values()].reduce((sum, { addedWatts }) => sum + addedWatts, 0)
            expect(added).toBeLessThanOrEqual(a + (bIsOff ? Math.max(b, ...course.map(([most]) => most)) : 0) + 1e-6)
            expect(takeovers.has(A)).toBe(false)
            for (const view of views) {
              const takeover = takeovers.get(view.id)
              if (takeover === undefined) continue
              const measured = view.readings.outputWatts.value ?? 0
              const believed = withTakeover(view, takeover, null, nowMs)
              const expected = believed.expectedLoad?.watts ?? measured
              expect(expected).toBeGreaterThanOrEqual(measured)
              expect(expected).toBeLessThanOrEqual(
                Math.max(measured, (takeover.baseWatts ?? measured) + takeover.addedWatts) + 1e-6,
              )
              expect(believed.decidingRuntimeSeconds).toBeLessThanOrEqual(view.decidingRuntimeSeconds ?? 0)
            }
          }
        },
      ),
    )
  })
})

const never = (): never => {
  throw new Error('there is no takeover')
}
