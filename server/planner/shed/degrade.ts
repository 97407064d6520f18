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

const leastFirstOf = ({ vms }: ShedSite): readonly number[] =>
  [...vms.keys()].sort((one, other) => (vms[one]?.value ?? 0) - (vms[other]?.value ?? 0) || one - other)

const usualLimits = ({ limits }: ShedSite): readonly number[] => limits.map(({ atOnce }) => Math.max(1, atOnce))

/** Everything ends before the reserve with all its grace, were it asked now. */
export const endsWithAllGrace = (site: ShedSite): boolean => {
  const given: Given = { lengths: site.vms.map(({ graceSlots }) => graceSlots), limits: usualLimits(site) }
  return fits(courseOf(site, { begins: atOnceWithin(site, given), lengths: given.lengths }))
}

/** So many VMs are given back what they need not give up, the most valuable first: a count, so that thousands take no minutes. */
const MOST_GIVEN_BACK = 100

/**
 * As much of its whole time for each as still fits: first as much for all as for any, because what is forced cannot be taken back, while
 * somebody may end early and leave time to the others; then what is left, in this order.
 */
const givenBack = (
  lengths: readonly number[],
  wholes: readonly number[],
  mostFirst: readonly number[],
  ends: (lengths: readonly number[]) => boolean,
): readonly number[] => {
  const hurried = mostFirst.filter((vm) => (lengths[vm] ?? 0) < (wholes[vm] ?? 0))
  const withMore = (more: number): number[] => {
    const longer = [...lengths]
    for (const vm of hurried) longer[vm] = Math.min(wholes[vm] ?? 0, (lengths[vm] ?? 0) + more)
    return longer
  }
  const most = Math.max(0, ...hurried.map((vm) => (wholes[vm] ?? 0) - (lengths[vm] ?? 0)))
  const given = withMore(most - leastThat(most, (less) => ends(withMore(most - less))))
  for (const vm of hurried.slice(0, MOST_GIVEN_BACK)) {
    const whole = wholes[vm] ?? 0
    given[vm] = whole - leastThat(whole - (given[vm] ?? 0), (by) => ends(given.with(vm, whole - by)))
  }
  return given
}

const withLeast = (lengths: readonly number[], vms: readonly number[], leastOf: (vm: number) => number): readonly number[] => {
  const less = [...lengths]
  for (const vm of vms) less[vm] = Math.min(less[vm] ?? 0, leastOf(vm))
  return less
}

/** Less time for all of these, and only by as much as is needed. Where nothing suffices, each has as little as it may have. */
const lessTime = (
  lengths: readonly number[],
  leastFirst: readonly number[],
  leastOf: (vm: number) => number,
  ends: (lengths: readonly number[]) => boolean,
): readonly number[] => {
  const less = withLeast(lengths, leastFirst, leastOf)
  return ends(less) ? givenBack(less, lengths, [...leastFirst].reverse(), ends) : less
}

/** Shorter graces from the least valuable on, of as few as suffice. */
const shortGraces = (
  { vms }: ShedSite,
  graces: readonly number[],
  leastFirst: readonly number[],
  ends: (lengths: readonly number[]) => boolean,
): readonly number[] => {
  const leastOf = (vm: number): number => vms[vm]?.leastSlots ?? 0
  const long = leastFirst.filter((vm) => (graces[vm] ?? 0) > leastOf(vm))
  const count = leastThat(long.length, (hurried) => ends(withLeast(graces, long.slice(0, hurried), leastOf)))
  return lessTime(graces, long.slice(0, count), leastOf, ends)
}

/**
 * Force, as late as it fits; who is worth more gets what time is left. The most valuable keeps all its grace, but nobody is forced for
 * the sake of its last part as long as there is a least grace more for everybody. A guest is not forced for others that are worth less to be forced in their turn
 * after it: those do not wait for it then.
 */
const forcedFrom = (site: ShedSite, saved: Means, leastFirst: readonly number[], ends: (given: Given) => boolean): Means => {
  const valueOf = (vm: number): number => site.vms[vm]?.value ?? 0
  const forceOf = (vm: number): number => Math.min(saved.lengths[vm] ?? 0, site.vms[vm]?.forceSlots ?? 0)
  const isOutOfTurn = site.vms.map(({ ending, after, value }) => !ending && after.some((other) => valueOf(other) >= value))
  const inTurn = atOnceWithin(site, saved)
  /** From now until their ends. */
  const wholes = saved.lengths.map((length, vm) => (isOutOfTurn[vm] === true ? (inTurn[vm] ?? 0) + length : length))
  const givenAt = (untils: readonly number[]): Given => {
    const early = untils.map((until, vm) => isOutOfTurn[vm] === true && until < (wholes[vm] ?? 0))
    return {
      limits: saved.limits,
      lengths: untils.map((until, vm) =>
        early[vm] === true ? forceOf(vm) : isOutOfTurn[vm] === true ? (saved.lengths[vm] ?? 0) : until,
      ),
      unwaiting: new Map(untils.flatMap((until, vm) => (early[vm] === true ? [[vm, until - forceOf(vm)]] : []))),
    }
  }
  const within = (vms: readonly number[]): readonly number[] => lessTime(wholes, vms, forceOf, (each) => ends(givenAt(each)))
  const shared = within(leastFirst)
  const enough = Math.ceil(LEAST_GRACE_SECONDS / site.problem.slotSeconds)
  const isEnough = shared.every((until, vm) => until >= Math.min(wholes[vm] ?? 0, enough))
  const untils = isEnough ? shared : within(leastFirst.slice(0, -1))
  return {
    ...givenAt(untils),
    ways: saved.ways.map((before, vm) => (untils[vm] === wholes[vm] ? before : 'force')),
    degree: 'force',
  }
}

/**
 * D3, in its order: more at once up to the platform's limit; shorter grace; saved states where that is faster (D9); force, also for who
 * was asked and has had the least grace; each from the least valuable on, and only as far as needed, judged by everything ending now.
 * `lost` hosts are given up: all on them but the most valuable are forced.
 */
const meansWithin = (site: ShedSite, lost: ReadonlySet<number>): Means & { readonly fits: boolean } => {
  const usual = usualLimits(site)
  const most = site.limits.map(({ atOnce, atMost }) => Math.max(1, atOnce, atMost))
  const leastFirst = leastFirstOf(site)
  const spared = leastFirst.at(-1)
  const isLost = (vm: number): boolean => vm !== spared && lost.has(site.vms[vm]?.host ?? -1)
  const graces = site.vms.map((vm, place) => (isLost(place) ? Math.min(vm.graceSlots, vm.forceSlots) : vm.graceSlots))
  const ways = site.vms.map((_, place): ShedWay => (isLost(place) ? 'force' : 'shutdown'))
  const ends = (given: Given): boolean =>
    fits(courseOf(site, { begins: atOnceWithin(site, given), lengths: given.lengths }, lost))

  const plain: Means = { lengths: graces, limits: usual, ways, degree: 'none' }
  if (ends(plain)) return { ...plain, fits: true }
  const parallel: Means = { ...plain, limits: most, degree: 'parallel' }
  if (ends(parallel)) return { ...parallel, fits: true }

  const endsWith = (lengths: readonly number[]): boolean => ends({ lengths, limits: most })
  const hurried = (from: Means, lengths: readonly number[], way: ShedWay, degree: ShedDegree): Means => ({
    lengths,
    limits: most,
    ways: from.ways.map((before, vm) => (lengths[vm] === from.lengths[vm] ? before : way)),
    degree,
  })
  const shorter = shortGraces(site, graces, leastFirst, endsWith)
  const short = hurried(parallel, shorter, 'short', 'grace')
  if (ends(short)) return { ...short, fits: true }

  const faster = leastFirst.filter((vm) => {
    const { ending, saveSlots } = site.vms[vm] ?? { ending: true, saveSlots: null }
    return !ending && saveSlots !== null && saveSlots < (shorter[vm] ?? 0)
  })
  const saving = (count: number): Means => {
    const lengths = [...shorter]
    for (const vm of faster.slice(0, count)) lengths[vm] = site.vms[vm]?.saveSlots ?? 0
    return hurried(short, lengths, 'save', 'save')
  }
  const saved = faster.length === 0 ? short : saving(leastThat(faster.length, (count) => ends(saving(count))))
  const mostFirst = [...leastFirst].reverse()
  /** Without those saved states that do not help. */
  const needed = (from: Means): Means => {
    let least = from
    for (const vm of mostFirst.filter((each) => from.ways[each] === 'save').slice(0, MOST_GIVEN_BACK)) {
      const lengths = least.lengths.with(vm, shorter[vm] ?? 0)
      if (ends({ ...least, lengths })) least = { ...least, lengths, ways: least.ways.with(vm, short.ways[vm] ?? 'shutdown') }
    }
    return least
  }
  if (ends(saved)) return { ...needed(saved), fits: true }

  const enough = forcedFrom(site, saved, leastFirst, ends)
  if (!ends(enough)) return { ...enough, fits: false }
  const forced = needed(enough)
  // Not everybody's grace had to be shortened, now that some are forced.
  const asked = mostFirst.filter((vm) => forced.ways[vm] === 'short')
  const relaxed = givenBack(forced.lengths, graces, asked, (lengths) => ends({ ...forced, lengths }))
  const wayOf = (way: ShedWay, vm: number): ShedWay => (way === 'short' && relaxed[vm] === graces[vm] ? 'shutdown' : way)
  return { ...forced, lengths: relaxed, ways: forced.ways.map(wayOf), fits: true }
}

/**
 * The hosts that are not off before the reserve of one of their batteries, whatever is done: of each such battery those that take longest,
 * as few as can be.
 */
const hostsTooLate = (site: ShedSite): ReadonlySet<number> => {
  const lost = new Set<number>()
  const limits = site.limits.map(({ atOnce, atMost }) => Math.max(1, atOnce, atMost))
  const spared = leastFirstOf(site).at(-1)
  const lengths = site.vms.map((vm, place) => (place === spared ? vm.graceSlots : Math.min(vm.graceSlots, vm.forceSlots)))
  const begins = atOnceWithin(site, { lengths, limits })
  const offSlot = (host: number): number => {
    const { vms, endSlots } = site.hosts[host] ?? { vms: [], endSlots: 0 }
    return Math.max(0, ...vms.map((vm) => (begins[vm] ?? 0) + (lengths[vm] ?? 0))) + (endSlots ?? 0)
  }
  for (;;) {
    const { lacks } = courseOf(site, { begins, lengths }, lost)
    const short = lacks.findIndex((lack) => lack > 1e-9)
    const left = (site.batteries[short]?.hosts ?? []).filter((host) => !lost.has(host))
    const [last] = left.sort((one, other) => offSlot(other) - offSlot(one) || one - other)
    if (last === undefined) return lost
    lost.add(last)
  }
}

/**
 * How everything ends before the reserve, by the mildest means that suffice (D3). Where none does, the hosts that cannot be off in time
 * are given up, and the others still end before the reserve; the most valuable VM is asked for as long as any battery remains.
 */
export const meansToEnd = (site: ShedSite): Means => {
  const means = meansWithin(site, new Set())
  return means.fits ? means : { ...meansWithin(site, hostsTooLate(site)), degree: 'too-late' }
}
