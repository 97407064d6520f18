import { bestHost } from './greedy'
import type { Packing } from './packing'

/** Fits that one repair may try, whatever the size of the site: a count, so that the same question has the same answer (D1). */
const MOST_TRIES = 4_000_000

interface Relocation {
  readonly unit: number
  readonly host: number
}

const isSpent = (packing: Packing, until: number): boolean => packing.tries > until

/** Where units of a host could go instead, each by itself. A unit that only makes room goes where its chain stays short. */
const wayOut = (packing: Packing, unit: number): number => {
  const host = bestHost(packing, unit, 'tightest')
  if (host === -1 || packing.isMust(unit)) return host
  if (packing.mayMakeRoom(unit, host)) return host
  for (let other = 0; other < packing.problem.hosts.length; other++)
    if (packing.fits(unit, other) && packing.mayMakeRoom(unit, other)) return other
  return -1
}

/** Units on a host that may give way, those that move anyway first, then the least important, then the smallest. */
const givingWay = (packing: Packing, host: number, withOthers: boolean): readonly number[] =>
  packing
    .unitsOn(host)
    .filter((unit) => packing.isMust(unit) || (withOthers && packing.hostOf(unit) === packing.unit(unit).home))
    .sort(
      (left, right) =>
        Number(packing.isMust(right)) - Number(packing.isMust(left)) ||
        packing.unit(right).tier - packing.unit(left).tier ||
        packing.unit(left).memoryMiB - packing.unit(right).memoryMiB ||
        left - right,
    )

const apply = (packing: Packing, moves: readonly Relocation[]): readonly Relocation[] =>
  moves.map(({ unit, host }) => {
    const from = packing.hostOf(unit)
    packing.move(unit, host)
    return { unit, host: from }
  })

const undo = (packing: Packing, done: readonly Relocation[]): void => {
  for (const { unit, host } of [...done].reverse()) packing.move(unit, host)
}

/** Moves one out of a host's way: to where it fits, or to where it fits once another has left there. Leaves it done, or nothing. */
const moveOut = (packing: Packing, unit: number, depth: number, withOthers: boolean, until: number): readonly Relocation[] | null => {
  const out = wayOut(packing, unit)
  if (out !== -1) return apply(packing, [{ unit, host: out }])
  if (depth <= 1) return null
  const own = packing.hostOf(unit)
  for (let host = 0; host < packing.problem.hosts.length; host++) {
    if (host === own || !packing.mayGo(unit, host) || isSpent(packing, until)) continue
    for (const other of givingWay(packing, host, withOthers)) {
      if (!packing.fits(unit, host, [other])) continue
      const first = moveOut(packing, other, depth - 1, withOthers, until)
      if (first === null) continue
      const follows = packing.fits(unit, host) && (packing.isMust(unit) || packing.mayMakeRoom(unit, host))
      if (follows && packing.hostOf(other) !== own) return [...first, ...apply(packing, [{ unit, host }])]
      undo(packing, first)
    }
  }
  return null
}

/** Has up to two units leave the host so that this one fits there. */
const makeWay = (packing: Packing, unit: number, host: number, depth: number, withOthers: boolean, until: number): boolean => {
  const candidates = givingWay(packing, host, withOthers)
  for (const one of candidates) {
    if (isSpent(packing, until)) return false
    if (!packing.fits(unit, host, [one])) continue
    const first = moveOut(packing, one, depth, withOthers, until)
    if (first === null) continue
    if (packing.fits(unit, host)) {
      packing.move(unit, host)
      return true
    }
    undo(packing, first)
  }
  for (const [at, one] of candidates.entries())
    for (const other of candidates.slice(at + 1)) {
      if (isSpent(packing, until)) return false
      if (!packing.fits(unit, host, [one, other])) continue
      const first = moveOut(packing, one, depth, withOthers, until)
      if (first === null) continue
      const second = packing.hostOf(other) === host ? moveOut(packing, other, depth, withOthers, until) : null
      if (second !== null && packing.fits(unit, host)) {
        packing.move(unit, host)
        return true
      }
      if (second !== null) undo(packing, second)
      undo(packing, first)
    }
  return false
}

/**
 * Ejection chains (Glover 1996), at most `depth` deep: what found no place gets that of another, which goes elsewhere. With
 * `withOthers` also VMs that could stay make room (S1-06).
 */
export const eject = (packing: Packing, depth: number, withOthers: boolean): void => {
  const until = packing.tries + MOST_TRIES
  const waiting = [...packing.unplaced].sort((left, right) => packing.unit(left).tier - packing.unit(right).tier || left - right)
  for (const unit of waiting) {
    if (isSpent(packing, until)) return
    const direct = bestHost(packing, unit, 'tightest')
    if (direct !== -1) {
      packing.move(unit, direct)
      continue
    }
    for (let each = 1; each <= depth && packing.hostOf(unit) === -1; each++)
      for (let host = 0; host < packing.problem.hosts.length; host++)
        if (packing.mayGo(unit, host) && makeWay(packing, unit, host, each, withOthers, until)) break
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
