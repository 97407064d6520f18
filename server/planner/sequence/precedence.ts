import type { Agenda } from './agenda'
import { HARDLY_ANY } from './resources'

/** Some of a resource, free since a leg ended; −1: from the beginning. */
interface Portion {
  amount: number
  readonly from: number
}

/** Takes so much of what is free, first from what needs no further wait, and tells whose end it waits for. */
const take = (portions: Portion[], amount: number, waits: Set<number>): void => {
  let missing = amount
  const useOf = (isFit: (from: number) => boolean): void => {
    for (const portion of portions) {
      if (missing <= HARDLY_ANY) return
      if (portion.amount <= 0 || !isFit(portion.from)) continue
      const used = Math.min(portion.amount, missing)
      portion.amount -= used
      missing -= used
      if (portion.from >= 0) waits.add(portion.from)
    }
  }
  useOf((from) => from < 0 || waits.has(from))
  useOf(() => true)
}

const give = (portions: Portion[], amount: number, from: number): Portion[] => {
  const left = portions.filter((portion) => portion.amount > HARDLY_ANY)
  left.push({ amount, from })
  return left
}

/** What is over-committed at the beginning is paid back first by what is freed. */
const inDebt = (free: number): number => Math.max(0, -free)

/**
 * Which legs each leg must wait for, so that an order that fits with the expected durations fits with all others as well: a
 * partial-order schedule, made of the flow of resources from leg to leg in the timed one (chaining, Policella et al. 2004;
 * resource flow network, Artigues et al. 2003). Each leg waits for exactly those whose memory, link or slot it takes over.
 * `resourceCount`: only the first so many resources are looked at.
 */
export const precedenceOf = (
  agenda: Agenda,
  start: Float64Array,
  end: Float64Array,
  resourceCount = agenda.free.length,
): readonly (readonly number[])[] => {
  const { takes, gives, free, legs } = agenda
  const portions: Portion[][] = Array.from(free, (amount) => [{ amount: Math.max(0, amount), from: -1 }])
  const debts = Float64Array.from(free, inDebt)
  const legNumbers = legs.map((_, leg) => leg).filter((leg) => (start[leg] ?? Infinity) < Infinity)
  const starts = [...legNumbers].sort((left, right) => (start[left] ?? 0) - (start[right] ?? 0) || left - right)
  const ends = [...legNumbers].sort((left, right) => (end[left] ?? 0) - (end[right] ?? 0) || left - right)
  const waits = legs.map(({ afterLeg }) => new Set<number>(afterLeg === null ? [] : [afterLeg]))
  let ended = 0
  for (const leg of starts) {
    for (; (end[ends[ended] ?? leg] ?? 0) <= (start[leg] ?? 0) && ended < ends.length; ended += 1) {
      const other = ends[ended] ?? 0
      for (let at = gives.from[other] ?? 0; at < (gives.from[other + 1] ?? 0); at += 1) {
        const resource = gives.resource[at] ?? 0
        if (resource >= resourceCount) continue
        const paid = Math.min(debts[resource] ?? 0, gives.amount[at] ?? 0)
        debts[resource] = (debts[resource] ?? 0) - paid
        portions[resource] = give(portions[resource] ?? [], (gives.amount[at] ?? 0) - paid, other)
      }
    }
    const waitsOfLeg = waits[leg] ?? new Set()
    for (let at = takes.from[leg] ?? 0; at < (takes.from[leg + 1] ?? 0); at += 1) {
      const resource = takes.resource[at] ?? 0
      if (resource < resourceCount) take(portions[resource] ?? [], takes.amount[at] ?? 0, waitsOfLeg)
    }
  }
  return waits.map((each) => [...each].sort((left, right) => left - right))
}
