import type { Duration } from '../../domain/duration'

/** What was measured, in any unit above 0. `isCensored`: it would have been more. */
export interface Measured {
  readonly value: number
  readonly isCensored: boolean
}

/** Places of the prior's own values, and the standard normal distribution's quantiles there. */
const PRIOR_QUANTILES = [-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645]
const NORMAL_P95 = 1.645

interface Weighed {
  readonly log: number
  readonly isCensored: boolean
  weight: number
}

/** The share `part` of all weight lies below; values stand for the middle of their own weight. */
const quantileOf = (sorted: readonly Weighed[], part: number): number => {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  const wanted = part * total
  let below = 0
  let before: { readonly log: number; readonly at: number } | null = null
  for (const { log, weight } of sorted) {
    if (weight === 0) continue
    const at = below + weight / 2
    if (at >= wanted) return before === null ? log : before.log + ((log - before.log) * (wanted - before.at)) / (at - before.at)
    before = { log, at }
    below += weight
  }
  return before?.log ?? 0
}

/** What was cut off is taken to have gone as the longer ones went (Efron 1967); with none longer, by the prior's own tail. */
const redistributed = (sorted: readonly Weighed[], tail: number): Weighed[] => {
  const all: Weighed[] = sorted.map((each) => ({ ...each }))
  const beyond: Weighed[] = []
  for (const [place, each] of all.entries()) {
    if (!each.isCensored) continue
    const longer = all.slice(place + 1)
    const weight = longer.reduce((sum, other) => sum + other.weight, 0)
    if (weight > 0) for (const other of longer) other.weight += (each.weight * other.weight) / weight
    else beyond.push({ log: each.log + tail, isCensored: false, weight: each.weight })
    each.weight = 0
  }
  return [...all, ...beyond].sort((left, right) => left.log - right.log)
}

/**
 * Median and 95th percentile of what was measured, drawn towards a prior that counts like `priorWeight` measurements. With many
 * measurements the prior fades; one of them that is far off moves the median no more than any other. What was cut off by a limit
 * counts as longer than that (Kaplan and Meier's estimate, by Efron's redistribution). Values may come in any order.
 */
export const learnedQuantiles = (prior: Duration, measured: readonly Measured[], priorWeight: number): Duration => {
  if (measured.length === 0 || prior.p50Seconds <= 0) return prior
  const middle = Math.log(prior.p50Seconds)
  const tail = Math.max(0.01, Math.log(prior.p95Seconds / prior.p50Seconds))
  const weighed: Weighed[] = [
    ...PRIOR_QUANTILES.map((place) => ({
      log: middle + (place / NORMAL_P95) * tail,
      isCensored: false,
      weight: priorWeight / PRIOR_QUANTILES.length,
    })),
    ...measured.map(({ value, isCensored }) => ({ log: Math.log(Math.max(1e-3, value)), isCensored, weight: 1 })),
  ].sort((left, right) => left.log - right.log || Number(left.isCensored) - Number(right.isCensored))
  const sorted = redistributed(weighed, tail)
  const p50Seconds = Math.exp(quantileOf(sorted, 0.5))
  return { p50Seconds, p95Seconds: Math.max(p50Seconds, Math.exp(quantileOf(sorted, 0.95))) }
}
