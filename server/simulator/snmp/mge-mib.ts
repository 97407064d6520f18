import { upsRuntimeSeconds } from '../world/power'
import type { UpsState } from '../world/state'
import type { SnmpValue } from './object-table'
import { upsMib, upsMibObjects } from './ups-mib'
import {
  batteryVolts,
  below,
  integer,
  loadPercent,
  NOMINAL_HERTZ,
  NOMINAL_VOLTS,
  orderSelfTest,
  ratedVoltAmperes,
  type SimulatedMib,
  systemObjects,
  tenths,
  text,
} from './simulated-mib'

/** MG-SNMP-UPS-MIB. Booleans are 1 yes, 2 no. These cards serve the standard's objects beside it, and switch their output through them. */
const MGE = '1.3.6.1.4.1.705.1'
export const MGE_WRITABLE = { upsmgTestBatteryCalibration: `${MGE}.10.4.0` } as const
/** As these cards start it. */
const START = 2

const yes = (given: boolean): SnmpValue => integer(given ? 1 : 2)

const values = (ups: UpsState): [string, SnmpValue][] => {
  const on = ups.output !== 'off'
  const onBattery = ups.output === 'battery'
  return [
    ['1.1.0', text('Simulated')],
    ['1.2.0', text(ups.config.model)],
    ['1.4.0', text('SIM 1.0')],
    ['1.7.0', text(`SIM${ups.config.name}`)],
    ['4.1.0', integer(ratedVoltAmperes(ups))],
    ['4.7.0', integer(ups.config.battery.lowRuntimeSeconds)],
    ['4.8.0', integer(20)],
    ['5.1.0', integer(upsRuntimeSeconds(ups))],
    ['5.2.0', integer(ups.chargeFraction * 100)],
    ['5.5.0', tenths(batteryVolts(ups))],
    ['5.7.0', integer(ups.celsius)],
    ['5.9.0', yes(false)],
    ['5.10.0', yes(false)],
    ['5.11.0', yes(false)],
    ['5.14.0', yes(ups.lowBattery)],
    ['5.15.0', yes(false)],
    ['5.16.0', yes(ups.lowBattery)],
    ['6.1.0', integer(1)],
    ['6.2.1.1.1', integer(1)],
    ['6.2.1.2.1', tenths(ups.input ? NOMINAL_VOLTS : 0)],
    ['6.2.1.3.1', tenths(ups.input ? NOMINAL_HERTZ : 0)],
    ['6.3.0', yes(!ups.input)],
    ['6.4.0', integer(ups.input ? 1 : 4)], // no, utility off
    ['7.1.0', integer(1)],
    ['7.2.1.1.1', integer(1)],
    ['7.2.1.2.1', tenths(on ? NOMINAL_VOLTS : 0)],
    ['7.2.1.3.1', tenths(on ? NOMINAL_HERTZ : 0)],
    ['7.2.1.4.1', integer(loadPercent(ups))],
    ['7.2.1.5.1', tenths(ups.loadWatts / NOMINAL_VOLTS)],
    ['7.3.0', yes(onBattery)],
    ['7.4.0', yes(false)],
    ['7.7.0', yes(!on)],
    ['7.8.0', yes(false)],
    ['7.9.0', yes(!on)],
    ['7.10.0', yes(ups.overloadSinceMs !== null)],
    ['7.12.0', yes(false)],
    ['10.4.0', integer(1)],
    // Of the newest test that ended; that one runs is not told here.
    ['10.11.0', integer({ passed: 1, failed: 2, aborted: 2, none: 5 }[ups.testResult])],
  ]
}

export const mgeMib: SimulatedMib = {
  objects: (ups, nowMs) => [...systemObjects(ups, nowMs, `${MGE}.2`), ...upsMibObjects(ups, nowMs), ...below(MGE, values(ups))],
  set: (world, ups, oid, value) => {
    if (oid !== MGE_WRITABLE.upsmgTestBatteryCalibration) return upsMib.set(world, ups, oid, value)
    return value === START ? orderSelfTest(world, ups) : 'wrong-value'
  },
}
