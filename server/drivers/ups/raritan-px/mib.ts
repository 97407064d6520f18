import type { PduLayout } from '../../ups-protocols/pdu/layout'
import type { OutletSwitch } from '../../ups-protocols/pdu/outlet-switch'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject } from '../../ups-protocols/snmp/table'
import { trapsOf } from '../../ups-protocols/states/traps'

/** PDU-MIB, Raritan's first generation (Dominion PX). Of several inlets the first. */
const px = '1.3.6.1.4.1.13742.4'
const board = `${px}.1`

export const IDENTITY = {
  firmware: { name: 'firmwareVersion', oid: `${board}.1.1.0` },
  serial: { name: 'serialNumber', oid: `${board}.1.2.0` },
  // Meant for notifications only; some agents answer all the same.
  model: { name: 'objectName', oid: `${board}.1.12.0` },
} as const satisfies Record<string, MibObject>

export const OUTLET_COUNT: MibObject = { name: 'outletCount', oid: `${board}.2.1.0` }
export const INLET_CURRENT: MibObject = { name: 'inletCurrentRating', oid: `${board}.20.2.1.4.1` }

const lines = [['1'], ['2'], ['3']] as const
const line = (column: number, name: string, divisor: number) => ({
  name,
  oid: `${board}.21.2.1.${column}.1`,
  divisor,
  instances: lines,
  unknownAt: [],
})
const ofInlet = (column: number, name: string): MibObject => ({ name, oid: `${board}.20.2.1.${column}.1` })

const off = 0
const on = 1
const cycle = 2

const trippedAlarm = (row: number): string =>
  `Breaker ${row} has tripped: which outlets hang on it the PDU does not say, so hosts on this PDU may have lost this feed`

export const LAYOUT: PduLayout = {
  mibName: 'PDU-MIB',
  phases: { object: ofInlet(3, 'inletPoleCount'), counts: { 1: 1, 3: 3, 4: 3 } },
  inputs: { name: 'inletCount', oid: `${board}.20.1.0` },
  volts: { ...line(4, 'inletPoleVoltage', 1000), phase: PHASES.inputVolts },
  amperes: { ...line(3, 'inletPoleCurrent', 1000), phase: PHASES.outputAmperes },
  columns: [],
  readings: [
    { ...ofInlet(9, 'inletActivePower'), reading: 'outputWatts', divisor: 1 },
    { ...ofInlet(10, 'inletApparentPower'), reading: 'outputVoltAmperes', divisor: 1 },
  ],
  states: Array.from({ length: 12 }, (_, index) => index + 1).map((row) => ({
    object: { name: `circuitBreakerState.${row}`, oid: `${board}.5.2.1.3.${row}` },
    meanings: { 0: { word: 'ok' }, 1: { word: 'tripped', alarm: trippedAlarm(row) } },
  })),
  outlets: {
    name: { name: 'outletLabel', oid: `${board}.2.2.1.2` },
    state: { name: 'outletOperationalState', oid: `${board}.2.2.1.3` },
    rows: 24,
    states: { [off]: 'off', [on]: 'on' },
  },
}

/** One object is told and shows it. For how long a cycle keeps it off is set on the device. */
export const OUTLET_SWITCH: OutletSwitch = {
  command: () => LAYOUT.outlets.state,
  tell: { on, off, cycle },
  state: () => LAYOUT.outlets.state,
  shows: { on, off, cycling: cycle },
  rows: LAYOUT.outlets.rows,
  firstUnit: 1,
  units: 1,
}

export const TRAPS = trapsOf(px, [
  ['rebootStarted', 1, 'other'],
  ['rebootCompleted', 2, 'other'],
  ['powerControl', 23, 'other'],
  ['thresholdAlarm', 45, 'other'],
  ['outletGroupingConnectivityLost', 50, 'other'],
  ['circuitBreakerTripped', 51, 'output-off'],
  ['circuitBreakerRecovered', 52, 'other'],
])
