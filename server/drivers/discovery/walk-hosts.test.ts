import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace, type Time } from './pace'
import { walkHosts } from './walk-hosts'

/** Time that passes only where somebody waits, or where a test says so. */
const virtualTime = () => {
  let nowMs = 0
  const time: Time = {
    now: () => nowMs,
    rest: (ms) => {
      nowMs += ms
      return Promise.resolve()
    },
  }
  return { time, pass: (ms: number) => (nowMs += ms) }
}

const hostsUpTo = (count: number) => Array.from({ length: count }, (_, index) => `host-${index}`)
const never = new AbortController().signal

/** When each visit began, with pauses of the process before some of them. */
const beginnings = async (count: number, ratePerSecond: number, busyMs: (index: number) => number = () => 0) => {
  const { time, pass } = virtualTime()
  const begun: number[] = []
  await walkHosts({
    hosts: hostsUpTo(count),
    pace: new Pace(time, ratePerSecond),
    signal: never,
    visit: () => {
      begun.push(time.now())
      pass(busyMs(begun.length))
      return Promise.resolve()
    },
    onVisited: () => undefined,
  })
  return begun
}

describe('the rate of a search', () => {
  it.each([1, 50, 500])('%d a second are asked evenly', async (rate) => {
    const begun = await beginnings(200, rate)
    expect(begun).toHaveLength(200)
    for (const [index, atMs] of begun.entries()) expect(atMs).toBeCloseTo((index * 1_000) / rate, 6)
  })

  it('counts whatever takes a turn, in the order in which it was asked for', async () => {
    const { time } = virtualTime()
    const pace = new Pace(time, 10)
    const turns: string[] = []
    const take = async (who: string) => {
      await pace.turn(never)
      turns.push(`${who} ${Math.round(time.now())}`)
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(take))
    expect(turns).toEqual(['a 0', 'b 100', 'c 200', 'd 300'])
  })

  it('no second sees more than the rate and a twentieth, however busy the process was meanwhile', async () => {
    const pauses = fc.array(fc.constantFrom(0, 0, 0, 1, 15, 400, 5_000), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 500 }), pauses, async (rate, busy) => {
        const begun = await beginnings(300, rate, (index) => busy[index % busy.length] ?? 0)
        for (const [index, fromMs] of begun.entries()) {
          const within = begun.slice(index).filter((atMs) => atMs < fromMs + 1_000).length
          expect(within).toBeLessThanOrEqual(Math.ceil(rate * 1.05) + 1)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('a search', () => {
  it('has no more under way than may be, and goes on with the next when one is done', async () => {
    const { time } = virtualTime()
    const ends: (() => void)[] = []
    let visited = 0
    const walk = walkHosts({
      hosts: hostsUpTo(10),
      pace: new Pace(time, 500),
      signal: never,
      visit: () => new Promise((done) => ends.push(done)),
      onVisited: () => (visited += 1),
      mostInFlight: 4,
    })
    const settled = async () => {
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
    }
    await settled()
    expect(ends).toHaveLength(4)
    ends[2]?.()
    await settled()
    expect(ends).toHaveLength(5)
    expect(visited).toBe(1)
    for (let index = 0; index < 10; index += 1) {
      ends[index]?.()
      await settled()
    }
    await walk
    expect(visited).toBe(10)
  })

  it('that is cancelled begins with no further address and counts none that it left', async () => {
    const { time } = virtualTime()
    const stop = new AbortController()
    const begun: string[] = []
    let visited = 0
    await walkHosts({
      hosts: hostsUpTo(1_000),
      pace: new Pace(time, 50),
      signal: stop.signal,
      visit: async (host) => {
        begun.push(host)
        if (begun.length === 7) stop.abort()
      },
      onVisited: () => (visited += 1),
    })
    expect(begun).toHaveLength(7)
    expect(visited).toBe(6)
  })
})
