import type { Outage, Table, TrueBattery } from './outage'

/** What became of a VM. `cut`: its power ended. `forced`: switched off before its guest had ended. */
export type Fate = 'runs' | 'ending' | 'ended' | 'forced' | 'cut'

interface VmState {
  fate: Fate
  /** When it was asked to end, and when it is forced if its guest has not ended by then: by its grace, and before. */
  askedAt: number | null
  forcedAt: number
  forcedBefore: number
  /** Its state is saved instead: that takes so long. */
  saveSeconds: number | null
}

/** Seconds at a load: between two entries of the table, and beside it, along a power law. */
const tableSeconds = (table: Table, watts: number): number => {
  const above = table.findIndex((entry) => entry.watts > watts)
  const at = Math.min(table.length - 1, Math.max(1, above < 0 ? table.length - 1 : above))
  const from = table[at - 1] ?? { watts: 1, seconds: 0 }
  const to = table[at] ?? from
  const slope = Math.log(to.seconds / from.seconds) / Math.log(to.watts / from.watts)
  return from.seconds * Math.pow(Math.max(1, watts) / from.watts, slope)
}

/** An outage in small steps of time, with true batteries and true durations: the planner's own models have no part in it. */
export const createPhysics = (outage: Outage) => {
  const { batteries, hosts, vms, trueEndSeconds } = outage
  const charges = new Map(batteries.map(({ id, charge }) => [id, charge]))
  const states = new Map(
    vms.map(({ id }): [string, VmState] => [
      id,
      { fate: 'runs', askedAt: null, forcedAt: Infinity, forcedBefore: Infinity, saveSeconds: null },
    ]),
  )
  /** When a host is off; it begins to end with its last VM. */
  const offAt = new Map<string, number>()
  const endBegunAt = new Map<string, number>()
  let now = 0
  let value = 0

  const isDraining = (id: string): boolean => (charges.get(id) ?? 0) > 0
  const lives = (id: string): boolean => {
    const { fate } = states.get(id) ?? { fate: 'ended' }
    return fate === 'runs' || fate === 'ending'
  }
  const isOn = (hostId: string): boolean => now < (offAt.get(hostId) ?? Infinity)
  const loadOf = (battery: TrueBattery): number =>
    hosts.reduce((sum, host) => {
      if (!isOn(host.id)) return sum
      const live = host.feeds.filter(({ batteryId }) => isDraining(batteryId))
      const own = live.find(({ batteryId }) => batteryId === battery.id)
      if (own === undefined) return sum
      // What a dead feed carried, the others carry (P5).
      const share = own.share / live.reduce((all, feed) => all + feed.share, 0)
      const watts = vms.reduce((all, vm) => all + (vm.hostId === host.id && lives(vm.id) ? vm.watts : 0), host.baseWatts)
      return sum + share * watts
    }, battery.otherWatts)

  const endDue = (): void => {
    for (const [id, state] of states) {
      if (state.fate !== 'ending' || state.askedAt === null) continue
      const needed = state.saveSeconds ?? trueEndSeconds.get(id) ?? 0
      const forcedAt = Math.min(state.forcedAt, state.forcedBefore)
      if (state.askedAt + needed <= Math.min(now, forcedAt)) state.fate = 'ended'
      else if (forcedAt <= now) state.fate = 'forced'
    }
    for (const host of hosts) {
      if (host.endSeconds === null || endBegunAt.has(host.id)) continue
      if (vms.some((vm) => vm.hostId === host.id && lives(vm.id))) continue
      endBegunAt.set(host.id, now)
      offAt.set(host.id, now + (trueEndSeconds.get(host.id) ?? 0))
    }
  }

  return {
    now: () => now,
    value: () => value,
    charge: (id: string) => charges.get(id) ?? 0,
    load: loadOf,
    isOn,
    /** When the host began to end; null: it has not. */
    endBegunAt: (hostId: string) => endBegunAt.get(hostId) ?? null,
    fate: (id: string): Fate => states.get(id)?.fate ?? 'ended',
    askedAt: (id: string) => states.get(id)?.askedAt ?? null,
    forcedAt: (id: string) => states.get(id)?.forcedAt ?? Infinity,
    /** Asks a guest to end, or its state to be saved; it is forced after so many seconds. */
    ask: (id: string, forcedAfterSeconds: number, saveSeconds: number | null = null): void => {
      states.set(id, { fate: 'ending', askedAt: now, forcedAt: now + forcedAfterSeconds, forcedBefore: Infinity, saveSeconds })
    },
    force: (id: string): void => {
      states.set(id, { fate: 'forced', askedAt: now, forcedAt: now, forcedBefore: now, saveSeconds: null })
    },
    /** Who is ending is forced after so many seconds, counted from now, though its grace lasts longer; infinite: it keeps all of it. */
    forceAfter: (id: string, seconds: number): void => {
      const state = states.get(id)
      if (state !== undefined) state.forcedBefore = now + seconds
    },
    pass: (seconds: number): void => {
      const loads = batteries.map((battery) => loadOf(battery))
      for (const vm of vms) if (states.get(vm.id)?.fate === 'runs') value += vm.value * seconds
      for (const [at, { id, table, health }] of batteries.entries())
        charges.set(id, Math.max(0, (charges.get(id) ?? 0) - seconds / (health * tableSeconds(table, loads[at] ?? 0))))
      now += seconds
      endDue()
      for (const host of hosts) {
        if (host.feeds.some(({ batteryId }) => isDraining(batteryId)) || !isOn(host.id)) continue
        offAt.set(host.id, now)
        for (const vm of vms) {
          const state = states.get(vm.id)
          if (vm.hostId === host.id && state !== undefined && lives(vm.id)) state.fate = 'cut'
        }
      }
    },
    /** Seconds until this battery is empty at the load that it carries now, by the truth. */
    trueRuntime: (battery: TrueBattery): number =>
      (charges.get(battery.id) ?? 0) * battery.health * tableSeconds(battery.table, loadOf(battery)),
    /** The same by its table, were it as healthy as new and so charged. */
    tableRuntime: (battery: TrueBattery, charge: number): number => charge * tableSeconds(battery.table, loadOf(battery)),
  }
}
export type Physics = ReturnType<typeof createPhysics>
