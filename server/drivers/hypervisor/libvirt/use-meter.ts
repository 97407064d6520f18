import { domainStatsOf } from './domain-stats'
import type { Answers } from './virsh-host'

export interface Use {
  readonly hostPercent: number | null
  /** By domain name: how many processors it kept busy. */
  readonly busyThreads: ReadonlyMap<string, number>
}

interface Sample {
  readonly atMs: number
  readonly cpu: { readonly busyNs: number; readonly totalNs: number } | null
  readonly cpuNs: ReadonlyMap<string, number | null>
}

/** Over less than this, counters say little. */
const LEAST_MS = 400

/** `virsh nodecpustats`: nanoseconds by kind since boot. */
export const cpuTimesOf = (text: string): Sample['cpu'] => {
  const times = new Map([...text.matchAll(/^(\w+)\s*:\s*(\d+)$/gm)].map((match) => [match[1] ?? '', Number(match[2])]))
  const idle = times.get('idle')
  if (idle === undefined) return null
  const of = (kind: string) => times.get(kind) ?? 0
  const busyNs = of('user') + of('system') + of('intr')
  return { busyNs, totalNs: busyNs + idle + of('iowait') }
}

const hostPercent = (before: Sample, now: Sample): number | null => {
  if (before.cpu === null || now.cpu === null) return null
  const total = now.cpu.totalNs - before.cpu.totalNs
  const busy = now.cpu.busyNs - before.cpu.busyNs
  return total > 0 && busy >= 0 ? Math.min(100, Math.round((busy / total) * 1000) / 10) : null
}

const busyThreads = (before: Sample, now: Sample): ReadonlyMap<string, number> =>
  new Map(
    [...now.cpuNs].flatMap(([name, ns]) => {
      const earlier = before.cpuNs.get(name) ?? null
      // Fewer than before: it was started anew.
      return ns === null || earlier === null || ns < earlier
        ? []
        : [[name, (ns - earlier) / ((now.atMs - before.atMs) * 1e6)] as const]
    }),
  )

/** libvirt counts used processor time; how much is used now is the difference of two readings. */
export class UseMeter {
  #last: Sample | null = null
  #use: Use = { hostPercent: null, busyThreads: new Map() }

  get isNew(): boolean {
    return this.#last === null
  }

  measure(answers: Answers): Use {
    const stats = domainStatsOf(answers.get('stats') ?? '')
    const now = {
      atMs: performance.now(),
      cpu: cpuTimesOf(answers.get('cpu') ?? ''),
      cpuNs: new Map([...stats].map(([name, { cpuNs }]) => [name, cpuNs])),
    }
    const before = this.#last
    if (before !== null && now.atMs - before.atMs < LEAST_MS) return this.#use
    this.#last = now
    if (before !== null) this.#use = { hostPercent: hostPercent(before, now), busyThreads: busyThreads(before, now) }
    return this.#use
  }
}
