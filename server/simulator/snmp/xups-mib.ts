import { upsRuntimeSeconds } from '../world/power'
import type { UpsState } from '../world/state'
import type { SnmpValue } from './object-table'
import {
  batteryVolts,
  below,
  gauge,
  integer,
  isTesting,
  loadPercent,
  NOMINAL_HERTZ,
  NOMINAL_VOLTS,
  orderSelfTest,
  orderShutdown,
  orderStartup,
  secondsTo,
  type SimulatedMib,
  systemObjects,
  text,
} from './simulated-mib'

/** XUPS-MIB (Powerware). Numbers in comments are the MIB's enumerations. */
const XUPS = '1.3.6.1.4.1.534.1'
export const XUPS_WRITABLE = {
  xupsTestBattery: `${XUPS}.8.1.0`,
  xupsControlOutputOffDelay: `${XUPS}.9.1.0`,
  xupsControlOutputOnDelay: `${XUPS}.9.2.0`,
  xupsLoadShedSecsWithRestart: `${XUPS}.9.6.0`,
} as const

const outputSource = (ups: UpsState): number => {
  switch (ups.output) {
    case 'mains':
      return 3 // normal
    case 'battery':
      return 5 // battery
    case 'off':
      return 2 // none
  }
}

/** xupsBatteryAbmStatus. */
const abmStatus = (ups: UpsState): number => {
  if (isTesting(ups)) return 7 // under test
  if (ups.output === 'battery') return 2 // discharging
  return ups.chargeFraction < 1 ? 1 : 3 // charging, floating
}

const testResult = (ups: UpsState): number => {
  if (isTesting(ups)) return 4 // in progress
  return { passed: 2, failed: 3, aborted: 6, none: 1 }[ups.testResult]
}

const alarms = (ups: UpsState): [string, SnmpValue][] => {
  const raised = [
    ...(ups.output === 'battery' && !isTesting(ups) ? [3] : []), // on battery
    ...(ups.lowBattery ? [4] : []), // low battery
    ...(ups.input ? [] : [6]), // input out of tolerance
  ]
  return [
    ['7.1.0', gauge(raised.length)],
    // The conditions themselves, 1 yes, 2 no: the MIB gives them no value, but NUT asks for them.
    ['7.3', integer(raised.includes(3) ? 1 : 2)],
    ['7.4', integer(raised.includes(4) ? 1 : 2)],
    ...raised.flatMap((number, index): [string, SnmpValue][] => [
      [`7.2.1.1.${index + 1}`, integer(index + 1)],
      [`7.2.1.2.${index + 1}`, { type: 'oid', value: `${XUPS}.7.${number}` }],
    ]),
  ]
}

const values = (ups: UpsState): [string, SnmpValue][] => {
  const on = ups.output !== 'off'
  return [
    ['1.1.0', text('Simulated')],
    ['1.2.0', text(ups.config.model)],
    ['1.3.0', text('SIM 1.0')],
    ['2.1.0', integer(upsRuntimeSeconds(ups))],
    ['2.2.0', integer(batteryVolts(ups))],
    ['2.3.0', integer(ups.output === 'battery' ? ups.loadWatts / batteryVolts(ups) : 0)],
    ['2.4.0', integer(ups.chargeFraction * 100)],
    ['2.5.0', integer(abmStatus(ups))],
    ['3.1.0', integer(ups.input ? NOMINAL_HERTZ * 10 : 0)],
    ['3.2.0', { type: 'counter', value: ups.lineBads }],
    ['3.3.0', integer(1)],
    ['3.4.1.1.1', integer(1)],
    ['3.4.1.2.1', integer(ups.input ? NOMINAL_VOLTS : 0)],
    ['3.5.0', integer(ups.input ? 3 : 2)], // primary utility, none
    ['4.1.0', integer(loadPercent(ups))],
    ['4.2.0', integer(on ? NOMINAL_HERTZ * 10 : 0)],
    ['4.3.0', integer(1)],
    ['4.4.1.1.1', integer(1)],
    ['4.4.1.2.1', integer(on ? NOMINAL_VOLTS : 0)],
    ['4.4.1.3.1', integer(ups.loadWatts / NOMINAL_VOLTS)],
    ['4.4.1.4.1', integer(ups.loadWatts)],
    ['4.5.0', integer(outputSource(ups))],
    ['6.1.0', integer(ups.celsius)],
    ...alarms(ups),
    ['8.1.0', integer(2)],
    ['8.2.0', integer(testResult(ups))],
    ['10.1.0', integer(NOMINAL_VOLTS)],
    ['10.2.0', integer(NOMINAL_VOLTS)],
    ['10.3.0', integer(ups.config.ratedWatts)],
    ['10.4.0', integer(NOMINAL_HERTZ * 10)],
  ]
}

const controls = (ups: UpsState, nowMs: number): [string, SnmpValue][] => [
  ['9.1.0', integer(ups.stayOff ? secondsTo(ups.shutdownAtMs, nowMs, -1) : -1)],
  ['9.2.0', integer(secondsTo(ups.startupAtMs, nowMs, -1))],
  ['9.6.0', integer(ups.stayOff ? -1 : secondsTo(ups.shutdownAtMs, nowMs, -1))],
]

export const xupsMib: SimulatedMib = {
  objects: (ups, nowMs) => [...systemObjects(ups, nowMs, XUPS), ...below(XUPS, [...values(ups), ...controls(ups, nowMs)])],
  set: (world, ups, oid, value) => {
    switch (oid) {
      case XUPS_WRITABLE.xupsTestBattery:
        return value === 1 ? orderSelfTest(world, ups) : 'wrong-value'
      case XUPS_WRITABLE.xupsControlOutputOffDelay:
        // Seconds; 0 aborts a countdown: the opposite of UPS-MIB.
        if (typeof value !== 'number' || value < 0) return 'wrong-value'
        // What counts down to a restart goes on: nothing stops it.
        if (value === 0) return ups.stayOff ? orderShutdown(world, ups, null) : 'done'
        return orderShutdown(world, ups, value, 'stay-off')
      case XUPS_WRITABLE.xupsControlOutputOnDelay:
        if (typeof value !== 'number' || value < 0) return 'wrong-value'
        return orderStartup(world, ups, value === 0 ? null : value)
      case XUPS_WRITABLE.xupsLoadShedSecsWithRestart:
        if (typeof value !== 'number' || value < 0) return 'wrong-value'
        return orderShutdown(world, ups, value)
      default:
        return 'not-writable'
    }
  },
}
