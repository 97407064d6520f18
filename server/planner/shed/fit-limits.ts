import type { ShedSite } from './shed-site'

export interface Given {
  readonly lengths: readonly number[]
  /** How many may end at once, by limit. */
  readonly limits: readonly number[]
  /** Those that wait for nobody, and for nothing but this slot. */
  readonly unwaiting?: ReadonlyMap<number, number>
}

const awaitedBy = (site: ShedSite, { unwaiting }: Given, vm: number): readonly number[] =>
  unwaiting?.has(vm) === true ? [] : (site.vms[vm]?.after ?? [])

/** Who waits for this one. */
const waitingFor = (site: ShedSite, { unwaiting }: Given, vm: number): readonly number[] =>
  (site.vms[vm]?.before ?? []).filter((other) => unwaiting?.has(other) !== true)

/** How many end in each slot, by limit. */
const createUse = (site: ShedSite, { limits }: Given) => {
  const used = limits.map((): number[] => [])
  return {
    hasRoom: (vm: number, begin: number, length: number): boolean =>
      (site.vms[vm]?.limits ?? []).every((limit) => {
        for (let slot = begin; slot < begin + length; slot += 1)
          if ((used[limit]?.[slot] ?? 0) >= (limits[limit] ?? 0)) return false
        return true
      }),
    take: (vm: number, begin: number, length: number): void => {
      for (const limit of site.vms[vm]?.limits ?? []) {
        const slots = used[limit] ?? []
        for (let slot = begin; slot < begin + length; slot += 1) slots[slot] = (slots[slot] ?? 0) + 1
      }
    },
  }
}

/** VMs in such an order that each comes after those it has to wait for; among equals by `rank`. Whoever waits in a circle comes last. */
const inTurn = (waitsFor: (vm: number) => readonly number[], rank: readonly number[]): readonly number[] => {
  const left = [...rank.keys()].sort((one, other) => (rank[one] ?? 0) - (rank[other] ?? 0) || one - other)
  const placed = new Set<number>()
  const ordered: number[] = []
  while (left.length > 0) {
    const at = left.findIndex((vm) => waitsFor(vm).every((other) => placed.has(other)))
    const [vm] = left.splice(Math.max(0, at), 1)
    if (vm === undefined) break
    placed.add(vm)
    ordered.push(vm)
  }
  return ordered
}

/** Each as near to its wished slot as limits and dependants let it, but not later; null: somebody would have to begin before now. */
const notLater = (site: ShedSite, given: Given, wished: readonly number[]): readonly number[] | null => {
  const use = createUse(site, given)
  const begins = wished.map(() => 0)
  const lengthOf = (vm: number): number => given.lengths[vm] ?? 0
  const places = [...site.vms.keys()]
  for (const vm of places) if (site.vms[vm]?.ending === true) use.take(vm, 0, lengthOf(vm))
  const lateFirst = wished.map((slot, vm) => -(slot + lengthOf(vm)))
  for (const vm of inTurn((each) => waitingFor(site, given, each), lateFirst)) {
    if (site.vms[vm]?.ending === true) continue
    const awaited = waitingFor(site, given, vm).map((other) => (begins[other] ?? 0) - lengthOf(vm))
    let begin = Math.min(given.unwaiting?.get(vm) ?? wished[vm] ?? 0, ...awaited)
    while (begin >= 0 && !use.hasRoom(vm, begin, lengthOf(vm))) begin -= 1
    if (begin < 0) return null
    use.take(vm, begin, lengthOf(vm))
    begins[vm] = begin
  }
  const waits = places.some((vm) =>
    awaitedBy(site, given, vm).some((other) => (begins[other] ?? 0) + lengthOf(other) > (begins[vm] ?? 0)),
  )
  return waits ? null : begins
}

/** Each as early after its wished slot as limits and dependants let it. */
const notEarlier = (site: ShedSite, given: Given, wished: readonly number[]): readonly number[] => {
  const use = createUse(site, given)
  const begins = wished.map(() => 0)
  const lengthOf = (vm: number): number => given.lengths[vm] ?? 0
  for (const [vm, { ending }] of site.vms.entries()) if (ending) use.take(vm, 0, lengthOf(vm))
  // Among equals the longest first (LPT; Graham 1969), with what its host takes after it.
  const rank = wished.map((slot, vm) => slot * 10_000 - lengthOf(vm) - (site.hosts[site.vms[vm]?.host ?? -1]?.endSlots ?? 0))
  for (const vm of inTurn((each) => awaitedBy(site, given, each), rank)) {
    if (site.vms[vm]?.ending === true) continue
    const awaited = awaitedBy(site, given, vm).map((other) => (begins[other] ?? 0) + lengthOf(other))
    let begin = Math.max(given.unwaiting?.get(vm) ?? wished[vm] ?? 0, ...awaited)
    while (!use.hasRoom(vm, begin, lengthOf(vm))) begin += 1
    use.take(vm, begin, lengthOf(vm))
    begins[vm] = begin
  }
  return begins
}

/** Beginnings near the wished ones that obey limits and dependants: earlier ones, where there is time for that. */
export const withinLimits = (site: ShedSite, given: Given, wished: readonly number[]): readonly number[] =>
  notLater(site, given, wished) ?? notEarlier(site, given, wished)

/** As soon as limits and dependants let them. */
export const atOnceWithin = (site: ShedSite, given: Given): readonly number[] =>
  notEarlier(
    site,
    given,
    site.vms.map(() => 0),
  )
