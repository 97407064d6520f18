import type { Packing } from './packing'

/** Unit that is placed next before others; each list holds the most important first. */
export type Order = 'biggest-first' | 'smallest-first' | 'fewest-hosts-first'
/** Which of the hosts that have room: the one with the most left afterwards, or the one whose rest fits best. */
export type Choice = 'emptiest' | 'tightest'

/** The greater of its parts of an average host's memory and CPU: what counts of several resources is the scarcer one. */
const sizes = (packing: Packing): readonly number[] => {
  const { hosts, units } = packing.problem
  const memory = hosts.reduce((sum, host) => sum + host.memoryMiB, 0) / Math.max(1, hosts.length)
  const told = hosts.filter(({ cpuThreads }) => cpuThreads !== Infinity)
  const threads = told.reduce((sum, host) => sum + host.cpuThreads, 0) / Math.max(1, told.length)
  return units.map((unit) => Math.max(unit.memoryMiB / Math.max(1, memory), threads > 0 ? unit.busyThreads / threads : 0))
}

const ordered = (packing: Packing, order: Order): readonly number[] => {
  const { units, mustCount, hosts } = packing.problem
  const size = sizes(packing)
  const reach = (unit: number): number =>
    order === 'fewest-hosts-first' ? hosts.reduce((sum, _, host) => sum + Number(packing.fits(unit, host)), 0) : 0
  const keyed = Array.from({ length: mustCount }, (_, unit) => ({ unit, reach: reach(unit), size: size[unit] ?? 0 }))
  const sign = order === 'smallest-first' ? 1 : -1
  return keyed
    .sort(
      (left, right) =>
        (units[left.unit]?.tier ?? 0) - (units[right.unit]?.tier ?? 0) ||
        left.reach - right.reach ||
        sign * (left.size - right.size) ||
        left.unit - right.unit,
    )
    .map(({ unit }) => unit)
}

/** How well what a host has left goes with what a unit takes: the dot product of both, each as a part of the host (Panigrahy 2011). */
const restAlong = (packing: Packing, unit: number, host: number): number => {
  const { memoryMiB, cpuThreads } = packing.host(host)
  const { memoryMiB: memory, busyThreads } = packing.unit(unit)
  const parts = Math.max(1, memoryMiB) ** 2
  const ofMemory = (packing.memoryLeftMiB(host) * memory) / parts
  return cpuThreads === Infinity || cpuThreads <= 0
    ? ofMemory
    : ofMemory + (packing.threadsLeft(host) * busyThreads) / cpuThreads ** 2
}

/** Differences below are rounding: the host that comes first counts. */
const LEAST_DIFFERENCE = 1e-12

/** What speaks against a host, the first above the others. */
const ranked = (packing: Packing, unit: number, host: number, choice: Choice): readonly [number, number, number] => {
  if (choice === 'tightest') return [0, 0, restAlong(packing, unit, host)]
  const { memoryMiB, busyThreads } = packing.unit(unit)
  return [packing.doubtsOf(unit, host), packing.misplacedOf(unit, host), packing.fullness(host, memoryMiB, busyThreads)]
}

/** The best of the hosts that it fits on now; −1: it fits on none. */
export const bestHost = (packing: Packing, unit: number, choice: Choice): number => {
  let best = -1
  let least: readonly [number, number, number] = [0, 0, 0]
  for (let host = 0; host < packing.problem.hosts.length; host++) {
    if (!packing.fits(unit, host)) continue
    const rank = ranked(packing, unit, host, choice)
    const difference = rank[0] - least[0] || rank[1] - least[1] || rank[2] - least[2]
    if (best !== -1 && difference > -LEAST_DIFFERENCE) continue
    best = host
    least = rank
  }
  return best
}

/** Places what has no place yet, one after the other, where it fits. */
export const fill = (packing: Packing, order: Order, choice: Choice): void => {
  for (const unit of ordered(packing, order)) {
    if (packing.hostOf(unit) !== -1) continue
    const host = bestHost(packing, unit, choice)
    if (host !== -1) packing.move(unit, host)
  }
}
