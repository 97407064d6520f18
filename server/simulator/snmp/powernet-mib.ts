import { upsRuntimeSeconds } from '../world/power'
import type { UpsState } from '../world/state'
import type { SnmpValue } from './object-table'
import { POWERNET_UPS, powerNetControls, setPowerNet } from './powernet-controls'
import {
  batteryVolts,
  below,
  gauge,
  integer,
  isTesting,
  loadPercent,
  NOMINAL_HERTZ,
  NOMINAL_VOLTS,
  secondsOnBattery,
  type SimulatedMib,
  systemObjects,
  text,
  ticks,
} from './simulated-mib'

/** PowerNet-MIB, the UPS subtree. Numbers in comments are the MIB's enumerations. */
const outputStatus = (ups: UpsState): number => {
  if (isTesting(ups)) return 15 // onBatteryTest
  switch (ups.output) {
    case 'mains':
      return 2 // onLine
    case 'battery':
      return 3 // onBattery
    case 'off':
      if (ups.startupAtMs !== null) return 8 // rebooting
      return ups.stayOff || !ups.autoRestart ? 7 : 11 // off, sleepingUntilPowerReturn
  }
}

/** 64 flags, the first at position 1. */
const stateFlags = (ups: UpsState): string => {
  const raised = new Set<number>([6, 19]) // serialCommunicationEstablished, on
  if (ups.output === 'battery' && !isTesting(ups)) raised.add(2)
  if (ups.lowBattery) raised.add(3)
  if (ups.output === 'mains') raised.add(4)
  if (isTesting(ups)) raised.add(29)
  if (ups.output === 'off') raised.add(18)
  if (ups.shutdownAtMs !== null) raised.add(22) // graceful shutdown
  return Array.from({ length: 64 }, (_, index) => (raised.has(index + 1) ? '1' : '0')).join('')
}

const failCause = (ups: UpsState): number => {
  if (isTesting(ups)) return 9 // selfTest
  return ups.lineBads === 0 ? 1 : 4 // noTransfer, blackout: it stays after the event
}

const diagnostics = (ups: UpsState): number => {
  if (isTesting(ups)) return 4 // testInProgress
  return { passed: 1, failed: 2, aborted: 3, none: 1 }[ups.testResult]
}

const values = (ups: UpsState, nowMs: number): [string, SnmpValue][] => {
  const on = ups.output !== 'off'
  const volts = ups.input ? NOMINAL_VOLTS : 0
  const outputVolts = on ? NOMINAL_VOLTS : 0
  const amperes = ups.loadWatts / NOMINAL_VOLTS
  return [
    ['1.1.1.0', text(ups.config.model)],
    ['1.1.2.0', text(ups.config.name)],
    ['1.2.1.0', text('SIM 1.0')],
    ['1.2.3.0', text(`SIM${ups.config.name}`)],
    ['2.1.1.0', integer(ups.lowBattery ? 3 : 2)],
    ['2.1.2.0', ticks(secondsOnBattery(ups, nowMs))],
    ['2.2.1.0', gauge(ups.chargeFraction * 100)],
    ['2.2.2.0', gauge(ups.celsius)],
    ['2.2.3.0', ticks(Math.floor(upsRuntimeSeconds(ups) / 60) * 60)],
    ['2.2.4.0', integer(1)],
    ['2.2.8.0', integer(batteryVolts(ups))],
    ['2.3.1.0', gauge(ups.chargeFraction * 1_000)],
    ['2.3.2.0', integer(ups.celsius * 10)],
    ['2.3.4.0', integer(batteryVolts(ups) * 10)],
    ['3.2.1.0', gauge(volts)],
    ['3.2.4.0', gauge(ups.input ? NOMINAL_HERTZ : 0)],
    ['3.2.5.0', integer(failCause(ups))],
    ['3.3.1.0', gauge(volts * 10)],
    ['3.3.4.0', gauge(ups.input ? NOMINAL_HERTZ * 10 : 0)],
    ['4.1.1.0', integer(outputStatus(ups))],
    ['4.2.1.0', gauge(outputVolts)],
    ['4.2.2.0', gauge(on ? NOMINAL_HERTZ : 0)],
    ['4.2.3.0', gauge(loadPercent(ups))],
    ['4.2.4.0', gauge(amperes)],
    ['4.2.8.0', integer(ups.loadWatts)],
    ['4.3.1.0', gauge(outputVolts * 10)],
    ['4.3.2.0', gauge(on ? NOMINAL_HERTZ * 10 : 0)],
    ['4.3.3.0', gauge(loadPercent(ups) * 10)],
    ['4.3.4.0', gauge(amperes * 10)],
    ['5.2.8.0', ticks(ups.config.battery.lowRuntimeSeconds)],
    ['7.2.2.0', integer(1)],
    ['7.2.3.0', integer(diagnostics(ups))],
    ['7.2.6.0', integer(1)],
    ['8.1.0', integer(1)],
    ['11.1.1.0', text(stateFlags(ups))],
    ...powerNetControls(ups),
  ]
}

export const powerNetMib: SimulatedMib = {
  objects: (ups, nowMs) => [...systemObjects(ups, nowMs, '1.3.6.1.4.1.318.1.3.27'), ...below(POWERNET_UPS, values(ups, nowMs))],
  set: setPowerNet,
}
