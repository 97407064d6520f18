import type { Agenda } from './agenda'
import { HARDLY_ANY } from './resources'

/** What no order can beat. */
export interface Bounds {
  /** The busiest link, or host, at its full rate. */
  readonly busiestSeconds: number
  /** As `busiestSeconds`, but a move is never split: as many side by side as fit, and no part of one. */
  readonly wholeMovesSeconds: number
}

interface Job {
  readonly seconds: number
  readonly share: number
  readonly headSeconds: number
}

/** Jobs per resource that is given back: links and moves at once. Memory is held beyond the end of a leg, and left out. */
const jobsOf = ({ takes, memoryCount, free, alone, readyAt }: Agenda): ReadonlyMap<number, readonly Job[]> => {
  const jobs = new Map<number, Job[]>()
  for (const [leg, seconds] of alone.entries())
    for (let at = takes.from[leg] ?? 0; at < (takes.from[leg + 1] ?? 0); at += 1) {
      const resource = takes.resource[at] ?? 0
      const capacity = free[resource] ?? 0
      if (resource < memoryCount || !(capacity > 0 && capacity < Infinity)) continue
      const job = { seconds, share: (takes.amount[at] ?? 0) / capacity, headSeconds: readyAt[leg] ?? 0 }
      const known = jobs.get(resource)
      if (known === undefined) jobs.set(resource, [job])
      else known.push(job)
    }
  return jobs
}

/** The later a set of jobs may begin, the fewer it has: the worst of all such sets (heads, after Carlier 1982). */
const withHeads = (jobs: readonly Job[]): number => {
  let work = 0
  let longest = 0
  for (const { seconds, share, headSeconds } of [...jobs].sort((left, right) => right.headSeconds - left.headSeconds)) {
    work += seconds * share
    longest = Math.max(longest, headSeconds + work)
  }
  return longest
}

const MOST_PARTS = 40
/** Beyond this above the plain bound nothing is looked for. */
const SEARCHED = 1.25
/** Only the busiest of all are packed. */
const PACKED = 20
/** With more lengths than these the gaps between their sums are too small to matter. */
const MOST_LENGTHS = 40

/**
 * Jobs of the same share of a resource are packed into as many lanes as fit: whether all of them fit into `T` seconds per lane is
 * answered in the negative by dual feasible functions (Fekete and Schepers 2001), which round each job to parts of `T`.
 */
const inLanes = (jobs: readonly Job[], leastSeconds: number): number => {
  const [first] = jobs
  if (first === undefined || jobs.some(({ share }) => Math.abs(share - first.share) > HARDLY_ANY)) return leastSeconds
  const lanes = Math.floor(1 / first.share + HARDLY_ANY)
  const head = Math.min(...jobs.map(({ headSeconds }) => headSeconds))
  const counts = new Map<number, number>()
  for (const { seconds } of jobs) counts.set(seconds, (counts.get(seconds) ?? 0) + 1)
  if (counts.size > MOST_LENGTHS) return leastSeconds
  const doesNotFit = (limit: number, parts: number): boolean => {
    let sum = 0
    for (const [seconds, count] of counts) {
      const scaled = ((parts + 1) * seconds) / limit
      const isWhole = Math.abs(scaled - Math.round(scaled)) < 1e-9
      sum += count * (isWhole ? seconds / limit : Math.floor(scaled) / parts)
    }
    return sum > lanes + HARDLY_ANY
  }
  let best = leastSeconds
  for (let parts = 1; parts <= MOST_PARTS; parts += 1)
    for (const seconds of counts.keys())
      for (let whole = 1; whole <= parts; whole += 1) {
        // Just below the limit at which this job would become one part less.
        const limit = (seconds * (parts + 1)) / whole - 1e-6
        if (limit + head > best && limit < leastSeconds * SEARCHED && doesNotFit(limit, parts)) best = limit + head
      }
  return best
}

/**
 * The busiest link: all that crosses it, at its full rate and never slowed down, one thing after the other. The longest move by
 * itself, where that is longer. It holds for every order, also for one that knows no memory.
 */
export const boundsOf = (agenda: Agenda): Bounds => {
  let busiestSeconds = 0
  for (const [leg, seconds] of agenda.alone.entries())
    busiestSeconds = Math.max(busiestSeconds, (agenda.readyAt[leg] ?? 0) + seconds)
  const busy = [...jobsOf(agenda).values()].map((jobs) => ({ jobs, seconds: withHeads(jobs) }))
  for (const { seconds } of busy) busiestSeconds = Math.max(busiestSeconds, seconds)
  busy.sort((left, right) => right.seconds - left.seconds)
  const wholeMovesSeconds = busy
    .slice(0, PACKED)
    .reduce((longest, { jobs }) => Math.max(longest, inLanes(jobs, longest)), busiestSeconds)
  return { busiestSeconds, wholeMovesSeconds }
}
