import { normalQuantile } from './normal-distribution'
import { SHAPE_NAMES, shapeFrom, type ShapeParameters, type ShapePrior } from './shape-parameters'

/** One shape a device may have, with how probable it is before the device said anything. */
export interface LikelyShape {
  readonly weight: number
  readonly shape: ShapeParameters
  /** A standard normal number of its own, for what else is unknown of the device. */
  readonly chance: number
}

const DIMENSIONS = SHAPE_NAMES.length + 1
/** Root of x^(d+1) = x + 1: its powers spread points evenly over a cube of d dimensions, the same ones each time. */
const generator = ((): number => {
  let x = 1
  for (let step = 0; step < 60; step += 1) x = (1 + x) ** (1 / (DIMENSIONS + 1))
  return x
})()

const memo = new WeakMap<ShapePrior, Map<number, readonly LikelyShape[]>>()

/** `count` shapes that stand for the prior, evenly spread over it and without chance: equal questions get equal answers. */
export const likelyShapes = (prior: ShapePrior, count: number): readonly LikelyShape[] => {
  const known = memo.get(prior)?.get(count)
  if (known !== undefined) return known
  const shapes = Array.from({ length: count }, (_, number): LikelyShape => {
    const place = (dimension: number): number => (0.5 + (number + 1) * generator ** -(dimension + 1)) % 1
    const normal = (dimension: number): number => normalQuantile(Math.min(0.9995, Math.max(0.0005, place(dimension))))
    return {
      weight: 1 / count,
      shape: shapeFrom((name, at) => prior.centre[name] * Math.exp(normal(at) * prior.spread[name])),
      chance: normal(SHAPE_NAMES.length),
    }
  })
  memo.set(prior, (memo.get(prior) ?? new Map<number, readonly LikelyShape[]>()).set(count, shapes))
  return shapes
}
