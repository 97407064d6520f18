import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonInTurns } from './json-in-turns'
import { Turns } from './turns'

/** So short that even small texts are cut. */
const PIECE = 6

const parsedAtOnce = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const inTurns = (text: string, piece = PIECE) => parseJsonInTurns(text, new Turns(), piece)

const spaced = fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, '\t'))

describe('JSON in turns', () => {
  it('reads what JSON.parse reads', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.oneof(fc.string(), fc.constantFrom('data', '__proto__', '"', '\\')),
          fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue(), { maxLength: 20 }), fc.dictionary(fc.string(), fc.jsonValue())),
        ),
        fc.constantFrom(undefined, 1, '\t'),
        fc.integer({ min: 0, max: 40 }),
        async (value, space, piece) => {
          const text = JSON.stringify(value, null, space)
          const read = await inTurns(text, piece)
          expect(read).toEqual(parsedAtOnce(text))
          expect(JSON.stringify(read)).toBe(JSON.stringify(parsedAtOnce(text)))
        },
      ),
    )
  })

  it('reads any other value, too', async () => {
    await fc.assert(
      fc.asyncProperty(spaced, async ([value, space]) => {
        const text = JSON.stringify(value, null, space)
        expect(await inTurns(text)).toEqual(parsedAtOnce(text))
      }),
    )
  })

  it('refuses what JSON.parse refuses: texts with something missing, doubled or put in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { minLength: 3, maxLength: 12 }),
        fc.nat(),
        fc.constantFrom('', ',', ',,', ']', '}', '[', '{', '"', ':', '\\', ' '),
        async (items, place, put) => {
          const text = JSON.stringify({ data: items, more: { a: items, b: 'x' } })
          const at = place % text.length
          const damaged = text.slice(0, at) + put + text.slice(at + 1)
          expect(await inTurns(damaged)).toEqual(parsedAtOnce(damaged))
        },
      ),
      { numRuns: 500 },
    )
  })

  it.each(['', '{}', '[]', 'null', '{"a":[1,2,3,4,5,6,7,8],"a":[1]}', '{"a":[1,2,3,4,5,6,7,8],"\\u0061":2}', '{"a":[1,2,3,4,]}'])(
    'makes of %s what JSON.parse makes of it',
    async (text) => expect(await inTurns(text)).toEqual(parsedAtOnce(text)),
  )

  it('ends where the call has ended', async () => {
    let nowMs = 0
    const turns = new Turns({ deadlineMs: 50 }, () => (nowMs += 20))
    const text = JSON.stringify({ data: Array.from({ length: 100 }, (_, index) => ({ index })) })
    expect(await parseJsonInTurns(text, turns, PIECE)).toBeUndefined()
    expect(turns.hasEnded).toBe(true)
  })
})
