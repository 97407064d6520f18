import { MOST_MAKE_ROOM_DEPTH, type PlacementCost } from '../../domain/placement-problem'
import type { Compiled, CompiledHost, Unit } from './compiled'

/** Rounding of sums, MiB and threads. */
const EPSILON = 1e-6
const NOWHERE = -1

/** Less of the first that differs is better. */
export const compareCosts = (left: PlacementCost, right: PlacementCost): number => {
  for (const [tier, count] of left.unplaced.entries()) {
    const other = right.unplaced[tier] ?? 0
    if (count !== other) return count - other
  }
  return (
    left.makeRoom - right.makeRoom ||
    left.doubts - right.doubts ||
    left.misplaced - right.misplaced ||
    (Math.abs(left.peak - right.peak) < 1e-9 ? 0 : left.peak - right.peak)
  )
}

const required = <T>(items: readonly T[], at: number): T => {
  const item = items[at]
  if (item === undefined) throw new RangeError(`no position ${at} among ${items.length}`)
  return item
}

/** Murmur3's last step: numbers that lie close together get nothing in common. */
const mixed = (key: number): number => {
  const once = Math.imul(key ^ (key >>> 16), 0x85ebca6b)
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
  return twice ^ (twice >>> 16)
}

/** A placement as it grows: who is where, and what that leaves. Positions are those of the compiled problem. */
export class Packing {
  readonly #where: Int32Array
  readonly #memoryLeft: Float64Array
  readonly #threadsLeft: Float64Array
  readonly #onHost: Set<number>[]
  readonly #groupCounts: Map<number, number>[]
  readonly #moved = new Set<number>()
  readonly #stamps: Int32Array
  #stamp = 0
  #arrivedMiB = 0
  /** Fits that were tried: what the search has cost. */
  tries = 0

  constructor(readonly problem: Compiled) {
    const { hosts, units, groups } = problem
    this.#where = Int32Array.from(units, ({ home }) => home)
    this.#memoryLeft = Float64Array.from(hosts, ({ memoryMiB, heldMiB }) => memoryMiB - heldMiB)
    this.#threadsLeft = Float64Array.from(hosts, ({ cpuThreads, busyThreads }) => cpuThreads - busyThreads)
    this.#onHost = hosts.map(() => new Set())
    for (const [at, { home }] of units.entries()) if (home !== NOWHERE) this.#onHost[home]?.add(at)
    this.#groupCounts = groups.map(() => new Map<number, number>())
    this.#stamps = new Int32Array(hosts.length)
  }

  /** The same for the same placement, and as good as never for two that differ: for remembering what was tried (Zobrist 1970). */
  get stamp(): number {
    return this.#stamp
  }

  /** The same of one host and what is on it. */
  stampOf(host: number): number {
    return this.#stamps[host] ?? 0
  }

  /** A copy that goes its own way. */
  clone(): Packing {
    const copy = new Packing(this.problem)
    for (const [unit, host] of this.#where.entries()) if (host !== copy.#where[unit]) copy.move(unit, host)
    copy.tries = this.tries
    return copy
  }

  unit(at: number): Unit {
    return required(this.problem.units, at)
  }

  host(at: number): CompiledHost {
    return required(this.problem.hosts, at)
  }

  /** −1: nowhere. */
  hostOf(unit: number): number {
    return this.#where[unit] ?? NOWHERE
  }

  unitsOn(host: number): readonly number[] {
    return [...(this.#onHost[host] ?? [])].sort((left, right) => left - right)
  }

  isMust(unit: number): boolean {
    return unit < this.problem.mustCount
  }

  memoryLeftMiB(host: number): number {
    return this.#memoryLeft[host] ?? 0
  }

  threadsLeft(host: number): number {
    return this.#threadsLeft[host] ?? 0
  }

  get arrivingLeftMiB(): number {
    return this.problem.mostArrivingMiB - this.#arrivedMiB
  }

  /** Nothing of its kind speaks against the host; room is another matter. */
  mayGo(unit: number, host: number): boolean {
    return this.unit(unit).against[host] === 0
  }

  /** It may go there, and there is room; `freed`: units on that host taken to have left it. */
  fits(unit: number, host: number, freed: readonly number[] = []): boolean {
    this.tries += 1
    const { against, memoryMiB, busyThreads, groups, home } = this.unit(unit)
    if (against[host] !== 0 || host === home) return false
    let memory = (this.#memoryLeft[host] ?? 0) + EPSILON
    for (const each of freed) memory += this.unit(each).memoryMiB
    if (memoryMiB > memory) return false
    let threads = (this.#threadsLeft[host] ?? 0) + EPSILON
    for (const each of freed) threads += this.unit(each).busyThreads
    if (busyThreads > threads) return false
    if (home === NOWHERE && this.hostOf(unit) === NOWHERE && !this.#mayArrive(memoryMiB, freed)) return false
    return groups.length === 0 || this.#keepsApart(unit, host, freed)
  }

  #mayArrive(memoryMiB: number, freed: readonly number[]): boolean {
    if (this.problem.mostArrivingMiB === Infinity) return true
    const leaving = freed.filter((each) => this.isMust(each)).reduce((sum, each) => sum + this.unit(each).memoryMiB, 0)
    return memoryMiB <= this.arrivingLeftMiB + leaving + EPSILON
  }

  #keepsApart(unit: number, host: number, freed: readonly number[]): boolean {
    return this.unit(unit).groups.every((group) => {
      const { kind, isHard } = required(this.problem.groups, group)
      if (!isHard || kind !== 'apart') return true
      const own = this.unit(unit).groups.filter((each) => each === group).length
      if (own > 1) return false
      const gone = freed.reduce((sum, each) => sum + this.unit(each).groups.filter((other) => other === group).length, 0)
      const there = (this.#groupCounts[group]?.get(host) ?? 0) - gone - (this.hostOf(unit) === host ? own : 0)
      return there === 0
    })
  }

  /** To another host, to −1, or home. Whether it fits is the caller's business. */
  move(unit: number, host: number): void {
    const { memoryMiB, busyThreads, groups, home } = this.unit(unit)
    const from = this.hostOf(unit)
    if (from === host) return
    this.#book(from, -memoryMiB, -busyThreads)
    this.#book(host, memoryMiB, busyThreads)
    if (from !== NOWHERE) this.#onHost[from]?.delete(unit)
    if (host !== NOWHERE) this.#onHost[host]?.add(unit)
    if (home === NOWHERE) this.#arrivedMiB += (host === NOWHERE ? 0 : memoryMiB) - (from === NOWHERE ? 0 : memoryMiB)
    for (const group of groups) {
      const counts = this.#groupCounts[group]
      if (counts === undefined) continue
      if (from !== NOWHERE) counts.set(from, (counts.get(from) ?? 0) - 1)
      if (host !== NOWHERE) counts.set(host, (counts.get(host) ?? 0) + 1)
    }
    this.#where[unit] = host
    this.#mark(unit, from)
    this.#mark(unit, host)
    if (home !== NOWHERE && host !== home) this.#moved.add(unit)
    else this.#moved.delete(unit)
  }

  #mark(unit: number, host: number): void {
    if (host === NOWHERE) return
    const mark = mixed(unit * 65_599 + host)
    this.#stamp ^= mark
    this.#stamps[host] = (this.#stamps[host] ?? 0) ^ mark
  }

  #book(host: number, memoryMiB: number, threads: number): void {
    if (host === NOWHERE) return
    this.#memoryLeft[host] = (this.#memoryLeft[host] ?? 0) - memoryMiB
    this.#threadsLeft[host] = (this.#threadsLeft[host] ?? 0) - threads
  }

  /** The fuller of memory and CPU, 0–1 and above, with so much more on it. */
  fullness(host: number, moreMiB = 0, moreThreads = 0): number {
    const { memoryMiB, cpuThreads } = this.host(host)
    const memory = (memoryMiB - this.memoryLeftMiB(host) + moreMiB) / Math.max(1, memoryMiB)
    const cpu = cpuThreads === Infinity ? 0 : (cpuThreads - this.threadsLeft(host) + moreThreads) / Math.max(EPSILON, cpuThreads)
    return Math.max(memory, cpu)
  }

  /** Rules that would rather not have it there, and checks that are not certain. */
  doubtsOf(unit: number, host: number): number {
    const { doubts, groups } = this.unit(unit)
    let sum = doubts[host] ?? 0
    for (const group of groups) {
      const { kind, isHard } = required(this.problem.groups, group)
      if (isHard) continue
      const counts = this.#groupCounts[group]
      const here = (counts?.get(host) ?? 0) - (this.hostOf(unit) === host ? 1 : 0)
      if (kind === 'apart') sum += here > 0 ? 1 : 0
      else if (here === 0 && this.#placedElsewhere(unit, group, host)) sum += 1
    }
    return sum
  }

  #placedElsewhere(unit: number, group: number, host: number): boolean {
    for (const [other, count] of this.#groupCounts[group] ?? [])
      if (other !== host && count - (this.hostOf(unit) === other ? 1 : 0) > 0) return true
    return false
  }

  /** VMs that stand on a spare host without need, or mission-critical on none (S3-05, S3-11). */
  misplacedOf(unit: number, host: number): number {
    if (!this.problem.hasSpare) return 0
    const { isSpare } = this.host(host)
    return this.unit(unit).tiers.reduce<number>((sum, tier) => sum + Number((tier === 0) !== isSpare), 0)
  }

  /** Where make-room moves lead from each host; with one more, none may be more than so deep, nor lead back. */
  mayMakeRoom(unit: number, host: number): boolean {
    const edges = new Map<number, number[]>()
    const add = (from: number, to: number): void => void edges.set(from, [...(edges.get(from) ?? []), to])
    for (const each of this.#moved) if (each !== unit) add(this.unit(each).home, this.hostOf(each))
    add(this.unit(unit).home, host)
    const depthOf = (from: number, depth: number): number =>
      depth > MOST_MAKE_ROOM_DEPTH ? depth : Math.max(depth, ...(edges.get(from) ?? []).map((to) => depthOf(to, depth + 1)))
    return [...edges.keys()].every((from) => depthOf(from, 0) <= MOST_MAKE_ROOM_DEPTH)
  }

  /** Units that leave a host only to make room. */
  get madeRoom(): readonly number[] {
    return [...this.#moved].sort((left, right) => left - right)
  }

  get unplaced(): readonly number[] {
    const units: number[] = []
    for (let unit = 0; unit < this.problem.mustCount; unit++) if (this.hostOf(unit) === NOWHERE) units.push(unit)
    return units
  }

  get cost(): PlacementCost {
    const unplaced: [number, number, number, number] = [0, 0, 0, 0]
    let doubts = 0
    let misplaced = 0
    const moved = this.madeRoom
    for (let unit = 0; unit < this.problem.mustCount; unit++) {
      const host = this.hostOf(unit)
      if (host === NOWHERE) for (const tier of this.unit(unit).tiers) unplaced[tier] += 1
      else doubts += this.unit(unit).doubts[host] ?? 0
      if (host !== NOWHERE) misplaced += this.misplacedOf(unit, host)
    }
    for (const unit of moved) {
      doubts += this.unit(unit).doubts[this.hostOf(unit)] ?? 0
      misplaced += this.misplacedOf(unit, this.hostOf(unit))
    }
    for (const [group, { kind, isHard }] of this.problem.groups.entries()) {
      if (isHard) continue
      const counts = [...(this.#groupCounts[group]?.values() ?? [])].filter((count) => count > 0)
      doubts += kind === 'apart' ? counts.reduce((sum, count) => sum + count - 1, 0) : Math.max(0, counts.length - 1)
    }
    let peak = 0
    for (let host = 0; host < this.problem.hosts.length; host++) peak = Math.max(peak, this.fullness(host))
    return { unplaced, makeRoom: moved.length, doubts, misplaced, peak }
  }
}
