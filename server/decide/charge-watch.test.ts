import { expect, it } from 'vitest'
import { isGivenUp, stillHolds, watchCharge } from './charge-watch'

const HOUR_MS = 3_600_000
const kept = { sinceMs: 0, firstPercent: 50, highestPercent: 60, risenAtMs: 0 }

it('P6 R2 a battery that was used since an earlier engine watched it is watched anew: it has an hour to win something', () => {
  const watch = watchCharge(stillHolds(kept, 8), 8, HOUR_MS / 2)
  expect(isGivenUp(watch, 0, HOUR_MS)).toBe(false)
  expect(watch).toMatchObject({ sinceMs: HOUR_MS / 2, highestPercent: 8 })
})

it('R1 A1 one that stands as it was left has had its time', () => {
  expect(stillHolds(kept, 59)).toBe(kept)
  expect(isGivenUp(watchCharge(stillHolds(kept, 60), 60, HOUR_MS), 0, HOUR_MS)).toBe(true)
})

it('P6 before a charge is told nothing is concluded from what was kept', () => {
  expect(stillHolds(kept, null)).toBeNull()
})
