import { expect, it } from 'vitest'
import { thinned } from './thinned'

const at = (atSeconds: number, runtimeSeconds: number) => ({ atSeconds, runtimeSeconds })

it('keeps both ends of a late jump, however many points come early', () => {
  const early = Array.from({ length: 2_000 }, (_, place) => at(place, 6_000 - place))
  const jump = [at(5_800, 2_400), at(5_890, 17_000), at(22_890, 0)]
  const shown = thinned([...early, ...jump], 100)
  expect(shown.length).toBeLessThanOrEqual(200)
  expect(shown).toEqual(expect.arrayContaining([early[0], ...jump]))
})

it('leaves few points as they are', () => {
  const few = [at(0, 100), at(50, 50), at(100, 0)]
  expect(thinned(few, 100)).toEqual(few)
  expect(thinned([], 100)).toEqual([])
  expect(thinned([at(5, 5), at(5, 6)], 1)).toHaveLength(2)
})
