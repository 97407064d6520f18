import { courseOf } from './course'
import { type Given, withinLimits } from './fit-limits'
import { fitsWithin, mostLacks } from './room'
import type { ShedSite } from './shed-site'

/** VMs whose beginnings are shifted together. `tail`: those that keep a host on the longest; else with all that wait for it. */
type Unit = { readonly kind: 'vm'; readonly vm: number } | { readonly kind: 'tail'; readonly vms: readonly number[] }

const unitsOf = (site: ShedSite): readonly Unit[] => [
  ...[...site.vms.entries()].flatMap(([vm, { ending }]): Unit[] => (ending ? [] : [{ kind: 'vm', vm }])),
  ...site.hosts.flatMap(({ vms }): Unit[] => {
    const running = vms.filter((vm) => site.vms[vm]?.ending === false)
    return running.length > 1 ? [{ kind: 'tail', vms: running }] : []
  }),
]

/** Later by `by` slots: a VM with whatever waits for it; of a host those that end last. Earlier (`by` < 0) likewise. */
const shifted = (site: ShedSite, begins: readonly number[], unit: Unit, by: number): readonly number[] => {
  const { slots } = site.problem
  const wished = [...begins]
  const clipped = (slot: number): number => Math.min(slots, Math.max(0, slot))
  if (unit.kind === 'tail') {
    const last = Math.max(...unit.vms.map((vm) => begins[vm] ?? 0))
    for (const vm of unit.vms) {
      const begin = begins[vm] ?? 0
      if (by < 0) wished[vm] = Math.min(begin, clipped(last + by))
      else if (begin >= last - 1) wished[vm] = clipped(begin + by)
    }
    return wished
  }
  const from = begins[unit.vm] ?? 0
  wished[unit.vm] = clipped(from + by)
  const waiting = [...(site.vms[unit.vm]?.before ?? [])]
  const seen = new Set([unit.vm])
  for (let vm = waiting.pop(); by > 0 && vm !== undefined; vm = waiting.pop()) {
    if (seen.has(vm)) continue
    seen.add(vm)
    wished[vm] = clipped((begins[vm] ?? 0) + by)
    waiting.push(...(site.vms[vm]?.before ?? []))
  }
  return wished
}

const STRIDES = [8, 4, 2, 1] as const
const WORTH_IT = 1e-9

/**
 * Hill climbing by shifts and exchanges: one unit stops later, and where that does not fit, another one earlier for it. Ends when nothing
 * gains any more, or after so many courses played.
 */
export const improved = (site: ShedSite, given: Given, start: readonly number[], mostCourses: number): readonly number[] => {
  const units = unitsOf(site)
  const most = mostLacks(site, given)
  let courses = 0
  const played = (wished: readonly number[]) => {
    courses += 1
    const begins = withinLimits(site, given, wished)
    const course = courseOf(site, { begins, lengths: given.lengths })
    return { begins, value: course.value, fits: fitsWithin(most, course) }
  }
  let best = played(start)
  const take = (found: typeof best): boolean => {
    if (!found.fits || found.value <= best.value * (1 + WORTH_IT)) return false
    best = found
    return true
  }
  /** One later, and the least of others earlier that makes it fit. */
  const exchange = (unit: Unit, by: number): boolean => {
    const wished = shifted(site, best.begins, unit, by)
    const alone = played(wished)
    if (take(alone)) return true
    if (alone.value <= best.value) return false
    for (const other of units) {
      if (other === unit) continue
      for (const stride of STRIDES) {
        if (courses >= mostCourses) return false
        if (take(played(shifted(site, wished, other, -stride)))) return true
      }
    }
    return false
  }
  for (let gained = true; gained && courses < mostCourses;) {
    gained = false
    for (const stride of STRIDES) for (const unit of units) while (courses < mostCourses && exchange(unit, stride)) gained = true
  }
  return best.begins
}
