import { LEAST_GRACE_SECONDS, type ShedBattery, type ShedProblem, type ShedVm } from '../../domain/shedding'
import { PEUKERT_EXPONENT } from '../battery-bank'
import { byText } from './by-text'
import { expectedWork } from './expected-work'

/** How many seconds the battery lasts at this load: a power law between two points, and beside them that of the nearest two. */
const lastsAt = ({ runtimes }: ShedBattery, watts: number): number => {
  const above = runtimes.findIndex((point) => point.watts >= watts)
  const right = Math.max(1, above === -1 ? runtimes.length - 1 : above)
  const left = runtimes[right - 1]
  const next = runtimes[right]
  if (left === undefined) return 0
  const exponent =
    next === undefined ? -PEUKERT_EXPONENT : Math.log(next.seconds / left.seconds) / Math.log(next.watts / left.watts)
  return left.seconds * (Math.max(1, watts) / left.watts) ** exponent
}

export interface SiteVm {
  readonly id: string
  readonly host: number
  readonly watts: number
  readonly value: number
  /** Which must have ended before, and which wait for it; by place. */
  readonly after: readonly number[]
  readonly before: readonly number[]
  readonly limits: readonly number[]
  readonly ending: boolean
  readonly graceSlots: number
  /** So many of them it keeps where graces are shortened. */
  readonly leastSlots: number
  readonly saveSlots: number | null
  readonly forceSlots: number
}

export interface SiteHost {
  readonly baseWatts: number
  /** Null: it stays on. */
  readonly endSlots: number | null
  readonly feeds: readonly { readonly battery: number; readonly share: number }[]
  readonly vms: readonly number[]
}

/** A shedding problem with places for names and slots for seconds; by id, so that the order in which it was given changes nothing. */
export interface ShedSite {
  readonly problem: ShedProblem
  readonly vms: readonly SiteVm[]
  readonly hosts: readonly SiteHost[]
  readonly batteries: readonly {
    readonly otherWatts: number
    readonly reserveSeconds: number
    readonly cushion: number
    readonly hosts: readonly number[]
  }[]
  readonly limits: readonly { readonly atOnce: number; readonly atMost: number }[]
  /** Part of a battery that a second at this load takes. */
  readonly ratePerSecond: (battery: number, watts: number) => number
  /** Expected work until the beginning of a slot. */
  readonly workUntil: readonly number[]
}

/**
 * Nobody's grace is shortened below the least. Who was asked has had part of it; who has had all of it is killed by less, and that is
 * force, not a shorter grace.
 */
const leastSecondsOf = ({ graceSeconds, endingSeconds }: ShedVm): number => {
  if (endingSeconds === null) return Math.min(graceSeconds, LEAST_GRACE_SECONDS)
  const missing = LEAST_GRACE_SECONDS - Math.max(0, graceSeconds - endingSeconds)
  return missing > 0 ? Math.min(endingSeconds, missing) : endingSeconds
}

const places = (given: readonly { readonly id: string }[]): ReadonlyMap<string, number> =>
  new Map(given.map(({ id }, place) => [id, place]))

export const shedSiteOf = (problem: ShedProblem): ShedSite => {
  const { slotSeconds, slots, halfLifeSeconds } = problem
  const vms = [...problem.vms].sort(byText)
  const hosts = [...problem.hosts].sort(byText)
  const batteries = [...problem.batteries].sort(byText)
  const limits = [...problem.limits].sort(byText)
  const vmAt = places(vms)
  const hostAt = places(hosts)
  const batteryAt = places(batteries)
  const limitAt = places(limits)
  const found = (ids: readonly string[], at: ReadonlyMap<string, number>): number[] => ids.flatMap((id) => at.get(id) ?? [])
  const slotsOf = (seconds: number): number => Math.ceil(Math.max(0, seconds) / slotSeconds - 1e-9)
  const after = vms.map((vm) => found(vm.afterIds, vmAt))
  const before = vms.map((): number[] => [])
  for (const [place, others] of after.entries()) for (const other of others) before[other]?.push(place)
  const compiled = vms.map((vm, place): SiteVm => ({
    id: vm.id,
    host: hostAt.get(vm.hostId) ?? -1,
    watts: vm.watts,
    value: vm.value,
    after: after[place] ?? [],
    before: before[place] ?? [],
    limits: found(vm.limitIds, limitAt),
    ending: vm.endingSeconds !== null,
    graceSlots: slotsOf(vm.endingSeconds ?? vm.graceSeconds),
    leastSlots: slotsOf(leastSecondsOf(vm)),
    saveSlots: vm.saveSeconds === null ? null : slotsOf(vm.saveSeconds),
    forceSlots: slotsOf(vm.forceSeconds),
  }))
  const compiledHosts = hosts.map((host, place): SiteHost => ({
    baseWatts: host.baseWatts,
    endSlots: host.endSeconds === null ? null : slotsOf(host.endSeconds),
    feeds: host.feeds.flatMap(({ batteryId, share }) => {
      const battery = batteryAt.get(batteryId)
      return battery === undefined ? [] : [{ battery, share }]
    }),
    vms: compiled.flatMap((vm, at) => (vm.host === place ? at : [])),
  }))
  return {
    problem,
    vms: compiled,
    hosts: compiledHosts,
    batteries: batteries.map(({ otherWatts, reserveSeconds, cushion }, battery) => ({
      otherWatts,
      reserveSeconds,
      cushion,
      hosts: compiledHosts.flatMap(({ feeds }, host) => (feeds.some((feed) => feed.battery === battery) ? host : [])),
    })),
    limits,
    ratePerSecond: (place, watts) => {
      const battery = batteries[place]
      return battery === undefined || watts <= 0 ? 0 : 1 / Math.max(1e-6, lastsAt(battery, watts))
    },
    workUntil: Array.from({ length: slots + 1 }, (_, slot) => expectedWork(halfLifeSeconds, slot * slotSeconds)),
  }
}
