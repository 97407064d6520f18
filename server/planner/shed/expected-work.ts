/**
 * Expected seconds of work until `seconds` from now, of an outage that ends with the odds `halfLife ÷ (halfLife + t)` of lasting until t
 * (Lomax: the longer it has lasted, the longer it will, as records of outages show; Clauset, Shalizi and Newman 2009).
 */
export const expectedWork = (halfLifeSeconds: number, seconds: number): number =>
  halfLifeSeconds * Math.log1p(seconds / halfLifeSeconds)

/** What half of all outages last that have lasted so long already: of the same law. */
export const halfLifeAfter = (halfLifeSeconds: number, lastedSeconds: number): number => halfLifeSeconds + lastedSeconds
