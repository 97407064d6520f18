import type { ShedEnd, ShedPlan, ShedProblem } from '../../domain/shedding'
import { courseOf } from './course'
import { endsWithAllGrace, leastThat, meansToEnd } from './degrade'
import { atOnceWithin, type Given, withinLimits } from './fit-limits'
import { improved } from './improve'
import { pricedBegins } from './priced'
import { fitsWithin, mostLacks } from './room'
import { type ShedSite, shedSiteOf } from './shed-site'

/** A new plan replaces the one before only where it keeps so much more: it does not flap from sample to sample. */
const WORTH_A_CHANGE = 1.05
/** VMs of all courses that may be played in a search: a count, not a time, so that the same problem has the same plan (D1). */
const SEARCH_WORK = 60_000
/** With each sample there is less to find: what matters was found with the ones before. */
const SEARCH_WORK_AGAIN = 2_000

/** Courses played at most for chains of exchanges, which cost more and find less. */
const MOST_CHAINED = 1200

const coursesFor = ({ vms }: ShedSite, work: number): number => Math.max(20, Math.floor(work / Math.max(5, vms.length)))

const planOf = (site: ShedSite, begins: readonly number[], means: ReturnType<typeof meansToEnd>): ShedPlan => {
  const { slotSeconds } = site.problem
  const ends = site.vms.map((vm, place): ShedEnd => {
    const beginSeconds = (begins[place] ?? 0) * slotSeconds
    return {
      vmId: vm.id,
      way: means.ways[place] ?? 'shutdown',
      beginSeconds,
      endSeconds: beginSeconds + (means.lengths[place] ?? 0) * slotSeconds,
    }
  })
  return {
    ends: ends.sort((one, other) => one.beginSeconds - other.beginSeconds || (one.vmId < other.vmId ? -1 : 1)),
    value: courseOf(site, { begins, lengths: means.lengths }).value,
    degree: means.degree,
  }
}

const valueOf = (site: ShedSite, given: Given, begins: readonly number[]): number =>
  courseOf(site, { begins, lengths: given.lengths }).value

const scheduled = (site: ShedSite, work: number): ShedPlan => {
  const means = meansToEnd(site)
  const now = atOnceWithin(site, means)
  if (means.degree === 'too-late') return planOf(site, now, means)
  const priced = pricedBegins(site, means)
  const starts = [now, ...(priced === null ? [] : [priced])]
  const found = starts.map((start) => improved(site, means, start, coursesFor(site, work)))
  const best = found.reduce((most, begins) => (valueOf(site, means, begins) > valueOf(site, means, most) ? begins : most), now)
  return planOf(site, improved(site, means, best, Math.min(MOST_CHAINED, coursesFor(site, work)), true), means)
}

/** Whether a plan of it needs no other means than order. It is much faster than the plan. */
export const needsNoDegree = (problem: ShedProblem): boolean => endsWithAllGrace(shedSiteOf(problem))

/**
 * Which VMs are to stop when, so that the most valuable work is kept the longest and everything ends before the reserve of each
 * battery. Prices of energy give the first answer (`pricedBegins`), shifts and exchanges better it (`improved`). Same problem, same plan.
 * `work`: how long it is searched.
 */
export const shedSchedule = (problem: ShedProblem, work = SEARCH_WORK): ShedPlan => scheduled(shedSiteOf(problem), work)

/**
 * The plan again, from how things stand now. `before` counts its seconds from the same moment as `problem`. It stays while it still
 * ends before the reserve, needs no other means, and nothing clearly better is found near it.
 */
export const shedAgain = (problem: ShedProblem, before: ShedPlan, work = SEARCH_WORK): ShedPlan => {
  const site = shedSiteOf(problem)
  const means = meansToEnd(site)
  const now = atOnceWithin(site, means)
  if (means.degree === 'too-late') return planOf(site, now, means)
  if (means.degree !== before.degree) return scheduled(site, work)
  const beginsBefore = new Map(before.ends.map(({ vmId, beginSeconds }) => [vmId, beginSeconds]))
  const wished = site.vms.map(({ id }) => Math.max(0, Math.floor((beginsBefore.get(id) ?? 0) / problem.slotSeconds)))
  /** All of it so much earlier: for batteries that turn out to hold less than was believed. */
  const earlier = (by: number): readonly number[] =>
    withinLimits(
      site,
      means,
      wished.map((slot) => Math.max(0, slot - by)),
    )
  const most = mostLacks(site, means)
  const isKept = (by: number): boolean => fitsWithin(most, courseOf(site, { begins: earlier(by), lengths: means.lengths }))
  const by = leastThat(Math.max(0, ...wished), isKept)
  const kept = isKept(by) ? earlier(by) : now
  const better = improved(site, means, kept, coursesFor(site, SEARCH_WORK_AGAIN))
  const isBetter = valueOf(site, means, better) > valueOf(site, means, kept) * WORTH_A_CHANGE
  return planOf(site, isBetter ? better : kept, means)
}
