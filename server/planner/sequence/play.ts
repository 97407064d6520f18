import type { Agenda } from './agenda'
import { createNumberHeap, type NumberHeap } from './number-heap'
import { HARDLY_ANY } from './resources'
import { SATURATED_FROM } from './timing'

export interface Played {
  /** When the last leg ends; infinity: some leg never starts, or it would end after the limit. */
  readonly makespanSeconds: number
  /** Σ weight × end, of what ended. */
  readonly weightedSeconds: number
  readonly startedCount: number
  /** Of each leg; overwritten by the next play. Infinity: never. */
  readonly start: Float64Array
  readonly end: Float64Array
}

export type Player = (order: ArrayLike<number>, limitSeconds?: number) => Played

/** At the same moment, where sums of durations differ in their last digits. */
const SAME_MOMENT_SECONDS = 1e-9

/**
 * Plays an agenda: at every moment at which something ends, whatever may start does, in the given order (parallel schedule
 * generation scheme, Kelley 1963; Kolisch and Hartmann 1999). A leg starts once what it waits for has ended and every resource
 * that it takes is free; until then it is parked at the first one that is not, so that a moment costs what it frees and not what
 * waits. A leg is slower while its target's own outgoing link is full, from moment to moment. The player keeps its memory
 * between plays: one at a time.
 */
export const createPlayer = (agenda: Agenda): Player => {
  const { takes, gives, targetUplink, alone, saturated, weight, readyAt, after } = agenda
  const count = alone.length
  const free = new Float64Array(agenda.free)
  const start = new Float64Array(count)
  const end = new Float64Array(count)
  const rank = new Int32Array(count)
  const waiting = new Int32Array(count)
  const left = new Float64Array(count)
  const seenAt = new Float64Array(count)
  const isSlow = new Uint8Array(count)

  const followers: number[][] = Array.from({ length: count }, () => [])
  for (const [leg, earlier] of after.entries()) for (const other of earlier) followers[other]?.push(leg)
  const smallest = new Float64Array(free.length).fill(Infinity)
  for (const [at, resource] of takes.resource.entries())
    smallest[resource] = Math.min(smallest[resource] ?? Infinity, takes.amount[at] ?? 0)
  const isUplink = new Uint8Array(free.length)
  for (const [leg, uplink] of targetUplink.entries()) if (uplink >= 0 && saturated[leg] !== alone[leg]) isUplink[uplink] = 1

  const fresh = createNumberHeap()
  const parked: NumberHeap[] = Array.from(free, () => createNumberHeap())
  const running = createNumberHeap((entry) => entryAt[entry] ?? 0)
  /** A change of speed gives a leg a new entry; older ones are passed over. */
  const entryAt: number[] = []
  const entryLeg: number[] = []
  const latestEntry = new Int32Array(count)
  /** Per resource: legs that are slow while it is full. */
  const bound: Set<number>[] = Array.from(free, () => new Set())
  const freed: number[] = []
  const isFreed = new Uint8Array(free.length)
  const offered = createNumberHeap()
  const offeredBy = new Int32Array(count)
  const touched: number[] = []
  const again: number[] = []
  let now = 0
  let ready = 0
  let order: ArrayLike<number> = []

  const announce = (leg: number, atSeconds: number): void => {
    const entry = entryAt.push(atSeconds) - 1
    entryLeg.push(leg)
    latestEntry[leg] = entry
    running.push(entry)
  }

  const forget = (): void => {
    free.set(agenda.free)
    start.fill(Infinity)
    end.fill(Infinity)
    fresh.clear()
    running.clear()
    for (const heap of parked) heap.clear()
    for (const legs of bound) legs.clear()
    entryAt.length = 0
    entryLeg.length = 0
    freed.length = 0
    isFreed.fill(0)
    touched.length = 0
    now = 0
    ready = 0
    for (let leg = 0; leg < count; leg += 1) waiting[leg] = after[leg]?.length ?? 0
  }

  /** It waits for nothing but resources, and for the moment at which its hosts take part. */
  const release = (leg: number): void => {
    const atSeconds = readyAt[leg] ?? 0
    if (atSeconds > now + SAME_MOMENT_SECONDS) announce(leg, atSeconds)
    else fresh.push(rank[leg] ?? 0)
  }

  /** The first resource of which a leg needs more than is free; −1: it may start. */
  const shortOf = (leg: number): number => {
    for (let at = takes.from[leg] ?? 0; at < (takes.from[leg + 1] ?? 0); at += 1) {
      const resource = takes.resource[at] ?? 0
      if ((free[resource] ?? 0) + HARDLY_ANY < (takes.amount[at] ?? 0)) return resource
    }
    return -1
  }

  const isFull = (uplink: number): boolean =>
    uplink >= 0 && (free[uplink] ?? 0) <= (1 - SATURATED_FROM) * (agenda.free[uplink] ?? 0) + HARDLY_ANY

  const begin = (leg: number): void => {
    for (let at = takes.from[leg] ?? 0; at < (takes.from[leg + 1] ?? 0); at += 1) {
      const resource = takes.resource[at] ?? 0
      free[resource] = (free[resource] ?? 0) - (takes.amount[at] ?? 0)
      if (isUplink[resource] === 1) touched.push(resource)
    }
    ready += 1
    start[leg] = now
    left[leg] = 1
    seenAt[leg] = now
    const uplink = targetUplink[leg] ?? -1
    isSlow[leg] = isFull(uplink) ? 1 : 0
    if (uplink >= 0 && isUplink[uplink] === 1) bound[uplink]?.add(leg)
    announce(leg, now + ((isSlow[leg] === 1 ? saturated[leg] : alone[leg]) ?? 0))
  }

  /** The uplinks that filled up or became free change the speed of what goes to their hosts. */
  const changeSpeeds = (): void => {
    for (const uplink of touched) {
      const slow = isFull(uplink) ? 1 : 0
      for (const leg of bound[uplink] ?? []) {
        if (isSlow[leg] === slow) continue
        const fast = alone[leg] ?? 0
        const long = saturated[leg] ?? 0
        left[leg] = (left[leg] ?? 0) - (now - (seenAt[leg] ?? 0)) / (isSlow[leg] === 1 ? long : fast)
        seenAt[leg] = now
        isSlow[leg] = slow
        announce(leg, now + Math.max(0, left[leg] ?? 0) * (slow === 1 ? long : fast))
      }
    }
    touched.length = 0
  }

  const finish = (leg: number): void => {
    end[leg] = now
    bound[targetUplink[leg] ?? -1]?.delete(leg)
    for (let at = gives.from[leg] ?? 0; at < (gives.from[leg + 1] ?? 0); at += 1) {
      const resource = gives.resource[at] ?? 0
      free[resource] = (free[resource] ?? 0) + (gives.amount[at] ?? 0)
      if (isFreed[resource] === 0) freed.push(resource)
      isFreed[resource] = 1
      if (isUplink[resource] === 1) touched.push(resource)
    }
    for (const other of followers[leg] ?? []) {
      const still = (waiting[other] ?? 1) - 1
      waiting[other] = still
      if (still === 0) release(other)
    }
  }

  /** The first leg parked at a resource that was freed may be tried, if the least that anybody takes of it is there. */
  const offer = (resource: number): void => {
    const head = parked[resource]?.peek() ?? null
    if (head === null || (free[resource] ?? 0) + HARDLY_ANY < (smallest[resource] ?? 0)) return
    offeredBy[head] = resource
    offered.push(head)
  }

  /** The place of the next leg to be tried, taken from where it waited; null: none is left. */
  const nextPlace = (): number | null => {
    const parkedPlace = offered.peek()
    const freshPlace = fresh.peek()
    if (parkedPlace === null || (freshPlace !== null && freshPlace < parkedPlace)) return fresh.pop()
    offered.pop()
    const resource = offeredBy[parkedPlace] ?? 0
    parked[resource]?.pop()
    offer(resource)
    return parkedPlace
  }

  const startWhatMay = (): void => {
    for (const resource of freed) offer(resource)
    for (let place = nextPlace(); place !== null; place = nextPlace()) {
      const leg = order[place] ?? 0
      const short = shortOf(leg)
      if (short < 0) begin(leg)
      // Lesser legs may fit where this one does not: it goes back once they have been tried.
      else if (isFreed[short] === 1) again.push(place, short)
      else parked[short]?.push(place)
    }
    for (let at = 0; at < again.length; at += 2) parked[again[at + 1] ?? 0]?.push(again[at] ?? 0)
    again.length = 0
    for (const resource of freed) isFreed[resource] = 0
    freed.length = 0
    changeSpeeds()
  }

  return (given, limitSeconds = Infinity) => {
    order = given
    forget()
    for (let place = 0; place < count; place += 1) rank[order[place] ?? 0] = place
    for (let leg = 0; leg < count; leg += 1) if (waiting[leg] === 0) release(leg)
    let weightedSeconds = 0
    let makespanSeconds = 0
    startWhatMay()
    for (let entry = running.peek(); entry !== null; entry = running.peek()) {
      now = Math.max(now, entryAt[entry] ?? 0)
      if (now > limitSeconds) return { makespanSeconds: Infinity, weightedSeconds, startedCount: ready, start, end }
      for (; entry !== null && (entryAt[entry] ?? 0) <= now + SAME_MOMENT_SECONDS; entry = running.peek()) {
        running.pop()
        const leg = entryLeg[entry] ?? 0
        if (latestEntry[leg] !== entry) continue
        if (start[leg] === Infinity) {
          fresh.push(rank[leg] ?? 0)
          continue
        }
        finish(leg)
        makespanSeconds = now
        weightedSeconds += (weight[leg] ?? 0) * now
      }
      startWhatMay()
    }
    return { makespanSeconds: ready === count ? makespanSeconds : Infinity, weightedSeconds, startedCount: ready, start, end }
  }
}
