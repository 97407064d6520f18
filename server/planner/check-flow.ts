/** So much of something, by whom. */
export interface Demand<Id extends string = string> {
  readonly id: Id
  readonly amount: number
}

/**
 * How much of what is taken can be held at once beyond what was there, at worst: the largest sum of what some steps take, less
 * what those give back that must have ended before (a maximum closure, Picard 1976). It equals what a maximum flow from givers to
 * takers leaves unmet (Ford and Fulkerson 1956), which is found here by augmenting paths. `afterOf`: what a step waits for
 * directly; those behind are only looked at where that does not bring the unmet down to `enough`.
 */
export const unmetAtWorst = <Id extends string>(
  takes: readonly Demand<Id>[],
  gives: readonly Demand<Id>[],
  afterOf: (id: Id) => readonly Id[],
  enough: number,
): number => {
  const giverNumber = new Map(gives.map(({ id }, number) => [id, number]))
  const numbersOf = (ids: Iterable<Id>): readonly number[] => [...new Set(ids)].flatMap((id) => giverNumber.get(id) ?? [])
  const directly = takes.map(({ id }) => numbersOf(afterOf(id)))
  const unmet = unmetBy(takes, gives, directly)
  if (unmet <= enough) return unmet
  return unmetBy(
    takes,
    gives,
    takes.map(({ id }) => numbersOf(allBefore(id, afterOf))),
  )
}

const allBefore = <Id extends string>(id: Id, afterOf: (id: Id) => readonly Id[]): ReadonlySet<Id> => {
  const seen = new Set<Id>()
  const open = [...afterOf(id)]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    open.push(...afterOf(next))
  }
  return seen
}

const HARDLY_ANY = 1e-9

/** What remains unmet if each taker may be served by the givers of its list alone. */
const unmetBy = (takes: readonly Demand[], gives: readonly Demand[], givers: readonly (readonly number[])[]): number => {
  const spare = gives.map(({ amount }) => amount)
  /** Per giver: which takers it serves, and with how much. */
  const serves = gives.map(() => new Map<number, number>())
  const add = (giver: number, taker: number, amount: number): void => {
    const next = (serves[giver]?.get(taker) ?? 0) + amount
    if (next <= HARDLY_ANY) serves[giver]?.delete(taker)
    else serves[giver]?.set(taker, next)
  }

  /** Serves a taker a little more, moving others to other givers where that helps; what was served, 0: no way. */
  const serveMore = (taker: number, wanted: number): number => {
    const cameFrom = new Map<number, { readonly taker: number; readonly before: number | null }>()
    const line: { readonly taker: number; readonly giver: number | null }[] = [{ taker, giver: null }]
    const seen = new Set([taker])
    for (let at = 0; at < line.length; at += 1) {
      const here = line[at]
      if (here === undefined) break
      for (const giver of givers[here.taker] ?? []) {
        if (cameFrom.has(giver)) continue
        cameFrom.set(giver, { taker: here.taker, before: here.giver })
        if ((spare[giver] ?? 0) > HARDLY_ANY) return shift(giver, wanted, cameFrom)
        for (const other of serves[giver]?.keys() ?? [])
          if (!seen.has(other)) {
            seen.add(other)
            line.push({ taker: other, giver })
          }
      }
    }
    return 0
  }

  const shift = (
    last: number,
    wanted: number,
    cameFrom: ReadonlyMap<number, { readonly taker: number; readonly before: number | null }>,
  ): number => {
    const path: { readonly giver: number; readonly taker: number; readonly before: number | null }[] = []
    for (let giver: number | null = last; giver !== null;) {
      const link = cameFrom.get(giver)
      if (link === undefined) break
      path.push({ giver, ...link })
      giver = link.before
    }
    let amount = Math.min(wanted, spare[last] ?? 0)
    for (const { taker, before } of path) if (before !== null) amount = Math.min(amount, serves[before]?.get(taker) ?? 0)
    spare[last] = (spare[last] ?? 0) - amount
    for (const { giver, taker, before } of path) {
      add(giver, taker, amount)
      if (before !== null) add(before, taker, -amount)
    }
    return amount
  }

  let unmet = 0
  for (const [taker, { amount }] of takes.entries()) {
    let wanted = amount
    while (wanted > HARDLY_ANY) {
      const served = serveMore(taker, wanted)
      if (served <= HARDLY_ANY) break
      wanted -= served
    }
    unmet += wanted
  }
  return unmet
}
