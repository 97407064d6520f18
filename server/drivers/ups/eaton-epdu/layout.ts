import type { PduLayout } from '../../ups-protocols/pdu/layout'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject } from '../../ups-protocols/snmp/table'
import type { Meaning, StateObject } from '../../ups-protocols/states/layout'
import { communication, EPDU, FIRST_UNIT, ofUnit, OUTLET, OUTLET_ROWS, outletStatus } from './mib'
import { groupBreaker, GROUPS, wiringOf } from './wiring'

/** Of the first input; rows are its lines. */
type OfInput = (table: number, column: number, name: string) => MibObject

const lines = ['1', '2', '3'].map((line) => [line])
/** Thousandths, of which -1 alone stands for "not measured". */
const milli = { divisor: 1000, instances: lines, unknownAt: [-1] } as const
const whole = { divisor: 1, instances: lines, unknownAt: [-1] } as const

const threshold = (of: string, above: readonly ['overload'] | readonly [] = []): Readonly<Record<number, Meaning>> => ({
  [-1]: { word: 'not available' },
  0: { word: 'good' },
  1: { word: 'lowWarning', alarm: `${of} is low` },
  2: { word: 'lowCritical', alarm: `${of} is below its limit` },
  3: { word: 'highWarning', alarm: `${of} is high` },
  4: { word: 'highCritical', flags: above, alarm: `${of} is above its limit` },
})

const rowsOf = (count: number, object: MibObject, meanings: (row: string) => StateObject['meanings']): readonly StateObject[] =>
  Array.from({ length: count }, (_, index) => String(index + 1)).map((row) => ({
    object: { name: `${object.name}.${row}`, oid: `${object.oid}.${row}` },
    meanings: meanings(row),
  }))

const statesOf = (unit: number, ofInput: OfInput): readonly StateObject[] => [
  { object: communication(unit), meanings: { 0: { word: 'good' }, 1: { word: 'communicationLost', contactLost: true } } },
  {
    object: ofUnit(unit, 31, 'internalStatus'),
    meanings: { 0: { word: 'good' }, 1: { word: 'internalFailure', flags: ['fault'], alarm: 'It has failed inside' } },
  },
  {
    object: ofUnit(unit, 32, 'strappingStatus'),
    meanings: { 0: { word: 'good' }, 1: { word: 'communicationLost', alarm: 'It no longer hears a PDU that is strapped to it' } },
  },
  {
    object: ofInput(1, 4, 'inputFrequencyStatus'),
    meanings: { 0: { word: 'good' }, 1: { word: 'outOfRange', alarm: 'The frequency of its input is out of range' } },
  },
  ...rowsOf(3, ofInput(2, 4, 'inputVoltageThStatus'), (row) => threshold(`The voltage of input line ${row}`)),
  ...rowsOf(4, ofInput(3, 5, 'inputCurrentThStatus'), (row) => threshold(`The current of input line ${row}`, ['overload'])),
  ...rowsOf(GROUPS, groupBreaker(unit), () => ({
    0: { word: 'notApplicable' },
    1: { word: 'breakerOn' },
    2: { word: 'breakerOff' },
  })),
  ...rowsOf(GROUPS, { name: 'groupCurrentThStatus', oid: `${EPDU}.5.4.1.4.${unit}` }, (row) =>
    threshold(`The current of section ${row}`, ['overload']),
  ),
]

export const layoutOf = (unit: number, outletRows = OUTLET_ROWS): PduLayout => {
  const ofInput: OfInput = (table, column, name) => ({ name, oid: `${EPDU}.3.${table}.1.${column}.${unit}.1` })
  return {
    mibName: 'EATON-EPDU-MIB',
    // Single, split, delta and wye.
    phases: { object: ofInput(1, 2, 'inputType'), counts: { 1: 1, 2: 2, 3: 3, 4: 3 } },
    inputs: ofUnit(unit, 20, 'inputCount'),
    volts: { ...ofInput(2, 3, 'inputVoltage'), ...milli, phase: PHASES.inputVolts },
    amperes: { ...ofInput(3, 4, 'inputCurrent'), ...milli, phase: PHASES.outputAmperes },
    columns: [
      { ...ofInput(3, 11, 'inputCurrentPercentLoad'), ...whole, phase: PHASES.loadPercent },
      { ...ofInput(4, 3, 'inputVA'), ...whole, phase: PHASES.outputVoltAmperes },
      { ...ofInput(4, 4, 'inputWatts'), ...whole, phase: PHASES.outputWatts },
    ],
    readings: [
      { ...ofInput(1, 3, 'inputFrequency'), reading: 'inputHertz', divisor: 10 },
      { ...ofInput(5, 3, 'inputTotalVA'), reading: 'outputVoltAmperes', divisor: 1 },
      { ...ofInput(5, 4, 'inputTotalWatts'), reading: 'outputWatts', divisor: 1 },
      { ...ofInput(5, 9, 'inputPowerCapacity'), reading: 'nominalVoltAmperes', divisor: 1 },
    ],
    states: statesOf(unit, ofInput),
    outlets: {
      name: { name: 'outletName', oid: `${EPDU}.6.1.1.3.${unit}` },
      state: outletStatus(unit),
      rows: outletRows,
      // What is pending has not been done.
      states: { [OUTLET.off]: 'off', [OUTLET.on]: 'on', [OUTLET.pendingOff]: 'on', [OUTLET.pendingOn]: 'off' },
    },
    outletWatts: {
      watts: (row) => ({ name: 'outletWatts', oid: `${EPDU}.6.5.1.3.${unit}.${row}` }),
      divisor: 1,
      scales: () => [],
      name: null,
    },
    wiring: wiringOf(unit),
    deadInputSigns: [{ object: ofInput(1, 4, 'inputFrequencyStatus'), at: [1] }],
  }
}

export const LAYOUT = layoutOf(FIRST_UNIT)
