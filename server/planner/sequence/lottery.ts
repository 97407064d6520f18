/** Draws 0 up to, but not including, 1; the same seed draws the same. */
export type Lottery = () => number

/** A linear congruential generator with a mixed output (after O'Neill 2014). */
export const createLottery = (seed: number): Lottery => {
  let state = Math.imul(seed, 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0
    return ((mixed ^ (mixed >>> 12)) >>> 0) / 4_294_967_296
  }
}
