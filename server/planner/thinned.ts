/**
 * No more points than a chart can show, for their span of time in as many parts: of each part the first and the last, so that a fall or
 * rise is never lost. In order of time.
 */
export const thinned = <Point extends { readonly atSeconds: number }>(
  points: readonly Point[],
  parts: number,
): readonly Point[] => {
  const begin = points[0]?.atSeconds ?? 0
  const span = (points.at(-1)?.atSeconds ?? 0) - begin
  if (points.length <= parts || span <= 0) return points
  const partOf = ({ atSeconds }: Point): number => Math.floor(((atSeconds - begin) / span) * parts)
  return points.filter((point, place) => {
    const before = points[place - 1]
    const after = points[place + 1]
    return before === undefined || after === undefined || partOf(before) !== partOf(point) || partOf(after) !== partOf(point)
  })
}
