import type { ShedHost, ShedLimit, ShedVm } from '../../../server/domain/shedding'
import type { PublishedSeries } from '../../../server/planner/battery/fit-prior'
import { type Random, randomOf } from './random'

/** How long a UPS lasts when it is full, at each load in watts; by rising watts. */
export type Table = readonly { readonly watts: number; readonly seconds: number }[]

export interface TrueBattery {
  readonly id: string
  readonly table: Table
  /** What it really holds, in parts of what its table says; and what of that is left at the beginning. */
  readonly health: number
  readonly charge: number
  readonly otherWatts: number
  readonly reserveSeconds: number
}

/** An outage as it will really go. What the policy believes of it is told by `belief.ts`. */
export interface Outage {
  readonly seed: number
  readonly batteries: readonly TrueBattery[]
  readonly hosts: readonly ShedHost[]
  readonly vms: readonly ShedVm[]
  readonly limits: readonly ShedLimit[]
  /** How long each guest really takes to end, and each host. */
  readonly trueEndSeconds: ReadonlyMap<string, number>
  readonly mainsBackSeconds: number
  readonly isSmall: boolean
}

/** Spread of true durations around their median: a guest that takes 30 s takes 80 s in one of twenty cases. */
export const DURATION_SPREAD = 0.6
/** A battery's health is known so well. */
export const HEALTH_SPREAD = 0.08
export const HALF_LIFE_SECONDS = 600

const FALLBACK: PublishedSeries['points'] = [
  { loadShare: 0.2, runtimeSeconds: 3_600 },
  { loadShare: 0.5, runtimeSeconds: 1_200 },
  { loadShare: 1, runtimeSeconds: 480 },
]

const tableOf = (random: Random, series: readonly PublishedSeries[], watts: number): Table => {
  const drawn = series[random.whole(0, Math.max(0, series.length - 1))]?.points ?? FALLBACK
  const points = drawn.length > 1 ? drawn : FALLBACK
  const rating = watts / random.between(0.4, 0.9)
  const natural = points.at(-1)?.runtimeSeconds ?? 480
  // Some UPSs carry minutes, some more than half an hour; what a table's shape says stays.
  const scale = random.lognormal(600, 0.5) / natural
  return points.map(({ loadShare, runtimeSeconds }) => ({ watts: loadShare * rating, seconds: runtimeSeconds * scale }))
}

const VALUES = [1, 2, 5, 10, 30, 100] as const

export const outageOf = (seed: number, series: readonly PublishedSeries[]): Outage => {
  const random = randomOf(seed * 7_919 + 17)
  const isSmall = random.chance(0.6)
  const batteryIds = Array.from({ length: isSmall ? random.whole(1, 2) : random.whole(1, 3) }, (_, at) => `ups${at + 1}`)
  const hostCount = isSmall ? random.whole(1, 2) : random.whole(2, 6)
  const hosts = Array.from({ length: hostCount }, (_, at): ShedHost => {
    const first = batteryIds[at % batteryIds.length] ?? 'ups1'
    const second = batteryIds[(at + 1) % batteryIds.length] ?? 'ups1'
    return {
      id: `host${at + 1}`,
      feeds:
        second !== first && random.chance(0.3)
          ? [
              { batteryId: first, share: 0.5 },
              { batteryId: second, share: 0.5 },
            ]
          : [{ batteryId: first, share: 1 }],
      baseWatts: random.between(80, 250),
      endSeconds: random.chance(0.8) ? random.between(40, 150) : null,
    }
  })
  const limits = hosts.map(({ id }): ShedLimit => {
    const atOnce = random.whole(2, 8)
    return { id, atOnce, atMost: 2 * atOnce }
  })
  const vmCount = isSmall ? random.whole(Math.max(3, hostCount), 6) : random.whole(10, 40)
  const vms: ShedVm[] = []
  const trueEndSeconds = new Map<string, number>()
  for (let at = 0; at < vmCount; at += 1) {
    const host = hosts[at % hosts.length]
    const believedEnd = random.lognormal(35, 0.4)
    const vm: ShedVm = {
      id: `vm${at + 1}`,
      hostId: host?.id ?? 'host1',
      watts: random.lognormal(25, 0.6),
      value: random.oneOf(VALUES) * random.between(0.5, 1.5),
      afterIds: at > 2 && random.chance(0.15) ? [`vm${random.whole(1, at)}`] : [],
      limitIds: host === undefined ? [] : [host.id],
      graceSeconds: Math.ceil(believedEnd * 3),
      saveSeconds: random.chance(0.5) ? random.between(15, 90) : null,
      forceSeconds: 8,
      endingSeconds: null,
    }
    vms.push(vm)
    trueEndSeconds.set(vm.id, random.lognormal(believedEnd, DURATION_SPREAD))
  }
  for (const { id, endSeconds } of hosts) if (endSeconds !== null) trueEndSeconds.set(id, endSeconds * random.between(0.5, 1))
  const batteries = batteryIds.map((id): TrueBattery => {
    const watts = hosts.reduce((sum, host) => {
      const share = host.feeds.find(({ batteryId }) => batteryId === id)?.share ?? 0
      return sum + share * vms.reduce((all, vm) => all + (vm.hostId === host.id ? vm.watts : 0), host.baseWatts)
    }, 0)
    const otherWatts = random.between(0, 0.1) * watts + 5
    return {
      id,
      table: tableOf(random, series, watts + otherWatts),
      health: random.lognormal(1, HEALTH_SPREAD),
      // Two outages in a row are the normal case (P6).
      charge: random.chance(0.2) ? random.between(0.3, 1) : 1,
      otherWatts,
      reserveSeconds: random.whole(30, 120),
    }
  })
  const odds = 1 - random.part()
  return {
    seed,
    batteries,
    hosts,
    vms,
    limits,
    trueEndSeconds,
    mainsBackSeconds: HALF_LIFE_SECONDS * (1 / odds - 1),
    isSmall,
  }
}
