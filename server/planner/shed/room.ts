import { type Course, courseOf } from './course'
import { atOnceWithin, type Given } from './fit-limits'
import type { ShedSite } from './shed-site'

/**
 * What each battery may lack at most where ends are put off, in parts of what it holds: its cushion is left. One that has less than that
 * though everything ends at once pays for no delay; what hangs on others may wait all the same.
 */
export const mostLacks = (site: ShedSite, given: Given): readonly number[] =>
  courseOf(site, { begins: atOnceWithin(site, given), lengths: given.lengths }).lacks.map((lack, battery) =>
    Math.max(lack, -(site.batteries[battery]?.cushion ?? 0)),
  )

export const fitsWithin = (most: readonly number[], { lacks }: Course): boolean =>
  lacks.every((lack, battery) => lack <= (most[battery] ?? 0) + 1e-9)
