import { upsRuntimeSeconds } from '../world/power'
import type { UpsState } from '../world/state'
import type { World } from '../world/world'
import type { SetOutcome } from './message'
import type { SnmpObject, SnmpValue } from './object-table'
import {
  abortSelfTest,
  batteryVolts,
  below,
  integer,
  loadPercent,
  NOMINAL_HERTZ,
  NOMINAL_VOLTS,
  orderSelfTest,
  orderShutdown,
  orderStartup,
  ratedVoltAmperes,
  secondsOnBattery,
  secondsTo,
  type SimulatedMib,
  systemObjects,
  tenths,
  text,
} from './simulated-mib'

/** UPS-MIB, RFC 1628. Names below are the MIB's own. */
const LONGEST_REBOOT_SECONDS = 300
const UPS_OBJECTS = '1.3.6.1.2.1.33.1'
export const WRITABLE = {
  upsShutdownType: `${UPS_OBJECTS}.8.1.0`,
  upsShutdownAfterDelay: `${UPS_OBJECTS}.8.2.0`,
  upsStartupAfterDelay: `${UPS_OBJECTS}.8.3.0`,
  upsRebootWithDuration: `${UPS_OBJECTS}.8.4.0`,
  upsAutoRestart: `${UPS_OBJECTS}.8.5.0`,
  upsTestId: `${UPS_OBJECTS}.7.1.0`,
} as const
export const WELL_KNOWN_TESTS = {
  noTestsInitiated: `${UPS_OBJECTS}.7.7.1`,
  abort: `${UPS_OBJECTS}.7.7.2`,
  general: `${UPS_OBJECTS}.7.7.3`,
  quickBattery: `${UPS_OBJECTS}.7.7.4`,
} as const

/** upsWellKnownAlarms that the simulation can raise, by their last arc. */
const ALARMS: readonly { readonly id: number; readonly raised: (ups: UpsState) => boolean }[] = [
  { id: 2, raised: (ups) => ups.output === 'battery' && ups.testEndsAtMs === null }, // upsAlarmOnBattery
  { id: 3, raised: (ups) => ups.output !== 'off' && ups.lowBattery }, // upsAlarmLowBattery
  { id: 6, raised: (ups) => !ups.input }, // upsAlarmInputBad
  { id: 8, raised: (ups) => ups.overloadSinceMs !== null }, // upsAlarmOutputOverload
  { id: 14, raised: (ups) => ups.output === 'off' }, // upsAlarmUpsOutputOff
  { id: 22, raised: (ups) => ups.shutdownAtMs !== null }, // upsAlarmShutdownPending
  { id: 24, raised: (ups) => ups.testEndsAtMs !== null }, // upsAlarmTestInProgress
]

const batteryStatus = (ups: UpsState): number => {
  if (ups.chargeFraction <= 0) return 4
  return ups.lowBattery ? 3 : 2
}

const outputSource = (ups: UpsState): number => {
  switch (ups.output) {
    case 'off':
      return 2
    case 'mains':
      return 3
    case 'battery':
      return 5
  }
}

const testSummary = (ups: UpsState): number => {
  if (ups.testEndsAtMs !== null) return 5
  return { passed: 1, failed: 3, aborted: 4, none: 6 }[ups.testResult]
}

const identity = ({ config }: UpsState): [string, SnmpValue][] => [
  ['1.1.0', text('Simulated')],
  ['1.2.0', text(config.model)],
  ['1.3.0', text('1.0')],
  ['1.4.0', text('Simulated UPS-MIB agent 1.0')],
  ['1.5.0', text(config.name)],
  ['1.6.0', text('')],
]

const battery = (ups: UpsState, nowMs: number): [string, SnmpValue][] => {
  const volts = batteryVolts(ups)
  // Whole minutes, rounded down as firmware does, and the MIB begins at 1.
  const minutes = Math.max(1, Math.floor(upsRuntimeSeconds(ups) / 60))
  return [
    ['2.1.0', integer(batteryStatus(ups))],
    ['2.2.0', integer(secondsOnBattery(ups, nowMs))],
    ['2.3.0', integer(minutes)],
    ['2.4.0', integer(ups.chargeFraction * 100)],
    ['2.5.0', tenths(volts)],
    ['2.6.0', tenths(ups.output === 'battery' ? ups.loadWatts / volts : 0)],
    ['2.7.0', integer(ups.celsius)],
  ]
}

const input = (ups: UpsState): [string, SnmpValue][] => {
  const watts = ups.input && ups.output === 'mains' ? ups.loadWatts : 0
  return [
    ['3.1.0', { type: 'counter', value: ups.lineBads }],
    ['3.2.0', integer(1)],
    ['3.3.1.1.1', integer(1)],
    ['3.3.1.2.1', tenths(ups.input ? NOMINAL_HERTZ : 0)],
    ['3.3.1.3.1', integer(ups.input ? NOMINAL_VOLTS : 0)],
    ['3.3.1.4.1', tenths(watts / NOMINAL_VOLTS)],
    ['3.3.1.5.1', integer(watts)],
  ]
}

const output = (ups: UpsState): [string, SnmpValue][] => {
  const on = ups.output !== 'off'
  return [
    ['4.1.0', integer(outputSource(ups))],
    ['4.2.0', tenths(on ? NOMINAL_HERTZ : 0)],
    ['4.3.0', integer(1)],
    ['4.4.1.1.1', integer(1)],
    ['4.4.1.2.1', integer(on ? NOMINAL_VOLTS : 0)],
    ['4.4.1.3.1', tenths(ups.loadWatts / NOMINAL_VOLTS)],
    ['4.4.1.4.1', integer(ups.loadWatts)],
    ['4.4.1.5.1', integer(loadPercent(ups))],
    ['5.1.0', tenths(0)],
    ['5.2.0', integer(0)],
  ]
}

const alarms = (ups: UpsState, nowMs: number): [string, SnmpValue][] => {
  const present = ALARMS.filter((alarm) => alarm.raised(ups))
  const rows = present.flatMap(({ id }): [string, SnmpValue][] => {
    return [
      [`6.2.1.1.${id}`, integer(id)],
      [`6.2.1.2.${id}`, { type: 'oid', value: `${UPS_OBJECTS}.6.3.${id}` }],
      [`6.2.1.3.${id}`, { type: 'ticks', value: Math.round((ups.onBatterySinceMs ?? nowMs) / 10) }],
    ]
  })
  return [['6.1.0', { type: 'gauge', value: present.length }], ...rows]
}

const test = (ups: UpsState): [string, SnmpValue][] => [
  [
    '7.1.0',
    { type: 'oid', value: ups.testEndsAtMs === null ? WELL_KNOWN_TESTS.noTestsInitiated : WELL_KNOWN_TESTS.quickBattery },
  ],
  ['7.2.0', integer(1)],
  ['7.3.0', integer(testSummary(ups))],
  ['7.4.0', text('')],
]

const control = (ups: UpsState, nowMs: number): [string, SnmpValue][] => [
  ['8.1.0', integer(1)],
  ['8.2.0', integer(secondsTo(ups.shutdownAtMs, nowMs, -1))],
  ['8.3.0', integer(secondsTo(ups.startupAtMs, nowMs, -1))],
  ['8.4.0', integer(-1)],
  ['8.5.0', integer(ups.autoRestart ? 1 : 2)],
]

const configuration = (ups: UpsState): [string, SnmpValue][] => [
  ['9.1.0', integer(NOMINAL_VOLTS)],
  ['9.2.0', tenths(NOMINAL_HERTZ)],
  ['9.3.0', integer(NOMINAL_VOLTS)],
  ['9.4.0', tenths(NOMINAL_HERTZ)],
  ['9.5.0', integer(ratedVoltAmperes(ups))],
  ['9.6.0', integer(ups.config.ratedWatts)],
  ['9.7.0', integer(ups.config.battery.lowRuntimeSeconds / 60)],
  ['9.8.0', integer(2)],
  ['9.9.0', integer(184)],
  ['9.10.0', integer(276)],
]

const orderTest = (world: World, ups: UpsState, test: string): SetOutcome => {
  switch (test) {
    case WELL_KNOWN_TESTS.abort:
      return abortSelfTest(world, ups)
    case WELL_KNOWN_TESTS.general:
    case WELL_KNOWN_TESTS.quickBattery:
      return orderSelfTest(world, ups)
    default:
      return 'wrong-value'
  }
}

/** The standard's subtree alone, for cards that serve it beside their own. */
export const upsMibObjects = (ups: UpsState, nowMs: number): SnmpObject[] =>
  below(UPS_OBJECTS, [
    ...identity(ups),
    ...battery(ups, nowMs),
    ...input(ups),
    ...output(ups),
    ...alarms(ups, nowMs),
    ...test(ups),
    ...control(ups, nowMs),
    ...configuration(ups),
  ])

export const upsMib: SimulatedMib = {
  objects: (ups, nowMs) => [...systemObjects(ups, nowMs, '1.3.6.1.2.1.33'), ...upsMibObjects(ups, nowMs)],
  set: (world, ups, oid, value) => {
    switch (oid) {
      case WRITABLE.upsShutdownAfterDelay:
        if (typeof value !== 'number') return 'wrong-type'
        if (value < -1) return 'wrong-value'
        return orderShutdown(world, ups, value === -1 ? null : value)
      case WRITABLE.upsAutoRestart:
        if (value !== 1 && value !== 2) return 'wrong-value'
        ups.autoRestart = value === 1
        return 'done'
      case WRITABLE.upsTestId:
        return typeof value === 'string' ? orderTest(world, ups, value) : 'wrong-type'
      case WRITABLE.upsShutdownType:
        return value === 1 ? 'done' : 'wrong-value'
      case WRITABLE.upsStartupAfterDelay:
        if (typeof value !== 'number' || value < -1) return 'wrong-value'
        return orderStartup(world, ups, value === -1 ? null : value)
      case WRITABLE.upsRebootWithDuration:
        if (value === -1) return orderShutdown(world, ups, null)
        if (typeof value !== 'number' || value < 0 || value > LONGEST_REBOOT_SECONDS) return 'wrong-value'
        return orderShutdown(world, ups, 0, { afterSeconds: value })
      default:
        return 'not-writable'
    }
  },
}
