import type { PduLayout } from '../../ups-protocols/pdu/layout'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { ReadingObject } from '../../ups-protocols/snmp/table'
import type { Meaning, StateObject } from '../../ups-protocols/states/layout'
import { OUTLET, OUTLET_ROWS, outletState, poleCount } from './mib'
import { FIRST_PDU, inletSensor, outletSensor, PDU2, poleSensor, SENSOR, type Sensor, type SensorName } from './sensors'
import { currentSensor, protector, PROTECTORS, tripSensor, wiringOf } from './wiring'

export const POLES = ['1', '2', '3'] as const
/** Measured per line where it has three, else of the inlet only. */
export const PER_LINE = ['amperes', 'volts', 'voltsToNeutral', 'watts', 'voltAmperes'] as const satisfies readonly SensorName[]
const OF_INLET = ['amperes', 'volts', 'watts', 'voltAmperes', 'hertz'] as const satisfies readonly SensorName[]
export const sensorsOf = (pdu: number): readonly Sensor[] => [
  ...OF_INLET.map((name) => inletSensor(pdu, name)),
  ...POLES.flatMap((pole) => PER_LINE.map((name) => poleSensor(pdu, name, pole))),
]

const BELOW_LOWER_CRITICAL = 2
const limits = (of: string, above: readonly ['overload'] | readonly []): Readonly<Record<number, Meaning>> => ({
  [-1]: { word: 'unavailable' },
  [BELOW_LOWER_CRITICAL]: { word: 'belowLowerCritical', alarm: `${of} is below its limit` },
  3: { word: 'belowLowerWarning', alarm: `${of} is low` },
  4: { word: 'normal' },
  5: { word: 'aboveUpperWarning', alarm: `${of} is high` },
  6: { word: 'aboveUpperCritical', flags: above, alarm: `${of} is above its limit` },
})

const inletState = (pdu: number, name: SensorName, of: string, above: readonly ['overload'] | readonly [] = []): StateObject => ({
  object: inletSensor(pdu, name).state,
  meanings: limits(`The ${of} of its inlet`, above),
})

const statesOf = (pdu: number): readonly StateObject[] => [
  inletState(pdu, 'amperes', 'current', ['overload']),
  inletState(pdu, 'volts', 'voltage'),
  inletState(pdu, 'watts', 'power', ['overload']),
  inletState(pdu, 'voltAmperes', 'apparent power', ['overload']),
  inletState(pdu, 'hertz', 'frequency'),
  ...POLES.flatMap((pole) => [
    { object: poleSensor(pdu, 'amperes', pole).state, meanings: limits(`The current of line ${pole}`, ['overload']) },
    { object: poleSensor(pdu, 'volts', pole).state, meanings: limits(`The voltage of line ${pole}`, []) },
  ]),
  ...PROTECTORS.flatMap((row) => [
    {
      object: protector(pdu, row, tripSensor),
      meanings: {
        [-1]: { word: 'unavailable' },
        0: { word: 'open' },
        1: { word: 'closed' },
      },
    },
    { object: protector(pdu, row, currentSensor), meanings: limits(`The current of breaker ${row}`, ['overload']) },
  ]),
]

/** In thousandths, which `inThousandths` makes of whatever each sensor is measured in. */
const perLine = (pdu: number, of: readonly SensorName[]) => ({
  name: `measurementsInletPoleSensorValue ${of[0] ?? ''}`,
  oid: `${PDU2}.5.2.4.1.4.${pdu}.1`,
  divisor: 1000,
  unknownAt: [],
  instances: POLES.map((pole) => of.map((name) => `${pole}.${SENSOR[name].type}`)),
})

const ofInlet = (pdu: number, name: SensorName, reading: ReadingObject['reading']): ReadingObject => ({
  ...inletSensor(pdu, name).value,
  reading,
  divisor: 1000,
  unknownAt: [],
})

export const layoutOf = (pdu: number, outletRows = OUTLET_ROWS): PduLayout => ({
  mibName: 'PDU2-MIB',
  // Two poles are one phase; of four the last is neutral.
  phases: { object: poleCount(pdu), counts: { 2: 1, 3: 3, 4: 3, 5: 3 } },
  inputs: { name: 'inletCount', oid: `${PDU2}.3.2.2.1.2.${pdu}` },
  volts: { ...perLine(pdu, ['voltsToNeutral', 'volts']), phase: PHASES.inputVolts },
  amperes: { ...perLine(pdu, ['amperes']), phase: PHASES.outputAmperes },
  columns: [
    { ...perLine(pdu, ['watts']), phase: PHASES.outputWatts },
    { ...perLine(pdu, ['voltAmperes']), phase: PHASES.outputVoltAmperes },
  ],
  readings: [
    ofInlet(pdu, 'watts', 'outputWatts'),
    ofInlet(pdu, 'voltAmperes', 'outputVoltAmperes'),
    ofInlet(pdu, 'hertz', 'inputHertz'),
  ],
  states: statesOf(pdu),
  outlets: {
    name: { name: 'outletName', oid: `${PDU2}.3.5.3.1.3.${pdu}` },
    state: outletState(pdu),
    rows: outletRows,
    states: { [OUTLET.on]: 'on', [OUTLET.off]: 'off' },
  },
  outletWatts: {
    watts: (row) => outletSensor(pdu, 'watts', row).value,
    divisor: 1000,
    scales: (row) => [outletSensor(pdu, 'watts', row).digits],
    name: null,
  },
  wiring: wiringOf(pdu),
  // Without voltage nothing has a frequency.
  deadInputSigns: [{ object: inletSensor(pdu, 'hertz').state, at: [BELOW_LOWER_CRITICAL] }],
})

export const LAYOUT = layoutOf(FIRST_PDU)
