/** Share of a standard normal distribution below `z`; error under 1e-7 (Abramowitz and Stegun 26.2.17). */
export const normalBelow = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    0.3989422804014327 *
    Math.exp(-(z * z) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z > 0 ? 1 - tail : tail
}

/** `z` below which `share` of a standard normal distribution lies, by bisection; for building tables, not for loops. */
export const normalQuantile = (share: number): number => {
  let low = -8
  let high = 8
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2
    if (normalBelow(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** One part of a mixture of normal distributions. Weights of all parts sum to 1. */
export interface NormalPart {
  readonly weight: number
  readonly mean: number
  readonly deviation: number
}

/** The value below which `share` of a mixture lies. */
export const mixtureQuantile = (parts: readonly NormalPart[], share: number): number => {
  let low = Math.min(...parts.map((part) => part.mean - 5 * part.deviation))
  let high = Math.max(...parts.map((part) => part.mean + 5 * part.deviation))
  let at = parts.reduce((sum, part) => sum + part.weight * part.mean, 0)
  for (let step = 0; step < 40 && high - low > 1e-5; step += 1) {
    let below = 0
    let density = 0
    for (const { weight, mean, deviation } of parts) {
      const z = (at - mean) / deviation
      below += weight * normalBelow(z)
      density += (weight * 0.3989422804014327 * Math.exp(-(z * z) / 2)) / deviation
    }
    if (below < share) low = at
    else high = at
    if (Math.abs(below - share) < 1e-6) break
    const newton = at - (below - share) / density
    at = newton > low && newton < high ? newton : (low + high) / 2
  }
  return at
}
