/**
 * What makes the shape of a runtime curve, as natural logarithms so that any number is a possible value.
 *
 * A battery that runs `t` seconds loses time with load as `dln t / dln P = −k(t)`, where `k` falls from about 2 at a few minutes
 * to nearly 1 at many hours (Peukert's exponent is no constant). The converter adds a draw of its own that does not follow the
 * load, so at light load the curve flattens.
 */
export interface ShapeParameters {
  /** `k` at 20 minutes. */
  readonly exponent: number
  /** What the converter itself draws, as a share of its rating. */
  readonly idleShare: number
  /** How much `k` falls while runtime grows by a factor of e. */
  readonly exponentFall: number
  /** Standard deviations of what a device's own curve does beside that: its slope, its bend, and what has no simple form. */
  readonly slopeError: number
  readonly bendError: number
  readonly wiggleError: number
  /** Length of a wiggle in ln load. */
  readonly wiggleLength: number
  /** Roughness of any single figure, as a share of the runtime. */
  readonly roughness: number
}

export const SHAPE_NAMES = [
  'exponent',
  'idleShare',
  'exponentFall',
  'slopeError',
  'bendError',
  'wiggleError',
  'wiggleLength',
  'roughness',
] as const satisfies readonly (keyof ShapeParameters)[]

export const shapeFrom = (value: (name: keyof ShapeParameters, place: number) => number): ShapeParameters => ({
  exponent: value('exponent', 0),
  idleShare: value('idleShare', 1),
  exponentFall: value('exponentFall', 2),
  slopeError: value('slopeError', 3),
  bendError: value('bendError', 4),
  wiggleError: value('wiggleError', 5),
  wiggleLength: value('wiggleLength', 6),
  roughness: value('roughness', 7),
})

/** Where a shape is expected (natural units) and how far devices of other makes stray from it (standard deviation of the logarithm). */
export interface ShapePrior {
  readonly centre: ShapeParameters
  readonly spread: ShapeParameters
}

/**
 * What is known of lead-acid batteries behind a converter before any table is seen: constant-power tables of VRLA blocks give
 * exponents of 1.9 near 5 minutes, 1.4 near 30 and 1.1 at ten hours; converters idle at 3 to 8 % of their rating.
 */
export const GENERAL_LEAD_ACID: ShapeParameters = {
  exponent: 1.45,
  idleShare: 0.05,
  exponentFall: 0.18,
  slopeError: 0.08,
  bendError: 0.08,
  wiggleError: 0.03,
  wiggleLength: 0.6,
  roughness: 0.04,
}

/** How surely: standard deviation of the logarithm of one make's own shape around the general one. */
export const GENERAL_DOUBT: ShapeParameters = {
  exponent: 0.1,
  idleShare: 0.5,
  exponentFall: 0.4,
  slopeError: 0.4,
  bendError: 0.4,
  wiggleError: 0.5,
  wiggleLength: 0.3,
  roughness: 0.6,
}

/** How far a device of an unknown make strays from the fitted prior. */
export const SPREAD_OF_MAKES: ShapeParameters = {
  exponent: 0.05,
  idleShare: 0.4,
  exponentFall: 0.25,
  slopeError: 0.2,
  bendError: 0.2,
  wiggleError: 0.4,
  wiggleLength: 0.2,
  roughness: 0.8,
}
