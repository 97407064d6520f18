import type { Packing } from './packing'

/** Improvements that are looked for, whatever the size of the site. */
const MOST_ROUNDS = 400
const LEAST_GAIN = 1e-9

const costOf = (packing: Packing, unit: number, host: number): readonly [number, number] => [
  packing.doubtsOf(unit, host),
  packing.misplacedOf(unit, host),
]

const compare = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): number => a - c || b - d

const movable = (packing: Packing): readonly number[] => [
  ...Array.from({ length: packing.problem.mustCount }, (_, unit) => unit).filter((unit) => packing.hostOf(unit) !== -1),
  ...packing.madeRoom,
]

const mayBeOn = (packing: Packing, unit: number, host: number, freed: readonly number[] = []): boolean =>
  packing.fits(unit, host, freed) && (packing.isMust(unit) || packing.mayMakeRoom(unit, host))

/** Sends units where less is doubtful and spares are used as they should be, one by one, until none can be bettered. */
export const settle = (packing: Packing): void => {
  for (let round = 0; round < 5; round++) {
    let bettered = false
    for (const unit of movable(packing)) {
      const own = packing.hostOf(unit)
      let best = own
      let least = costOf(packing, unit, own)
      if (least[0] === 0 && least[1] === 0) continue
      for (let host = 0; host < packing.problem.hosts.length; host++) {
        if (host === own || !packing.mayGo(unit, host)) continue
        const cost = costOf(packing, unit, host)
        if (compare(cost, least) >= 0 || !mayBeOn(packing, unit, host)) continue
        best = host
        least = cost
      }
      if (best === own) continue
      packing.move(unit, best)
      bettered = true
    }
    if (!bettered) return
  }
}

/** Takes those that make room back home where that is possible by now: the fewest moves. */
export const bringBack = (packing: Packing): void => {
  for (const unit of packing.madeRoom) {
    const { memoryMiB, busyThreads, home } = packing.unit(unit)
    if (memoryMiB <= packing.memoryLeftMiB(home) && busyThreads <= packing.threadsLeft(home)) packing.move(unit, home)
  }
}

const fullestFirst = (packing: Packing, hosts: Iterable<number>): readonly number[] =>
  [...hosts].sort((left, right) => packing.fullness(right) - packing.fullness(left) || left - right)

/** Relieves a host of one unit where both hosts are less full afterwards than this one is now. */
const relieve = (packing: Packing, host: number, units: readonly number[]): boolean => {
  const full = packing.fullness(host)
  let best: { readonly unit: number; readonly host: number; readonly peak: number } | null = null
  for (const unit of units) {
    const { memoryMiB, busyThreads } = packing.unit(unit)
    const own = costOf(packing, unit, host)
    for (let other = 0; other < packing.problem.hosts.length; other++) {
      if (other === host || !packing.mayGo(unit, other)) continue
      const peak = packing.fullness(other, memoryMiB, busyThreads)
      if (peak >= (best?.peak ?? full) - LEAST_GAIN) continue
      if (compare(costOf(packing, unit, other), own) > 0 || !mayBeOn(packing, unit, other)) continue
      best = { unit, host: other, peak }
    }
  }
  if (best === null) return false
  packing.move(best.unit, best.host)
  return true
}

/** Two change places where the fuller of their hosts is less full then. */
const swap = (packing: Packing, host: number, units: readonly number[], others: readonly number[]): boolean => {
  const full = packing.fullness(host)
  for (const unit of units)
    for (const other of others) {
      const there = packing.hostOf(other)
      if (there === host || !packing.mayGo(unit, there) || !packing.mayGo(other, host)) continue
      const [mine, theirs] = [packing.unit(unit), packing.unit(other)]
      const memory = mine.memoryMiB - theirs.memoryMiB
      const threads = mine.busyThreads - theirs.busyThreads
      const after = Math.max(packing.fullness(host, -memory, -threads), packing.fullness(there, memory, threads))
      if (after >= full - LEAST_GAIN) continue
      if (!packing.isMust(unit) || !packing.isMust(other)) continue
      if (!packing.fits(unit, there, [other]) || !packing.fits(other, host, [unit])) continue
      const before = [costOf(packing, unit, host), costOf(packing, other, there)] as const
      packing.move(other, -1)
      packing.move(unit, there)
      packing.move(other, host)
      const now = [costOf(packing, unit, there), costOf(packing, other, host)] as const
      const worse = compare(
        [now[0][0] + now[1][0], now[0][1] + now[1][1]],
        [before[0][0] + before[1][0], before[0][1] + before[1][1]],
      )
      if (worse <= 0) return true
      packing.move(other, -1)
      packing.move(unit, host)
      packing.move(other, there)
    }
  return false
}

/**
 * Evens out how full hosts get: the fullest one that holds something movable gives a unit away or changes one, until none gains
 * any more. Local search, counted in rounds.
 */
export const balance = (packing: Packing): void => {
  const units = movable(packing)
  const byHost = (): Map<number, number[]> => {
    const found = new Map<number, number[]>()
    for (const unit of units) {
      const host = packing.hostOf(unit)
      found.set(host, [...(found.get(host) ?? []), unit])
    }
    return found
  }
  const stuck = new Set<number>()
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const held = byHost()
    const host = fullestFirst(packing, held.keys()).find((each) => !stuck.has(each))
    if (host === undefined) return
    const own = held.get(host) ?? []
    if (relieve(packing, host, own) || (units.length <= 200 && swap(packing, host, own, units))) continue
    stuck.add(host)
  }
}
