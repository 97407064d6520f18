import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceId, feed } from '../../testing/world-samples'
import { judgeFall, type MeasuredFall } from './judge-fall'
import { learnNoise, type LoadSample, loadStep, NO_NOISE, sigmaOf, STEP_TIMES, type StepNoise } from './load-step'

const { windowMs, longestGapMs } = STEP_TIMES

/** The same sequence for the same seed, each value between −1 and 1. */
const chance = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return (state / 2_147_483_648) * 2 - 1
  }
}

/** What a UPS measures every two seconds: its load, noise that hangs together, and slow drift. */
const series = (seed: number, noiseWatts: number, wattsAt: (atMs: number) => number, untilMs: number): readonly LoadSample[] => {
  const next = chance(seed)
  let slow = 0
  const samples: LoadSample[] = []
  for (let atMs = 0; atMs <= untilMs; atMs += 2_000) {
    slow = 0.97 * slow + 0.25 * noiseWatts * next()
    samples.push({
      atMs,
      watts: wattsAt(atMs) + slow + 0.5 * noiseWatts * next() + noiseWatts * 0.5 * Math.sin(atMs / 90_000 + seed),
    })
  }
  return samples
}

const LEARNING_MS = 30 * 60_000
const OFF_MS = LEARNING_MS + 60_000
const FROM_MS = OFF_MS - 5_000
const TO_MS = OFF_MS + STEP_TIMES.settleMs
const UNTIL_MS = TO_MS + windowMs

const noiseOf = (samples: readonly LoadSample[]): StepNoise => {
  let noise = NO_NOISE
  for (let atMs = windowMs; atMs + longestGapMs + windowMs <= LEARNING_MS; atMs += windowMs) {
    const step = loadStep(samples, atMs, atMs + longestGapMs, windowMs)
    if (step !== null) noise = learnNoise(noise, step)
  }
  return noise
}

const measured = (name: string, samples: readonly LoadSample[]): MeasuredFall => ({
  id: deviceId(name),
  name,
  step: loadStep(samples, FROM_MS, TO_MS, windowMs),
  noise: noiseOf(samples),
})

/** A row of UPSs, on some of which so much ends when the host goes off. */
const row = (names: readonly string[], falls: Readonly<Record<string, number>>, seed: number, noiseWatts: number) =>
  new Map(
    names.map((name, at) => {
      const wattsAt = (atMs: number) => 1_500 - (atMs >= OFF_MS ? (falls[name] ?? 0) : 0)
      return [name, measured(name, series(seed * 31 + at * 977 + 7, noiseWatts, wattsAt, UNTIL_MS))] as const
    }),
  )

const NAMES = ['a', 'b', 'c', 'd'] as const

const judge = (
  declared: readonly string[],
  falls: Readonly<Record<string, number>>,
  { seed = 1, noiseWatts = 10, hostWatts = null }: { seed?: number; noiseWatts?: number; hostWatts?: number | null } = {},
) => {
  const all = row(NAMES, falls, seed, noiseWatts)
  return judgeFall({
    hostName: 'h',
    hostWatts,
    declared: declared.map((name, at) => ({ feed: feed(name, 'h', at === 0 ? 'A' : 'B'), measured: all.get(name) ?? null })),
    others: [...all].filter(([name]) => !declared.includes(name)).map(([, fall]) => fall),
  }).map(({ feed: { label, deviceId: id }, verdict }) => `${label} ${id} ${verdict}`)
}

describe('what the end of a host’s draw says of its cables', () => {
  it('proves both feeds where both carried less', () => {
    expect(judge(['a', 'b'], { a: 150, b: 140 })).toEqual(['A a proved', 'B b proved'])
  })

  it('contradicts a host that hangs on other UPSs altogether', () => {
    expect(judge(['a', 'b'], { c: 150, d: 140 })).toEqual(['A a contradicted', 'B b contradicted'])
    expect(judge(['a'], { c: 300 }, { hostWatts: 280 })).toEqual(['A a contradicted'])
  })

  it('contradicts the one feed that is swapped, and names where its part went', () => {
    expect(judge(['a', 'b'], { a: 150, c: 140 })).toEqual(['A a proved', 'B b contradicted'])
  })

  it('says nothing against a power supply that stands by: its feed carries nothing, and nothing is missing elsewhere', () => {
    expect(judge(['a', 'b'], { a: 290 })).toEqual(['A a proved'])
  })

  it('says nothing where the fall elsewhere is not of the size that is missing', () => {
    expect(judge(['a', 'b'], { a: 150, c: 700 })).toEqual(['A a proved'])
    expect(judge(['a'], { c: 900 }, { hostWatts: 200 })).toEqual([])
  })

  it('says nothing where more falls than can be missing', () => {
    expect(judge(['a', 'b'], { a: 150, c: 140, d: 160 })).toEqual(['A a proved'])
  })

  it('says nothing of a host whose draw is lost in the noise, or too small to be a host', () => {
    expect(judge(['a', 'b'], { a: 60, b: 60 }, { noiseWatts: 120 })).toEqual([])
    expect(judge(['a', 'b'], { c: 20, d: 20 }, { noiseWatts: 1 })).toEqual([])
  })

  it('says nothing before the noise of a device is known', () => {
    const fall = (name: string, watts: number): MeasuredFall => ({
      id: deviceId(name),
      name,
      step: { watts, deviation: 1 },
      noise: NO_NOISE,
    })
    expect(
      judgeFall({
        hostName: 'h',
        hostWatts: null,
        declared: [{ feed: feed('a', 'h'), measured: fall('a', -200) }],
        others: [fall('c', -200)],
      }),
    ).toEqual([])
  })

  it('never contradicts a right cable, whatever the noise and however the power supplies share', () => {
    const watts = fc.integer({ min: 0, max: 600 })
    fc.assert(
      fc.property(
        watts,
        watts,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 0, max: 150 }),
        (a, b, seed, noiseWatts) => {
          expect(judge(['a', 'b'], { a, b }, { seed, noiseWatts }).filter((word) => word.includes('contradicted'))).toEqual([])
        },
      ),
      { numRuns: 150 },
    )
  })

  it('finds every swap that stands out of the noise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 8 }), (seed, noiseWatts) => {
        expect(judge(['a', 'b'], { c: 200, d: 190 }, { seed, noiseWatts })).toEqual(['A a contradicted', 'B b contradicted'])
      }),
      { numRuns: 60 },
    )
  })
})

describe('the noise of a UPS', () => {
  it('is learned from how its load differs over the same time in quiet', () => {
    const sigma = sigmaOf(noiseOf(series(5, 20, () => 1_000, UNTIL_MS)))
    expect(sigma).toBeGreaterThan(3)
    expect(sigma).toBeLessThan(60)
    expect(sigmaOf(noiseOf(series(5, 0, () => 1_000, UNTIL_MS)))).toBe(3)
  })

  it('is not a step where too little was measured', () => {
    const few = [0, 20_000, 40_000].map((atMs) => ({ atMs, watts: 100 }))
    expect(loadStep(few, 60_000, 90_000, 60_000)).toBeNull()
    const short = Array.from({ length: 20 }, (_, at) => ({ atMs: 50_000 + at * 500, watts: 100 }))
    expect(loadStep(short, 60_000, 60_000, 60_000)).toBeNull()
  })
})
