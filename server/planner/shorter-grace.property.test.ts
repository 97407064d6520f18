import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Tier } from '../domain/tier'
import { type PlayedEnd, shorterGraces } from './shorter-grace'

interface Drawn {
  readonly seconds: number
  readonly least: number
  readonly tier: Tier
  readonly waitsFor: readonly number[]
  readonly release: number
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  seconds: fc.integer({ min: 1, max: 300 }),
  least: fc.integer({ min: 1, max: 300 }),
  tier: fc.constantFrom(0, 1, 2, 3),
  waitsFor: fc.array(fc.nat(20), { maxLength: 3 }),
  release: fc.integer({ min: 0, max: 400 }),
})

/** Each begins when it is released and those that it waits for have ended, whatever else is known of it. */
const played = (all: readonly Drawn[], lessOf: (id: string) => number = () => 0): PlayedEnd[] => {
  const ends: PlayedEnd[] = []
  for (const [at, { seconds, least, tier, waitsFor, release }] of all.entries()) {
    const waitedFor = [...new Set(waitsFor.filter((other) => other < at).map(String))]
    const awaited = waitedFor.map((id) => ends[Number(id)]?.endSeconds ?? 0)
    const startSeconds = awaited.length > 0 ? Math.max(...awaited) : release
    const id = String(at)
    const endSeconds = startSeconds + seconds - lessOf(id)
    ends.push({ id, startSeconds, endSeconds, waitedFor, leastSeconds: Math.min(seconds, least), tier })
  }
  return ends
}
const lastOf = (ends: readonly PlayedEnd[]): number => Math.max(0, ...ends.map(({ endSeconds }) => endSeconds))
const sites = fc.array(drawn, { minLength: 1, maxLength: 20 })
const missing = fc.integer({ min: 1, max: 400 })
const shortest = (all: readonly Drawn[]): number =>
  lastOf(played(all, (id) => Math.max(0, (all[Number(id)]?.seconds ?? 0) - (all[Number(id)]?.least ?? 0))))
const within = (all: readonly Drawn[], seconds: number) => {
  const less = shorterGraces(played(all), seconds)
  return { less, last: lastOf(played(all, (id) => less.get(id) ?? 0)) }
}

it('D3 what is shortened gains all that is missing, or all that shortening can gain', () => {
  fc.assert(
    fc.property(sites, missing, (all, seconds) => {
      const wanted = Math.max(shortest(all), lastOf(played(all)) - seconds)
      expect(within(all, seconds).last).toBeCloseTo(wanted, 1)
    }),
    { numRuns: 500 },
  )
})

it('D3 nobody is asked for less than the least, and nothing at all is shortened where nothing is missing', () => {
  fc.assert(
    fc.property(sites, missing, (all, seconds) => {
      for (const [id, by] of within(all, seconds).less) {
        const { seconds: took = 0, least = 0 } = all[Number(id)] ?? {}
        expect(by).toBeGreaterThan(0)
        expect(took - by).toBeGreaterThanOrEqual(Math.min(took, least) - 1e-9)
      }
      expect(shorterGraces(played(all), 0).size).toBe(0)
    }),
    { numRuns: 500 },
  )
})

it('D3 the more is left, the less is taken from all of them together', () => {
  fc.assert(
    fc.property(sites, missing, fc.integer({ min: 0, max: 200 }), (all, seconds, more) => {
      expect(within(all, seconds).last).toBeGreaterThanOrEqual(within(all, seconds + more).last - 0.1)
    }),
    { numRuns: 300 },
  )
})

it('D3 one whose shortening helps nobody is left alone: with all of its grace back, alone, the whole ends no earlier than wanted', () => {
  fc.assert(
    fc.property(sites, missing, (all, seconds) => {
      const before = played(all)
      const wanted = Math.max(shortest(all), lastOf(before) - seconds)
      for (const id of within(all, seconds).less.keys()) {
        // Everything else as short as it may be, this one as long as it was: nothing behind it would end in time.
        const own = before[Number(id)]
        const behind = new Set([id])
        for (const end of before) if (end.waitedFor.some((other) => behind.has(other))) behind.add(end.id)
        const latest = Math.max(...before.filter((end) => behind.has(end.id)).map(({ endSeconds }) => endSeconds))
        expect(own).toBeDefined()
        expect(latest).toBeGreaterThan(wanted)
      }
    }),
    { numRuns: 300 },
  )
})
