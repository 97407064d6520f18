import { courseOf } from './course'
import { leastThat } from './degrade'
import { type Given, withinLimits } from './fit-limits'
import { fitsWithin, mostLacks } from './room'
import type { ShedSite } from './shed-site'

/** VMs whose beginnings are shifted together. `tail`: those that keep a host on the longest; `chain`: with all that wait for it. */
type Unit = { readonly kind: 'vm' | 'chain'; readonly vm: number } | { readonly kind: 'tail'; readonly vms: readonly number[] }

const unitsOf = (site: ShedSite): readonly Unit[] => [
  ...[...site.vms.entries()].flatMap(([vm, { ending, before }]): Unit[] => {
    if (ending) return []
    return before.length === 0
      ? [{ kind: 'vm', vm }]
      : [
          { kind: 'chain', vm },
          { kind: 'vm', vm },
        ]
  }),
  ...site.hosts.flatMap(({ vms }): Unit[] => {
    const running = vms.filter((vm) => site.vms[vm]?.ending === false)
    return running.length > 1 ? [{ kind: 'tail', vms: running }] : []
  }),
]

/** Later by `by` slots: a VM, or one with whatever waits for it; of a host those that end last. Earlier (`by` < 0) likewise. */
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
  for (let vm = waiting.pop(); unit.kind === 'chain' && by > 0 && vm !== undefined; vm = waiting.pop()) {
    if (seen.has(vm)) continue
    seen.add(vm)
    wished[vm] = clipped((begins[vm] ?? 0) + by)
    waiting.push(...(site.vms[vm]?.before ?? []))
  }
  return wished
}

const STRIDES = [8, 4, 2, 1] as const
const CHAIN_STRIDES = [2, 1] as const
/** So far earlier a unit may have to stop for another. */
const MOST_EARLIER = 15
/** So many may have to stop earlier for one. */
const MOST_OTHERS = 4
const WORTH_IT = 1e-9

/**
 * Hill climbing by shifts and exchanges: one unit stops later, and where that does not fit, another one earlier for it; with `chains`
 * several. Ends when nothing gains any more, or after so many courses played.
 */
export const improved = (
  site: ShedSite,
  given: Given,
  start: readonly number[],
  mostCourses: number,
  chains = false,
): readonly number[] => {
  const units = unitsOf(site)
  const most = mostLacks(site, given)
  let courses = 0
  const played = (wished: readonly number[]) => {
    courses += 1
    const begins = withinLimits(site, given, wished)
    const course = courseOf(site, { begins, lengths: given.lengths })
    const over = course.lacks.reduce((sum, lack, battery) => sum + Math.max(0, lack - (most[battery] ?? 0)), 0)
    return { wished, begins, value: course.value, over, fits: fitsWithin(most, course) }
  }
  type Played = ReturnType<typeof played>
  let best = played(start)
  const take = (found: Played): boolean => {
    if (!found.fits || found.value <= best.value * (1 + WORTH_IT)) return false
    best = found
    return true
  }
  /** One later, and the least of another earlier that makes it fit. */
  const exchange = (unit: Unit, by: number): boolean => {
    const alone = played(shifted(site, best.begins, unit, by))
    if (take(alone)) return true
    if (alone.value <= best.value) return false
    return units.some((other) => {
      if (other === unit || courses >= mostCourses) return false
      const least = leastThat(MOST_EARLIER, (slots) => played(shifted(site, alone.wished, other, -slots)).fits)
      return take(played(shifted(site, alone.wished, other, -least)))
    })
  }
  /** One later, and step by step those others earlier that give the most room for the least value. */
  const chain = (unit: Unit, by: number): boolean => {
    let found = played(shifted(site, best.begins, unit, by))
    for (let others = 0; others < MOST_OTHERS && !found.fits && found.value > best.value; others += 1) {
      const from = found
      const costOf = ({ value, over }: Played): number => (from.value - value) / Math.max(1e-12, from.over - over)
      const options = units
        .filter((other) => other !== unit && courses < mostCourses)
        .flatMap((other) => CHAIN_STRIDES.map((stride) => played(shifted(site, from.wished, other, -stride))))
        .filter(({ over }) => over < from.over)
      if (options.length === 0) return false
      found = options.reduce((least, option) => (costOf(option) < costOf(least) ? option : least))
    }
    return take(found)
  }
  const climbs = (move: (unit: Unit, by: number) => boolean): boolean => {
    let gained = false
    for (const stride of STRIDES) for (const unit of units) while (courses < mostCourses && move(unit, stride)) gained = true
    return gained
  }
  for (let gained = true; gained && courses < mostCourses;) gained = climbs(exchange) || (chains && climbs(chain))
  return best.begins
}
