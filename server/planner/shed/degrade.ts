import { LEAST_GRACE_SECONDS, type ShedDegree, type ShedWay } from '../../domain/shedding'
import { courseOf, fits } from './course'
import { atOnceWithin, type Given } from './fit-limits'
import type { ShedSite } from './shed-site'

/** By which means everything can end before the reserve. */
export interface Means extends Given {
  readonly ways: readonly ShedWay[]
  readonly degree: ShedDegree
}

/** The least of 0 … `most` for which `holds`, which holds for all above it too; `most` where it never does. */
export const leastThat = (most: number, holds: (count: number) => boolean): number => {
  let low = 0
  let high = most
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return high
}

/** So many VMs are given back what they need not give up, the most valuable first: a count, so that thousands take no minutes. */
const MOST_GIVEN_BACK = 100

/**
 * Shorter graces from the least valuable on, only of those whose shortening helps, and only by as much: all that is not needed is given
 * back, to the most valuable first. Where nothing suffices, each is as short as it may be.
 */
const shortGraces = (
  graces: readonly number[],
  leastFirst: readonly number[],
  leastGrace: number,
  ends: (lengths: readonly number[]) => boolean,
): readonly number[] => {
  const long = leastFirst.filter((vm) => (graces[vm] ?? 0) > leastGrace)
  const withShort = (count: number): number[] => {
    const lengths = [...graces]
    for (const vm of long.slice(0, count)) lengths[vm] = leastGrace
    return lengths
  }
  const count = leastThat(long.length, (shortened) => ends(withShort(shortened)))
  const lengths = withShort(count)
  if (!ends(lengths)) return lengths
  for (const vm of long.slice(0, count).reverse().slice(0, MOST_GIVEN_BACK)) {
    const grace = graces[vm] ?? 0
    lengths[vm] = grace - leastThat(grace - leastGrace, (by) => ends(lengths.with(vm, grace - by)))
  }
  return lengths
}

/**
 * D3, in its order: more at once up to the platform's limit; shorter grace, also for who was asked already; saved states where that is
 * faster (D9); force; each from the least valuable on. Each only as far as needed, judged by everything ending now. Where nothing suffices, all but the most
 * valuable is forced: that one is asked for as long as any battery remains.
 */
export const meansToEnd = (site: ShedSite): Means => {
  const graces = site.vms.map((vm) => vm.graceSlots)
  const usual = site.limits.map(({ atOnce }) => Math.max(1, atOnce))
  const most = site.limits.map(({ atOnce, atMost }) => Math.max(1, atOnce, atMost))
  const shutDown = site.vms.map((): ShedWay => 'shutdown')
  const ends = (given: Given): boolean => fits(courseOf(site, { begins: atOnceWithin(site, given), lengths: given.lengths }))

  const plain: Means = { lengths: graces, limits: usual, ways: shutDown, degree: 'none' }
  if (ends(plain)) return plain
  const parallel: Means = { ...plain, limits: most, degree: 'parallel' }
  if (ends(parallel)) return parallel

  const leastGrace = Math.ceil(LEAST_GRACE_SECONDS / site.problem.slotSeconds)
  const leastFirst = [...site.vms.keys()].sort(
    (one, other) => (site.vms[one]?.value ?? 0) - (site.vms[other]?.value ?? 0) || one - other,
  )
  const graced = (lengths: readonly number[]): Means => ({
    lengths,
    limits: most,
    ways: lengths.map((slots, vm) => (slots < (graces[vm] ?? 0) ? 'short' : 'shutdown')),
    degree: 'grace',
  })
  const short = graced(shortGraces(graces, leastFirst, leastGrace, (lengths) => ends(graced(lengths))))
  if (ends(short)) return short

  const replaced = (from: Means, vms: readonly number[], way: ShedWay, lengthOf: (vm: number) => number): Means => {
    const lengths = [...from.lengths]
    const ways = [...from.ways]
    for (const vm of vms) {
      lengths[vm] = lengthOf(vm)
      ways[vm] = way
    }
    return { lengths, ways, limits: most, degree: way === 'save' ? 'save' : 'force' }
  }
  const faster = leastFirst.filter((vm) => {
    const { ending, saveSlots } = site.vms[vm] ?? { ending: true, saveSlots: null }
    return !ending && saveSlots !== null && saveSlots < (short.lengths[vm] ?? 0)
  })
  const saving = (count: number): Means => replaced(short, faster.slice(0, count), 'save', (vm) => site.vms[vm]?.saveSlots ?? 0)
  const saved = faster.length === 0 ? short : saving(leastThat(faster.length, (count) => ends(saving(count))))
  if (ends(saved)) return saved

  const forcing = (count: number, more: number): Means =>
    replaced(saved, leastFirst.slice(0, count), 'force', (vm) =>
      Math.min(saved.lengths[vm] ?? 0, (site.vms[vm]?.forceSlots ?? 0) + more),
    )
  const mostForced = Math.max(0, leastFirst.length - 1)
  const count = leastThat(mostForced, (forced) => ends(forcing(forced, 0)))
  if (!ends(forcing(count, 0))) return { ...forcing(count, 0), degree: 'too-late' }
  // Who is to be forced is asked first, and forced as late as it still fits.
  const shorter = leastThat(leastGrace, (by) => ends(forcing(count, leastGrace - by)))
  return forcing(count, leastGrace - shorter)
}
