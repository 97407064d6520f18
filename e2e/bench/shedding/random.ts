/** Numbers that look random and are the same for the same seed, on every machine (mulberry32). */
export interface Random {
  /** 0 ≤ x < 1. */
  readonly part: () => number
  readonly between: (least: number, most: number) => number
  readonly whole: (least: number, most: number) => number
  readonly oneOf: <T>(values: readonly [T, ...T[]]) => T
  readonly chance: (odds: number) => boolean
  /** `median × e^(spread × z)`. */
  readonly lognormal: (median: number, spread: number) => number
}

export const randomOf = (seed: number): Random => {
  let state = seed >>> 0
  const part = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number): number => least + (most - least) * part()
  const whole = (least: number, most: number): number => Math.floor(between(least, most + 1))
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - part())) * Math.cos(2 * Math.PI * part())
  return {
    part,
    between,
    whole,
    oneOf: (values) => values[whole(0, values.length - 1)] ?? values[0],
    chance: (odds) => part() < odds,
    lognormal: (median, spread) => median * Math.exp(spread * normal()),
  }
}
