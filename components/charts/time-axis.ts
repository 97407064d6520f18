const STEPS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400] as const

/** Round marks over a span of seconds, at most `most` of them. */
export const ticksOf = (spanSeconds: number, most: number): readonly number[] => {
  const step = STEPS.find((candidate) => spanSeconds / candidate <= most) ?? 28_800
  return Array.from({ length: Math.floor(spanSeconds / step) + 1 }, (_, index) => index * step)
}
