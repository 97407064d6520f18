import type { Chemistry } from '../../domain/battery'
import { type LikelyShape, likelyShapes } from './likely-curves'
import { SPREAD_OF_MAKES, type ShapePrior } from './shape-parameters'

/** So many shapes stand for the prior: enough that more change no figure by a percent, few enough to weigh in a few milliseconds. */
export const SHAPES_WEIGHED = 64

/** What `fitPrior` makes of published tables of three vendors; the test beside it fits them again. */
export const LEAD_ACID: ShapePrior = {
  centre: {
    exponent: 1.483,
    idleShare: 0.0518,
    exponentFall: 0.1658,
    slopeError: 0.0779,
    bendError: 0.077,
    wiggleError: 0.031,
    wiggleLength: 0.618,
    roughness: 0.0355,
  },
  spread: SPREAD_OF_MAKES,
}

/** Lithium-ion gives nearly all its energy at any rate a UPS asks for; no tables were at hand, so it is what cells are known for. */
export const LITHIUM_ION: ShapePrior = {
  centre: { ...LEAD_ACID.centre, exponent: 1.06, exponentFall: 0.015, slopeError: 0.05, bendError: 0.05 },
  spread: { ...SPREAD_OF_MAKES, exponent: 0.03 },
}

/** Part of the batteries of unknown chemistry that are taken for lithium-ion; what a device says of itself soon outweighs it. */
const UNKNOWN_LITHIUM_SHARE = 0.15

const weighted = (shapes: readonly LikelyShape[], share: number): readonly LikelyShape[] =>
  shapes.map((likely) => ({ ...likely, weight: likely.weight * share }))

const leadAcid = likelyShapes(LEAD_ACID, SHAPES_WEIGHED)
const lithiumIon = likelyShapes(LITHIUM_ION, SHAPES_WEIGHED)
const either = [
  ...weighted(leadAcid, 1 - UNKNOWN_LITHIUM_SHARE),
  ...weighted(likelyShapes(LITHIUM_ION, SHAPES_WEIGHED / 4), UNKNOWN_LITHIUM_SHARE),
]

export const shapesOf = (chemistry: Chemistry): readonly LikelyShape[] => {
  switch (chemistry) {
    case 'lead-acid':
      return leadAcid
    case 'lithium-ion':
      return lithiumIon
    case 'unknown':
      return either
  }
}
