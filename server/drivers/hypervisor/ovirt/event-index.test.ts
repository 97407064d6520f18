import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedFrom, type EngineEvent, heardOf, newsSince, READ_AGAIN } from './event-index'

const event = (index: number): EngineEvent => ({ index, sign: `at ${index}`, vm: `vm ${index}`, host: null })
const range = (from: number, count: number) => Array.from({ length: count }, (_, at) => event(from + at))

describe('what is new among events', () => {
  it('every event is news exactly once, whichever come to light late, asked for from the index on or from behind it', () => {
    const steps = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }), { maxLength: 20 })
    fc.assert(
      fc.property(steps, fc.boolean(), (orders, isInclusive) => {
        let stored = range(1, 30)
        let heard = heardOf(stored)
        const told: number[] = []
        const expected: number[] = []
        for (const order of orders) {
          // The next ten numbers; some are stored in this step, in any order, the others never.
          const base = heard.newest + 1
          const added = [...new Set(order)].map((offset) => event(base + offset))
          expected.push(...added.map(({ index }) => index))
          for (const one of added) {
            stored = [...stored, one]
            const from = askedFrom(heard)
            const answered = stored.filter(({ index }) => (isInclusive ? index >= from : index > from))
            const news = newsSince(heard, answered)
            if (news === 'again') throw new Error('it is the same index')
            told.push(...news.map(({ index }) => index))
            heard = heardOf(answered)
          }
        }
        expect(told).toEqual(expected)
      }),
    )
  })

  it.each([
    ['with other events under the same numbers', range(1, 40).map((one) => ({ ...one, sign: 'another time' }))],
    ['that ends before', range(1, 10)],
    ['without any', []],
  ])('an index %s is another one', (_what, events) => {
    const heard = heardOf(range(1, 40))
    expect(
      newsSince(
        heard,
        events.filter(({ index }) => index >= askedFrom(heard)),
      ),
    ).toBe('again')
  })

  it('only the last ones are remembered', () => expect(heardOf(range(1, 500)).last.size).toBe(READ_AGAIN))
})
