import { describe, expect, it } from 'vitest'
import { mapInTurns, Turns } from './turns'

/** A clock that only the test moves. */
const clock = () => {
  let nowMs = 0
  return { now: () => nowMs, pass: (ms: number) => (nowMs += ms) }
}

const LONG_MS = 100
const WHOLE = { deadlineMs: 1_000_000 }

describe('work in turns', () => {
  it('lets others go first when its turn is over, and not before', async () => {
    const time = clock()
    const turns = new Turns(WHOLE, time.now)
    const order: string[] = []
    setImmediate(() => order.push('others'))
    await turns.pass()
    order.push('within the turn')
    expect(turns.isOver).toBe(false)
    time.pass(LONG_MS)
    expect(turns.isOver).toBe(true)
    await turns.pass()
    order.push('the next turn')
    expect(turns.isOver).toBe(false)
    expect(order).toEqual(['within the turn', 'others', 'the next turn'])
  })

  it('gives what mapping at once gives, and keeps the order', async () => {
    const time = clock()
    const items = Array.from({ length: 50 }, (_, index) => index)
    const mapped = await mapInTurns(items, new Turns(WHOLE, time.now), (item) => {
      time.pass(LONG_MS)
      return item * 2
    })
    expect(mapped).toEqual(items.map((item) => item * 2))
  })

  it('two pieces of work take turns: no round of the event loop waits for both', async () => {
    let round = 0
    let isCounting = true
    const count = () => {
      round += 1
      if (isCounting) setImmediate(count)
    }
    setImmediate(count)
    const rounds: number[] = []
    const work = () => {
      const time = clock()
      return mapInTurns([1, 2, 3, 4], new Turns(WHOLE, time.now), () => {
        time.pass(LONG_MS)
        rounds.push(round)
      })
    }
    await Promise.all([work(), work()])
    isCounting = false
    const later = rounds.filter((each) => each > 0)
    expect(later).toHaveLength(6)
    expect(new Set(later).size).toBe(later.length)
  })

  it('pieces that follow one another within a round have one turn between them', async () => {
    const spend = (ms: number) => {
      const endMs = performance.now() + ms
      while (performance.now() < endMs);
    }
    await new Promise((next) => setImmediate(next))
    let isNextRound = false
    const first = new Turns()
    setImmediate(() => (isNextRound = true))
    spend(20)
    expect(first.isOver).toBe(true)
    const second = new Turns()
    expect(second.isOver).toBe(true)
    await second.pass()
    expect(isNextRound).toBe(true)
  })

  it('A3 ends between two turns when the time of the call has run out', async () => {
    const time = clock()
    const turns = new Turns({ deadlineMs: 2.5 * LONG_MS }, time.now)
    const done: number[] = []
    const mapped = await mapInTurns([1, 2, 3, 4, 5], turns, (item) => {
      time.pass(LONG_MS)
      done.push(item)
    })
    expect(mapped).toBeNull()
    expect(turns.hasEnded).toBe(true)
    expect(done).toEqual([1, 2, 3])
  })

  it('ends between two turns when the call was cancelled', async () => {
    const time = clock()
    const stop = new AbortController()
    const turns = new Turns({ ...WHOLE, signal: stop.signal }, time.now)
    const done: number[] = []
    const mapped = await mapInTurns([1, 2, 3, 4, 5], turns, (item) => {
      time.pass(LONG_MS)
      done.push(item)
      if (item === 2) stop.abort()
    })
    expect(mapped).toBeNull()
    expect(done).toEqual([1, 2])
    expect(await turns.pass()).toBe(false)
  })

  it('short work is never interrupted, whatever became of its call', async () => {
    const time = clock()
    const turns = new Turns({ deadlineMs: 0 }, time.now)
    expect(await mapInTurns([1, 2, 3], turns, (item) => item)).toEqual([1, 2, 3])
    expect(turns.hasEnded).toBe(false)
  })
})
