import { describe, expect, it } from 'vitest'
import { type PlayedEnd, shorterGraces, slotsPassedOn } from './shorter-grace'

const guest = (id: string, given: Partial<PlayedEnd> = {}): PlayedEnd => ({
  id,
  startSeconds: 0,
  endSeconds: 120,
  waitedFor: [],
  leastSeconds: 38,
  tier: 2,
  ...given,
})
const host = (id: string, guests: readonly string[], startSeconds = 120): PlayedEnd => ({
  id,
  startSeconds,
  endSeconds: startSeconds + 240,
  waitedFor: guests,
  leastSeconds: 240,
  tier: 0,
})
const less = (ends: readonly PlayedEnd[], missing: number) => Object.fromEntries(shorterGraces(ends, missing))

describe('D3 shorter graces', () => {
  it('takes from the guests of the host that ends last what is missing at its end, and nothing from the others', () => {
    const ends = [guest('web'), host('a', ['web']), guest('db', { endSeconds: 60 }), host('b', ['db'], 60)]
    expect(less(ends, 30)).toEqual({ web: 30 })
    // From where the other host ends as late, its guest gives the rest as well.
    expect(less(ends, 70)).toEqual({ web: 70, db: 10 })
    expect(less(ends, 500)).toEqual({ web: 82, db: 22 })
  })

  it('takes from all that end side by side, for one alone would gain nothing', () => {
    expect(less([guest('web'), guest('db'), host('a', ['web', 'db'])], 20)).toEqual({ web: 20, db: 20 })
  })

  it('takes from the least important of those that wait for each other, and from the next one only what that cannot give', () => {
    const chain = [
      guest('app', { tier: 0 }),
      guest('db', { tier: 3, startSeconds: 120, endSeconds: 240, waitedFor: ['app'] }),
      guest('store', { tier: 1, startSeconds: 240, endSeconds: 360, waitedFor: ['db'] }),
    ]
    expect(less(chain, 50)).toEqual({ db: 50 })
    expect(less(chain, 100)).toEqual({ db: 82, store: 18 })
    expect(less(chain, 1_000)).toEqual({ db: 82, store: 82, app: 82 })
  })

  it('leaves those alone that end before a stage which fires later, whatever it takes', () => {
    const late = guest('last', { startSeconds: 600, endSeconds: 720 })
    expect(less([guest('web'), late], 40)).toEqual({ last: 40 })
    // Its hosts were called long after their guests had ended.
    expect(less([guest('web'), host('a', ['web'], 600)], 40)).toEqual({})
  })

  it('takes from nobody where what is missing is the time of something that must not be shortened', () => {
    expect(less([guest('web'), guest('save', { endSeconds: 500, leastSeconds: 500 })], 100)).toEqual({})
  })
})

it('A7 each slot is taken over from one that had it and gave it back then', () => {
  const task = (id: string, startSeconds: number, endSeconds: number, slots: readonly string[]) => ({
    id,
    startSeconds,
    endSeconds,
    slots,
  })
  const passed = slotsPassedOn([
    task('a', 0, 60, ['power h1', 'calls m']),
    task('b', 0, 60, ['power h1', 'calls m']),
    task('c', 60, 90, ['power h1', 'calls m']),
    task('d', 60, 90, ['power h1', 'calls m']),
    task('elsewhere', 60, 90, ['power h2', 'calls other']),
    task('later', 200, 210, ['power h1', 'calls m']),
  ])
  expect(Object.fromEntries(passed)).toEqual({ c: 'a', d: 'b' })
})
