import type { PduLayout } from '../../ups-protocols/pdu/layout'
import type { OutletSwitch } from '../../ups-protocols/pdu/outlet-switch'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject, ReadingObject } from '../../ups-protocols/snmp/table'
import type { Meaning, StateObject } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'
import { inletSensor, PDU2, poleSensor, SENSOR, type Sensor, type SensorName } from './sensors'

export const IDENTITY = {
  manufacturer: { name: 'pduManufacturer', oid: `${PDU2}.3.2.1.1.2.1` },
  model: { name: 'pduModel', oid: `${PDU2}.3.2.1.1.3.1` },
  serial: { name: 'pduSerialNumber', oid: `${PDU2}.3.2.1.1.4.1` },
  firmware: { name: 'boardFirmwareVersion', oid: `${PDU2}.3.2.3.1.6.1.1.1` },
} as const satisfies Record<string, MibObject>

export const PDU_COUNT: MibObject = { name: 'pduCount', oid: `${PDU2}.3.1.0` }
export const POLE_COUNT: MibObject = { name: 'inletPoleCount', oid: `${PDU2}.3.3.3.1.5.1.1` }

export const POLES = ['1', '2', '3'] as const
/** Measured per line where it has three, else of the inlet only. */
export const PER_LINE = ['amperes', 'volts', 'voltsToNeutral', 'watts', 'voltAmperes'] as const satisfies readonly SensorName[]
export const INLET_SENSORS: readonly Sensor[] = (['amperes', 'volts', 'watts', 'voltAmperes', 'hertz'] as const).map(inletSensor)
export const POLE_SENSORS: readonly Sensor[] = POLES.flatMap((pole) => PER_LINE.map((name) => poleSensor(name, pole)))

const limits = (of: string, above: readonly ['overload'] | readonly []): Readonly<Record<number, Meaning>> => ({
  [-1]: { word: 'unavailable' },
  2: { word: 'belowLowerCritical', alarm: `${of} is below its limit` },
  3: { word: 'belowLowerWarning', alarm: `${of} is low` },
  4: { word: 'normal' },
  5: { word: 'aboveUpperWarning', alarm: `${of} is high` },
  6: { word: 'aboveUpperCritical', flags: above, alarm: `${of} is above its limit` },
})

const inletState = (name: SensorName, of: string, above: readonly ['overload'] | readonly [] = []): StateObject => ({
  object: inletSensor(name).state,
  meanings: limits(`The ${of} of its inlet`, above),
})

/** Overcurrent protectors: breakers and fuses. */
const PROTECTORS = Array.from({ length: 12 }, (_, index) => index + 1)
const tripSensor = 15
const currentSensor = 1
const protector = (row: number, sensor: number): MibObject => ({
  name: `measurementsOverCurrentProtectorSensorState.${row}.${sensor}`,
  oid: `${PDU2}.5.3.3.1.3.1.${row}.${sensor}`,
})

const states: readonly StateObject[] = [
  inletState('amperes', 'current', ['overload']),
  inletState('volts', 'voltage'),
  inletState('watts', 'power', ['overload']),
  inletState('voltAmperes', 'apparent power', ['overload']),
  inletState('hertz', 'frequency'),
  ...POLES.flatMap((pole) => [
    { object: poleSensor('amperes', pole).state, meanings: limits(`The current of line ${pole}`, ['overload']) },
    { object: poleSensor('volts', pole).state, meanings: limits(`The voltage of line ${pole}`, []) },
  ]),
  ...PROTECTORS.flatMap((row) => [
    {
      object: protector(row, tripSensor),
      meanings: {
        [-1]: { word: 'unavailable' },
        0: { word: 'open', alarm: `Breaker ${row} is open: its outlets have no power` },
        1: { word: 'closed' },
      },
    },
    { object: protector(row, currentSensor), meanings: limits(`The current of breaker ${row}`, ['overload']) },
  ]),
]

/** In thousandths, which `inThousandths` makes of whatever each sensor is measured in. */
const perLine = (of: readonly SensorName[]) => ({
  name: `measurementsInletPoleSensorValue ${of[0] ?? ''}`,
  oid: `${PDU2}.5.2.4.1.4.1.1`,
  divisor: 1000,
  unknownAt: [],
  instances: POLES.map((pole) => of.map((name) => `${pole}.${SENSOR[name].type}`)),
})

const ofInlet = (name: SensorName, reading: ReadingObject['reading']): ReadingObject => ({
  ...inletSensor(name).value,
  reading,
  divisor: 1000,
  unknownAt: [],
})

const on = 7
const off = 8

export const LAYOUT: PduLayout = {
  mibName: 'PDU2-MIB',
  // Two poles are one phase; of four the last is neutral.
  phases: { object: POLE_COUNT, counts: { 2: 1, 3: 3, 4: 3, 5: 3 } },
  inputs: { name: 'inletCount', oid: `${PDU2}.3.2.2.1.2.1` },
  linked: PDU_COUNT,
  volts: { ...perLine(['voltsToNeutral', 'volts']), phase: PHASES.inputVolts },
  amperes: { ...perLine(['amperes']), phase: PHASES.outputAmperes },
  columns: [
    { ...perLine(['watts']), phase: PHASES.outputWatts },
    { ...perLine(['voltAmperes']), phase: PHASES.outputVoltAmperes },
  ],
  readings: [ofInlet('watts', 'outputWatts'), ofInlet('voltAmperes', 'outputVoltAmperes'), ofInlet('hertz', 'inputHertz')],
  states,
  outlets: {
    name: { name: 'outletName', oid: `${PDU2}.3.5.3.1.3.1` },
    state: { name: 'outletSwitchingState', oid: `${PDU2}.4.1.2.1.3.1` },
    rows: 48,
    states: { [on]: 'on', [off]: 'off' },
  },
}

/** For how long a cycle keeps it off is set on the device. */
export const OUTLET_SWITCH: OutletSwitch = {
  command: { name: 'switchingOperation', oid: `${PDU2}.4.1.2.1.2.1` },
  tell: { off: 0, on: 1, cycle: 2 },
  state: LAYOUT.outlets.state,
  shows: { on, off },
  rows: LAYOUT.outlets.rows,
}

export const TRAPS = trapsOf(PDU2, [
  ['systemStarted', 1, 'other'],
  ['systemReset', 2, 'other'],
  ['powerControl', 23, 'other'],
  ['inletSensorStateChange', 61, 'other'],
  ['inletPoleSensorStateChange', 62, 'other'],
  ['outletSensorStateChange', 63, 'other'],
  ['outletPoleSensorStateChange', 64, 'other'],
  ['overCurrentProtectorSensorStateChange', 65, 'overload'],
  ['externalSensorStateChange', 66, 'other'],
  ['loadSheddingModeEntered', 71, 'output-off'],
  ['loadSheddingModeExited', 72, 'other'],
  ['transferSwitchSensorStateChange', 86, 'other'],
  ['inletEnabled', 92, 'other'],
  ['inletDisabled', 93, 'output-off'],
  ['unitSensorStateChange', 102, 'other'],
  ['hwFailureStatusChanged', 117, 'other'],
  ['outletGroupPowerControl', 123, 'other'],
  ['outletSuspended', 137, 'output-off'],
  ['inletDipEvent', 151, 'other'],
])
