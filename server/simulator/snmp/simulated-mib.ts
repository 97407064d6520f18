import type { UpsState } from '../world/state'
import type { World } from '../world/world'
import { startSelfTest } from '../world/power'
import { cancelOff, orderOff, orderOn, type Return } from '../world/ups-orders'
import type { SetOutcome } from './message'
import type { SnmpObject, SnmpValue } from './object-table'

/** One family's view of a simulated UPS. */
export interface SimulatedMib {
  objects(ups: UpsState, nowMs: number): readonly SnmpObject[]
  /** How a written value is taken; a string value arrives as its OID text where it is an OID. */
  set(world: World, ups: UpsState, oid: string, value: number | string): SetOutcome
}

export const NOMINAL_VOLTS = 230
export const NOMINAL_HERTZ = 50
const POWER_FACTOR = 0.9
const FULL_BATTERY_VOLTS = 54.6
const EMPTY_BATTERY_VOLTS = 42
const TEST_SECONDS = 8

export const integer = (value: number): SnmpValue => ({ type: 'integer', value: Math.round(value) })
export const gauge = (value: number): SnmpValue => ({ type: 'gauge', value: Math.round(value) })
export const text = (value: string): SnmpValue => ({ type: 'string', value })
export const tenths = (value: number): SnmpValue => integer(value * 10)
export const ticks = (seconds: number): SnmpValue => ({ type: 'ticks', value: Math.round(seconds * 100) })

/** Suffixes below a subtree, as objects. */
export const below = (subtree: string, suffixes: readonly (readonly [string, SnmpValue])[]): SnmpObject[] =>
  suffixes.map(([suffix, value]) => ({ oid: `${subtree}.${suffix}`, value }))

export const batteryVolts = (ups: UpsState): number =>
  EMPTY_BATTERY_VOLTS + (FULL_BATTERY_VOLTS - EMPTY_BATTERY_VOLTS) * ups.chargeFraction
export const secondsOnBattery = (ups: UpsState, nowMs: number): number =>
  ups.onBatterySinceMs === null ? 0 : Math.floor((nowMs - ups.onBatterySinceMs) / 1_000)
export const loadPercent = (ups: UpsState): number => Math.min(200, (100 * ups.loadWatts) / ups.config.ratedWatts)
export const ratedVoltAmperes = (ups: UpsState): number => ups.config.ratedWatts / POWER_FACTOR
export const isTesting = (ups: UpsState): boolean => ups.testEndsAtMs !== null

/** system group (RFC 3418). */
export const systemObjects = (ups: UpsState, nowMs: number, sysObjectId: string): SnmpObject[] => [
  { oid: '1.3.6.1.2.1.1.1.0', value: text(`Simulated UPS ${ups.config.model}`) },
  { oid: '1.3.6.1.2.1.1.2.0', value: { type: 'oid', value: sysObjectId } },
  { oid: '1.3.6.1.2.1.1.3.0', value: ticks(nowMs / 1_000) },
  { oid: '1.3.6.1.2.1.1.5.0', value: text(ups.config.name) },
]

/** Null cancels. */
export const orderShutdown = (world: World, ups: UpsState, seconds: number | null, then: Return = 'with-mains'): SetOutcome => {
  if (seconds === null) cancelOff(world.state, ups)
  else orderOff(world.state, ups, seconds, then)
  return 'done'
}

/** Null cancels. */
export const orderStartup = (world: World, ups: UpsState, seconds: number | null): SetOutcome => {
  orderOn(world.state, ups, seconds)
  return 'done'
}

/** Seconds until a moment; `idle` where there is none. */
export const secondsTo = (atMs: number | null, nowMs: number, idle: number): number =>
  atMs === null ? idle : Math.max(0, Math.ceil((atMs - nowMs) / 1_000))

export const orderSelfTest = (world: World, ups: UpsState): SetOutcome =>
  startSelfTest(world.state, ups, TEST_SECONDS) ? 'done' : 'wrong-value'

export const abortSelfTest = (world: World, ups: UpsState): SetOutcome => {
  if (ups.testEndsAtMs !== null) ups.testEndsAtMs = world.nowMs
  return 'done'
}
