import { bestHost } from './greedy'
import type { Packing } from './packing'

/** Fits that one repair may try, whatever the size of the site: a count, so that the same question has the same answer (D1). */
const MOST_TRIES = 400_000

interface Relocation {
  readonly unit: number
  readonly host: number
}

/** What was found out for one state of the placement, or of a host. */
interface Remembered<T> {
  readonly stamp: number
  readonly value: T
}

/** One search for room. It remembers what led nowhere, for as long as nothing has moved since. */
class Ejection {
  readonly #until: number
  readonly #waysOut = new Map<number, Remembered<number>>()
  readonly #failed = new Map<number, number>()
  readonly #givingWay = new Map<number, Remembered<readonly number[]>>()

  constructor(
    readonly packing: Packing,
    readonly withOthers: boolean,
  ) {
    this.#until = packing.tries + MOST_TRIES
  }

  get isSpent(): boolean {
    return this.packing.tries > this.#until
  }

  /** Where a unit could go instead, nothing else moved. One that only makes room goes where its chain stays short. */
  #wayOut(unit: number): number {
    const known = this.#waysOut.get(unit)
    if (known !== undefined && known.stamp === this.packing.stamp) return known.value
    const value = this.#searchedWayOut(unit)
    this.#waysOut.set(unit, { stamp: this.packing.stamp, value })
    return value
  }

  #searchedWayOut(unit: number): number {
    const { packing } = this
    const host = bestHost(packing, unit, 'tightest')
    if (host === -1 || packing.isMust(unit) || packing.mayMakeRoom(unit, host)) return host
    return packing.problem.hosts.findIndex((_, other) => packing.fits(unit, other) && packing.mayMakeRoom(unit, other))
  }

  /** Units on a host that may give way, those that move anyway first, then the least important, then the smallest. */
  #thatGiveWay(host: number): readonly number[] {
    const { packing, withOthers } = this
    const stamp = packing.stampOf(host)
    const known = this.#givingWay.get(host)
    if (known !== undefined && known.stamp === stamp) return known.value
    const value = packing
      .unitsOn(host)
      .filter((unit) => packing.isMust(unit) || (withOthers && packing.hostOf(unit) === packing.unit(unit).home))
      .sort(
        (left, right) =>
          Number(packing.isMust(right)) - Number(packing.isMust(left)) ||
          packing.unit(right).tier - packing.unit(left).tier ||
          packing.unit(left).memoryMiB - packing.unit(right).memoryMiB ||
          left - right,
      )
    this.#givingWay.set(host, { stamp, value })
    return value
  }

  #apply(unit: number, host: number): Relocation {
    const from = this.packing.hostOf(unit)
    this.packing.move(unit, host)
    return { unit, host: from }
  }

  #undo(done: readonly Relocation[]): void {
    for (const { unit, host } of [...done].reverse()) this.packing.move(unit, host)
  }

  /** Moves one away: to where it fits, or to where it fits once another has left there. Null: nothing was moved. */
  #moveOut(unit: number, depth: number): readonly Relocation[] | null {
    const out = this.#wayOut(unit)
    if (out !== -1) return [this.#apply(unit, out)]
    if (depth <= 1 || this.#failed.get(unit) === this.packing.stamp) return null
    const { stamp } = this.packing
    const own = this.packing.hostOf(unit)
    for (let host = 0; host < this.packing.problem.hosts.length; host++) {
      const done = host === own || !this.packing.mayGo(unit, host) ? null : this.#follow(unit, host, depth)
      if (done !== null) return done
      if (this.isSpent) return null
    }
    this.#failed.set(unit, stamp)
    return null
  }

  /** Has one leave a host for this unit, which goes there. */
  #follow(unit: number, host: number, depth: number): readonly Relocation[] | null {
    const { packing } = this
    const own = packing.hostOf(unit)
    for (const other of this.#thatGiveWay(host)) {
      if (this.isSpent) return null
      if (!packing.fits(unit, host, [other])) continue
      const first = this.#moveOut(other, depth - 1)
      if (first === null) continue
      const follows = packing.fits(unit, host) && (packing.isMust(unit) || packing.mayMakeRoom(unit, host))
      if (follows && packing.hostOf(other) !== own) return [...first, this.#apply(unit, host)]
      this.#undo(first)
    }
    return null
  }

  /** Has these leave the host so that the unit fits there; all or nothing. */
  #clear(unit: number, host: number, givingWay: readonly number[], depth: number): boolean {
    const { packing } = this
    if (!packing.fits(unit, host, givingWay)) return false
    const done: Relocation[] = []
    for (const each of givingWay) {
      const moved = packing.hostOf(each) === host ? this.#moveOut(each, depth) : null
      if (moved === null) break
      done.push(...moved)
    }
    if (givingWay.every((each) => packing.hostOf(each) !== host) && packing.fits(unit, host)) {
      packing.move(unit, host)
      return true
    }
    this.#undo(done)
    return false
  }

  /** Has up to two units leave the host so that this one fits there. */
  makeWay(unit: number, host: number, depth: number): boolean {
    const candidates = this.#thatGiveWay(host)
    for (const one of candidates) {
      if (this.isSpent) return false
      if (this.#clear(unit, host, [one], depth)) return true
    }
    for (const [at, one] of candidates.entries())
      for (const other of candidates.slice(at + 1)) {
        if (this.isSpent) return false
        if (this.#clear(unit, host, [one, other], depth)) return true
      }
    return false
  }
}

/**
 * Ejection chains (Glover 1996), at most `depth` deep: what found no place gets that of another, which goes elsewhere. With
 * `withOthers` also VMs that could stay make room (S1-06).
 */
export const eject = (packing: Packing, depth: number, withOthers: boolean): void => {
  const search = new Ejection(packing, withOthers)
  const waiting = [...packing.unplaced].sort((left, right) => packing.unit(left).tier - packing.unit(right).tier || left - right)
  for (const unit of waiting) {
    const direct = bestHost(packing, unit, 'tightest')
    if (direct !== -1) packing.move(unit, direct)
    for (let each = 1; each <= depth && packing.hostOf(unit) === -1; each++)
      for (let host = 0; host < packing.problem.hosts.length && !search.isSpent; host++)
        if (packing.mayGo(unit, host) && search.makeWay(unit, host, each)) break
  }
}

/** One that found no place takes that of a less valuable one, which finds none then. False: there was none to take. */
export const exchange = (packing: Packing): boolean => {
  let taken = false
  for (const unit of packing.unplaced)
    for (let host = 0; host < packing.problem.hosts.length && packing.hostOf(unit) === -1; host++) {
      if (!packing.mayGo(unit, host)) continue
      const isLess = (other: number): boolean => packing.isMust(other) && packing.unit(other).value < packing.unit(unit).value
      const given = packing.unitsOn(host).find((other) => isLess(other) && packing.fits(unit, host, [other]))
      if (given === undefined) continue
      packing.move(given, -1)
      packing.move(unit, host)
      taken = true
    }
  return taken
}
