import { credibleValue } from '../domain/power-reading'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { runtimeOnCurve } from './battery/runtime-on-curve'

/**
 * How runtime follows load where a device's own curve is not learned yet: `runtime(load) = runtime now × (load now ÷ load)^exponent`,
 * the modest end of published Peukert figures.
 */
export const PEUKERT_EXPONENT = 1.1
/** The signal where the device does not say at which runtime it gives it. */
export const DEFAULT_LOW_BATTERY_SECONDS = 120
/** Nothing is foretold beyond a day. */
export const HORIZON_SECONDS = 86_400

/** One UPS that carries the group's load; energy is counted in parts of what it holds now (`left` 1). */
export interface Battery {
  readonly name: string
  readonly loadWatts: number
  readonly runtimeSeconds: number
  readonly chargePercent: number | null
  readonly lowSeconds: number
  readonly lowNow: boolean
  /** How many times as long as now it lasts when the load is so many times that of now. */
  readonly stretch: (loadRatio: number) => number
  /** False: on mains while others of its group are not; it carries load and does not drain. */
  readonly drains: boolean
  left: number
}

export interface BankQuestion {
  readonly group: PowerGroup
  readonly devices: readonly PowerDeviceView[]
  readonly totalWatts: number
  readonly startChargePercent: number | null
  readonly oneFeedOnly: boolean
  /** In the worst case a falling load gains no more, and a rising one costs no less, than the modest exponent says. */
  readonly cautious: boolean
}

export interface Bank {
  readonly batteries: readonly Battery[]
  readonly required: number
  readonly notes: readonly string[]
}

/** What it carries: as it must be expected (P5), else as it measures. One that is off carries nothing. */
export const outputWattsOf = (device: PowerDeviceView): number | null => {
  if (device.supply === 'off') return 0
  if (device.expectedLoad !== undefined) return device.expectedLoad.watts
  const watts = credibleValue(device.readings, 'outputWatts')
  if (watts !== null) return watts
  const load = credibleValue(device.readings, 'loadPercent')
  const nominal = credibleValue(device.readings, 'nominalWatts')
  return load === null || nominal === null ? null : (load / 100) * nominal
}

const loadShareOf = (device: PowerDeviceView): number | null => {
  const percent = device.expectedLoad?.percent ?? credibleValue(device.readings, 'loadPercent')
  if (percent !== null && percent > 0) return percent / 100
  const watts = credibleValue(device.readings, 'outputWatts')
  const nominal = credibleValue(device.readings, 'nominalWatts')
  return watts !== null && watts > 0 && nominal !== null && nominal > 0 ? watts / nominal : null
}

const stretchOf = (device: PowerDeviceView, cautious: boolean): Battery['stretch'] => {
  const modest = (loadRatio: number): number => loadRatio ** -PEUKERT_EXPONENT
  const { runtimeCurve: curve } = device
  const shareNow = loadShareOf(device)
  const now = curve === null || shareNow === null ? null : runtimeOnCurve(curve, shareNow)
  if (curve === null || shareNow === null || now === null || now <= 0) return modest
  return (loadRatio) => {
    const learned = (runtimeOnCurve(curve, shareNow * loadRatio) ?? now) / now
    return cautious ? Math.min(learned, modest(loadRatio)) : learned
  }
}

/** The batteries that carry a group through an outage that is on, or would begin now. Fewer than required: nobody can say. */
export const bankOf = ({ group, devices, totalWatts, startChargePercent, oneFeedOnly, cautious }: BankQuestion): Bank => {
  const own = devices.filter((device) => group.deviceIds.includes(device.id))
  const outage = own.some((device) => device.supply === 'battery')
  const usable = own.filter((device) => device.supply !== 'off' && (outage || device.supply !== 'bypass'))
  const notes: string[] = []
  const batteries = usable.flatMap((device): Battery[] => {
    const drains = !(outage && (device.supply === 'mains' || device.supply === 'bypass'))
    if (drains && device.decidingRuntimeSeconds === null) {
      notes.push(`${device.name} does not say how long it lasts: ${device.decidingRuntimeReason}`)
      return []
    }
    const charge = device.decidingChargePercent
    const assumed = outage ? null : startChargePercent
    return [
      {
        name: device.name,
        loadWatts: Math.max(1, outputWattsOf(device) ?? totalWatts / Math.max(1, own.length)),
        runtimeSeconds:
          Math.max(0, device.decidingRuntimeSeconds ?? HORIZON_SECONDS) *
          (assumed === null ? 1 : assumed / Math.max(1, charge ?? 100)),
        chargePercent: assumed ?? charge,
        lowSeconds: credibleValue(device.readings, 'lowBatteryRuntimeSeconds') ?? DEFAULT_LOW_BATTERY_SECONDS,
        lowNow: drains && device.supply === 'battery' && device.flags.includes('low-battery'),
        stretch: stretchOf(device, cautious),
        drains,
        left: 1,
      },
    ]
  })
  const required = Math.max(1, group.requiredDevices)
  if (!oneFeedOnly || batteries.length <= required) return { batteries, required, notes }
  const weakest = [...batteries]
    .sort((left, right) => left.runtimeSeconds * left.loadWatts - right.runtimeSeconds * right.loadWatts)
    .slice(0, required)
  notes.push(`assumed: only ${weakest.map((battery) => battery.name).join(', ')} still supplies`)
  return { batteries: weakest, required, notes }
}

/** Seconds each live battery lasts at a load that stays; the load is shared as it is now. */
const lastsFor = (live: readonly Battery[], watts: number): readonly number[] => {
  const sharedBy = live.reduce((sum, battery) => sum + battery.loadWatts, 0)
  return live.map((battery) => {
    if (!battery.drains || watts <= 0) return Number.POSITIVE_INFINITY
    // Each carries watts × its part; its load relative to now is the same for all.
    return battery.left * battery.runtimeSeconds * battery.stretch(watts / sharedBy)
  })
}

const LEAST = 1e-9
/** An empty battery carries nothing, but its UPS does while it is on mains. */
export const liveOf = (bank: Bank): readonly Battery[] =>
  bank.batteries.filter((battery) => !battery.drains || (battery.left > LEAST && battery.runtimeSeconds > 0))

/** Whether enough batteries still supply. */
export const carries = (bank: Bank): boolean => liveOf(bank).length >= bank.required

/** Seconds until the group is dark at a load that stays; those that die on the way hand their share to the rest. */
export const runtimeAt = (bank: Bank, watts: number): number => {
  let live = liveOf(bank).map((battery) => ({ ...battery }))
  let total = 0
  while (live.length >= bank.required) {
    const lasting = lastsFor(live, watts)
    const first = Math.min(...lasting)
    if (!Number.isFinite(first)) return HORIZON_SECONDS
    total += first
    for (const [at, battery] of live.entries()) if (battery.drains) battery.left *= 1 - first / (lasting[at] ?? first)
    live = live.filter((battery) => battery.left > LEAST)
  }
  return Math.min(HORIZON_SECONDS, total)
}

/** Until the first battery is empty at this load. */
export const secondsToFirstEmpty = (bank: Bank, watts: number): number =>
  Math.min(Number.POSITIVE_INFINITY, ...lastsFor(liveOf(bank), watts))

/** Drains the bank. A battery that comes within a hair of empty is empty. */
export const drain = (bank: Bank, watts: number, seconds: number): void => {
  const live = liveOf(bank)
  const lasting = lastsFor(live, watts)
  for (const [at, battery] of live.entries()) {
    const lasts = lasting[at] ?? Number.POSITIVE_INFINITY
    if (!Number.isFinite(lasts)) continue
    battery.left = lasts - seconds <= 1e-6 ? 0 : battery.left * (1 - seconds / lasts)
  }
}

/**
 * What the devices would show: the lowest runtime and charge of those that drain, and whether one signals low battery.
 * `believed`: how far the true state is from what is shown (0.9: a tenth less is there than they say).
 */
export const shownBy = (bank: Bank, watts: number, believed: number) => {
  const live = liveOf(bank)
  const lasting = lastsFor(live, watts)
  const draining = live.map((battery, at) => ({ battery, lasts: lasting[at] ?? 0 })).filter(({ battery }) => battery.drains)
  return draining.map(({ battery, lasts }) => ({
    runtimeSeconds: lasts / believed,
    /** Runtime falls by this much per second. */
    runtimeSlope: 1 / believed,
    chargePercent: battery.chargePercent === null ? null : (battery.chargePercent * battery.left) / believed,
    chargeSlope: battery.chargePercent === null || lasts === 0 ? 0 : (battery.chargePercent * battery.left) / believed / lasts,
    lowSeconds: battery.lowNow ? HORIZON_SECONDS : battery.lowSeconds,
  }))
}
