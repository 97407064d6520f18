import type { PduLayout } from '../../ups-protocols/pdu/layout'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject } from '../../ups-protocols/snmp/table'
import type { Meaning, StateObject } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'

/** EATON-EPDU-MIB (managed, switched and metered ePDUs of the third generation). */
const epdu = '1.3.6.1.4.1.534.6.6.7'
/** Of several that are strapped together the first, which is 0. */
const unit = 0

const ofUnit = (column: number, name: string): MibObject => ({ name, oid: `${epdu}.1.2.1.${column}.${unit}` })

export const IDENTITY = {
  product: ofUnit(2, 'productName'),
  part: ofUnit(3, 'partNumber'),
  serial: ofUnit(4, 'serialNumber'),
  firmware: ofUnit(5, 'firmwareVersion'),
} as const satisfies Record<string, MibObject>

export const COMMUNICATION: MibObject = ofUnit(30, 'communicationStatus')

const lines = ['1', '2', '3'].map((line) => [line])
/** Of the first input; rows are its lines. */
const ofInput = (table: number, column: number, name: string): MibObject => ({
  name,
  oid: `${epdu}.3.${table}.1.${column}.${unit}.1`,
})
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

const states: readonly StateObject[] = [
  { object: COMMUNICATION, meanings: { 0: { word: 'good' }, 1: { word: 'communicationLost', contactLost: true } } },
  {
    object: ofUnit(31, 'internalStatus'),
    meanings: { 0: { word: 'good' }, 1: { word: 'internalFailure', flags: ['fault'], alarm: 'It has failed inside' } },
  },
  {
    object: ofUnit(32, 'strappingStatus'),
    meanings: { 0: { word: 'good' }, 1: { word: 'communicationLost', alarm: 'It no longer hears a PDU that is strapped to it' } },
  },
  {
    object: ofInput(1, 4, 'inputFrequencyStatus'),
    meanings: { 0: { word: 'good' }, 1: { word: 'outOfRange', alarm: 'The frequency of its input is out of range' } },
  },
  ...rowsOf(3, ofInput(2, 4, 'inputVoltageThStatus'), (row) => threshold(`The voltage of input line ${row}`)),
  ...rowsOf(4, ofInput(3, 5, 'inputCurrentThStatus'), (row) => threshold(`The current of input line ${row}`, ['overload'])),
  // Breakers and sections; one of three phases has up to twelve.
  ...rowsOf(12, { name: 'groupBreakerStatus', oid: `${epdu}.5.1.1.5.${unit}` }, (row) => ({
    0: { word: 'notApplicable' },
    1: { word: 'breakerOn' },
    2: { word: 'breakerOff', alarm: `Breaker ${row} is off: its outlets have no power` },
  })),
  ...rowsOf(12, { name: 'groupCurrentThStatus', oid: `${epdu}.5.4.1.4.${unit}` }, (row) =>
    threshold(`The current of section ${row}`, ['overload']),
  ),
]

const outletControl = (column: number, name: string): MibObject => ({ name, oid: `${epdu}.6.6.1.${column}.${unit}` })

export const OUTLET = { off: 0, on: 1, pendingOff: 2, pendingOn: 3 } as const

export const LAYOUT: PduLayout = {
  mibName: 'EATON-EPDU-MIB',
  // Single, split, delta and wye.
  phases: { object: ofInput(1, 2, 'inputType'), counts: { 1: 1, 2: 2, 3: 3, 4: 3 } },
  inputs: ofUnit(20, 'inputCount'),
  linked: { name: 'unitsPresent', oid: `${epdu}.1.1.0` },
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
  states,
  outlets: {
    name: { name: 'outletName', oid: `${epdu}.6.1.1.3.${unit}` },
    state: outletControl(2, 'outletControlStatus'),
    rows: 48,
    // What is pending has not been done.
    states: { [OUTLET.off]: 'off', [OUTLET.on]: 'on', [OUTLET.pendingOff]: 'on', [OUTLET.pendingOn]: 'off' },
  },
}

/** Each takes the seconds to wait, and shows what is left of them; -1 is "none", and cancels. */
export const CONTROL = {
  outletOff: outletControl(3, 'outletControlOffCmd'),
  outletOn: outletControl(4, 'outletControlOnCmd'),
  outletReboot: outletControl(5, 'outletControlRebootCmd'),
} as const satisfies Record<string, MibObject>

export const TRAPS = trapsOf(epdu, [
  ['notifyBootUp', 4, 'other'],
  ['notifyInputVoltageThStatus', 11, 'other'],
  ['notifyInputCurrentThStatus', 12, 'overload'],
  ['notifyInputFrequencyStatus', 13, 'other'],
  ['notifyGroupVoltageThStatus', 21, 'other'],
  ['notifyGroupCurrentThStatus', 22, 'overload'],
  ['notifyGroupBreakerStatus', 23, 'output-off'],
  ['notifyOutletVoltageThStatus', 31, 'other'],
  ['notifyOutletCurrentThStatus', 32, 'overload'],
  ['notifyOutletControlStatus', 33, 'other'],
  ['notifyTemperatureThStatus', 41, 'other'],
  ['notifyHumidityThStatus', 42, 'other'],
  ['notifyContactState', 43, 'other'],
  ['notifyProbeStatus', 44, 'other'],
  ['notifyCommunicationStatus', 51, 'contact-lost'],
  ['notifyInternalStatus', 52, 'other'],
  ['notifyTest', 53, 'other'],
  ['notifyStrappingStatus', 54, 'other'],
])
