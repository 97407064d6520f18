import { expect, it } from 'vitest'
import { curveAt } from './curve-at'

const point = (loadPercent: number, expectedSeconds: number) => ({
  loadPercent,
  lowSeconds: expectedSeconds / 2,
  expectedSeconds,
  highSeconds: expectedSeconds * 2,
})
const curve = [point(10, 8_000), point(20, 4_000), point(80, 1_000)]

it('a load between two points lies on the line of their logarithms', () => {
  expect(curveAt(curve, 40)?.expectedSeconds).toBeCloseTo(2_000, 3)
  expect(curveAt(curve, 40)?.lowSeconds).toBeCloseTo(1_000, 3)
  expect(curveAt(curve, 20)?.expectedSeconds).toBeCloseTo(4_000, 3)
})

it('nothing is claimed outside of the curve', () => {
  expect(curveAt(curve, 5)).toBeNull()
  expect(curveAt(curve, 90)).toBeNull()
  expect(curveAt([], 40)).toBeNull()
})
