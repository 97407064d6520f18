import type { BatteryConfig } from './config'

/** A UPS without load still feeds its own electronics. */
const LEAST_LOAD_FRACTION = 0.01

/** Seconds until empty at a steady load. `chargeFraction` 0–1. */
export const runtimeSeconds = (
  battery: BatteryConfig,
  { chargeFraction, loadWatts, ratedWatts }: { chargeFraction: number; loadWatts: number; ratedWatts: number },
): number => {
  const loadFraction = Math.max(loadWatts / ratedWatts, LEAST_LOAD_FRACTION)
  return chargeFraction * battery.fullLoadRuntimeSeconds * loadFraction ** -battery.peukertExponent
}

/** Charge fraction after discharging for `seconds`; never below 0. */
export const discharged = (
  battery: BatteryConfig,
  load: { chargeFraction: number; loadWatts: number; ratedWatts: number },
  seconds: number,
): number => Math.max(0, load.chargeFraction - seconds / runtimeSeconds(battery, { ...load, chargeFraction: 1 }))

/** Charge fraction after charging for `seconds`; never above 1. */
export const recharged = (battery: BatteryConfig, chargeFraction: number, seconds: number): number =>
  Math.min(1, chargeFraction + seconds / battery.rechargeSeconds)
