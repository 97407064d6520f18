import type { Compiled } from './compiled'

const EPSILON = 1e-6

/** The greatest sum of values whose sizes fit into one room, parts allowed: no whole choice surpasses it (Dantzig 1957). */
const fractional = (items: readonly { readonly size: number; readonly value: number }[], room: number): number => {
  const dense = [...items].sort((left, right) => right.value * left.size - left.value * right.size)
  let left = room
  let value = 0
  for (const item of dense) {
    if (item.size <= left + EPSILON) {
      left -= item.size
      value += item.value
    } else {
      value += left > 0 ? (item.value * left) / item.size : 0
      break
    }
  }
  return value
}

/** Of units that each take more than half of any room, no two share a host (Martello and Toth 1990): the best values that find one each. */
const ofBig = (
  units: readonly { readonly size: number; readonly value: number }[],
  rooms: readonly number[],
): { readonly all: number; readonly placed: number } => {
  const half = rooms.reduce((most, room) => Math.max(most, room), 0) / 2
  const big = units.filter(({ size }) => size > half)
  const hosts = rooms.filter((room) => room > half).length
  const values = big.map(({ value }) => value).sort((left, right) => right - left)
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0)
  return { all: sum(values), placed: sum(values.slice(0, hosts)) }
}

/**
 * What no placement can surpass, as a sum of `TIER_VALUE`: by volume of each resource, by big units, and without those that fit on
 * no host even if all that may leave it left.
 */
export const mostValue = ({ hosts, units, mustCount, mostArrivingMiB }: Compiled): number => {
  const must = units.slice(0, mustCount)
  const freeMiB = hosts.map(({ memoryMiB, heldMiB }) => memoryMiB - heldMiB)
  const freeThreads = hosts.map(({ cpuThreads, busyThreads }) => cpuThreads - busyThreads)
  const roomMiB = [...freeMiB]
  const roomThreads = [...freeThreads]
  for (const { home, memoryMiB, busyThreads } of units.slice(mustCount)) {
    roomMiB[home] = (roomMiB[home] ?? 0) + memoryMiB
    roomThreads[home] = (roomThreads[home] ?? 0) + busyThreads
  }
  const able = must.filter(({ against, memoryMiB, busyThreads }) =>
    against.some(
      (bits, host) =>
        bits === 0 && memoryMiB <= (roomMiB[host] ?? 0) + EPSILON && busyThreads <= (roomThreads[host] ?? 0) + EPSILON,
    ),
  )
  const all = able.reduce((sum, { value }) => sum + value, 0)
  // What a VM frees where it leaves it takes elsewhere: in all there is never more than what is free now.
  const total = (rooms: readonly number[]): number => rooms.reduce((sum, room) => sum + Math.max(0, room), 0)
  const memory = able.map(({ memoryMiB: size, value }) => ({ size, value }))
  const threads = able.map(({ busyThreads: size, value }) => ({ size, value }))
  const big = ofBig(memory, roomMiB)
  const most = Math.min(
    all,
    fractional(memory, Math.min(mostArrivingMiB, total(freeMiB))),
    fractional(threads, total(freeThreads)),
    all - big.all + big.placed,
  )
  // Values are whole numbers.
  return Math.floor(most + EPSILON)
}
