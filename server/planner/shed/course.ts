import type { ShedSite } from './shed-site'

/** When each VM is asked to end, and how long that may take; in slots, by place. */
export interface Timing {
  readonly begins: readonly number[]
  readonly lengths: readonly number[]
}

/** What comes of a timing. */
export interface Course {
  readonly value: number
  /** What each battery lacks, in parts of what it holds; 0 or below: it ends before its reserve. */
  readonly lacks: readonly number[]
}

export const fits = ({ lacks }: Course): boolean => lacks.every((lack) => lack <= 1e-9)

const endOf = ({ begins, lengths }: Timing, vm: number): number => (begins[vm] ?? 0) + (lengths[vm] ?? 0)

/** The slot at which a host is off; null: it stays on. With no VM on it, at once, less what its own end takes. */
const offSlot = (site: ShedSite, host: number, lastEnd: number): number | null => {
  const endSlots = site.hosts[host]?.endSlots ?? null
  return endSlots === null ? null : lastEnd + endSlots
}

const NONE_LOST: ReadonlySet<number> = new Set()

/**
 * Plays the timing through: the load falls with each VM that has ended, and by a host's base with its last one. `lost` hosts draw, but
 * nothing waits for their end: whatever is done, they are not off before the reserve.
 */
export const courseOf = (site: ShedSite, timing: Timing, lost = NONE_LOST): Course => {
  const { slotSeconds } = site.problem
  const lastEnds = site.hosts.map(({ vms }) => vms.reduce((last, vm) => Math.max(last, endOf(timing, vm)), 0))
  const lacks = site.batteries.map(({ otherWatts, reserveSeconds, hosts }, battery) => {
    const horizon = hosts.reduce((last, host) => {
      if (lost.has(host)) return last
      const end = lastEnds[host] ?? 0
      return Math.max(last, offSlot(site, host, end) ?? end)
    }, 0)
    if (horizon === 0) return 0
    const falls = new Float64Array(horizon + 1)
    let watts = otherWatts
    for (const place of hosts) {
      const host = site.hosts[place]
      const share = host?.feeds.find((feed) => feed.battery === battery)?.share ?? 0
      if (host === undefined) continue
      watts += share * host.baseWatts
      const off = offSlot(site, place, lastEnds[place] ?? 0)
      if (off !== null && off < horizon) falls[off] = (falls[off] ?? 0) + share * host.baseWatts
      for (const vm of host.vms) {
        const drawn = share * (site.vms[vm]?.watts ?? 0)
        const end = endOf(timing, vm)
        watts += drawn
        if (end < horizon) falls[end] = (falls[end] ?? 0) + drawn
      }
    }
    let used = 0
    let rate = 0
    for (let slot = 0; slot < horizon; slot += 1) {
      const fallen = falls[slot] ?? 0
      watts -= fallen
      if (slot === 0 || fallen !== 0) rate = site.ratePerSecond(battery, watts)
      used += rate * slotSeconds
    }
    return used + reserveSeconds * rate - 1
  })
  const value = site.vms.reduce(
    (sum, vm, place) =>
      sum + (vm.ending ? 0 : vm.value * (site.workUntil[Math.min(site.problem.slots, timing.begins[place] ?? 0)] ?? 0)),
    0,
  )
  return { value, lacks }
}
