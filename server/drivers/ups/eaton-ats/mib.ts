import type { InputLabel } from '../../../domain/ups'
import type { MibObject, ReadingObject } from '../../ups-protocols/snmp/table'
import type { StateObject } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'

/** EATON-ATS2-MIB (the transfer switches of 16 and 30 A with a network card). */
const ats = '1.3.6.1.4.1.534.10.2'
export const MIB_NAME = 'EATON-ATS2-MIB'

export const IDENTITY = {
  manufacturer: { name: 'ats2IdentManufacturer', oid: `${ats}.1.1.0` },
  model: { name: 'ats2IdentModel', oid: `${ats}.1.2.0` },
  firmware: { name: 'ats2IdentFWVersion', oid: `${ats}.1.3.0` },
  serial: { name: 'ats2IdentSerialNumber', oid: `${ats}.1.5.0` },
  card: { name: 'ats2IdentAgentVersion', oid: `${ats}.1.7.0` },
} as const satisfies Record<string, MibObject>

/** Which of its sources it goes back to when both are fine. */
export const PREFERRED: MibObject = { name: 'ats2ConfigPreferred', oid: `${ats}.4.5.0` }

/** Rows of the tables of its two sources, which the rest of the product calls inputs A and B. */
export const SOURCES = [
  ['A', 1],
  ['B', 2],
] as const satisfies readonly (readonly [InputLabel, number])[]

export const POWERED = { no: 1, yes: 2 } as const
export const MODE = { off: 3, source1: 4, source2: 5 } as const
export const INPUT_STATE = { outOfRange: 1, fine: 2, derated: 3, badWaveform: 4 } as const

const failure = (place: string, name: string, alarm: string): StateObject => ({
  object: { name, oid: `${ats}.${place}` },
  meanings: { 1: { word: 'good' }, 2: { word: 'internalFailure', flags: ['fault'], alarm } },
})

export const STATES = {
  mode: {
    object: { name: 'ats2OperationMode', oid: `${ats}.2.4.0` },
    meanings: {
      1: { word: 'initialization', alarm: 'It is starting' },
      2: { word: 'diagnosis', alarm: 'It is testing itself' },
      [MODE.off]: { word: 'off', alarm: 'It is switched off' },
      [MODE.source1]: { word: 'source1' },
      [MODE.source2]: { word: 'source2' },
      6: { word: 'safe', flags: ['fault'], alarm: 'It is in its safe mode' },
      7: { word: 'fault', flags: ['fault'], alarm: 'It has a fault' },
    },
  },
  output: {
    object: { name: 'ats2StatusOutput', oid: `${ats}.3.3.2.0` },
    meanings: {
      [POWERED.no]: { word: 'outputNotPowered', alarm: 'Its output has no voltage' },
      [POWERED.yes]: { word: 'outputPowered' },
    },
  },
  communication: {
    object: { name: 'ats2StatusCommunicationLost', oid: `${ats}.3.3.6.0` },
    meanings: { 1: { word: 'good' }, 2: { word: 'communicationLost', contactLost: true } },
  },
  internal: failure('3.3.1.0', 'ats2StatusInternalFailure', 'It has failed inside'),
  overload: {
    object: { name: 'ats2StatusOverload', oid: `${ats}.3.3.3.0` },
    meanings: {
      1: { word: 'noOverload' },
      2: { word: 'warningOverload', alarm: 'The load is near its limit' },
      3: { word: 'criticalOverload', flags: ['overload'], alarm: 'The load is above its limit' },
    },
  },
  temperature: {
    object: { name: 'ats2StatusOverTemperature', oid: `${ats}.3.3.4.0` },
    meanings: { 1: { word: 'noOverTemperature' }, 2: { word: 'overTemperature', flags: ['overheated'], alarm: 'It is too hot' } },
  },
  shortCircuit: {
    object: { name: 'ats2StatusShortCircuit', oid: `${ats}.3.3.5.0` },
    meanings: {
      1: { word: 'noShortCircuit' },
      2: { word: 'shortCircuit', flags: ['fault'], alarm: 'Its output is short-circuited' },
    },
  },
  configuration: {
    object: { name: 'ats2StatusConfigurationFailure', oid: `${ats}.3.3.7.0` },
    meanings: { 1: { word: 'good' }, 2: { word: 'configurationFailure', alarm: 'Its configuration is damaged' } },
  },
  phases: {
    object: { name: 'ats2InputStatusDephasing', oid: `${ats}.3.1.1.0` },
    meanings: { 1: { word: 'normal' }, 2: { word: 'outOfRange', alarm: 'The phases of its sources are not in step' } },
  },
} as const satisfies Record<string, StateObject>

const inputState = (label: InputLabel, row: number) =>
  ({
    state: {
      object: { name: `ats2InputStatusGood.${row}`, oid: `${ats}.3.2.1.3.${row}` },
      meanings: {
        [INPUT_STATE.outOfRange]: { word: 'voltageOrFreqOutofRange', alarm: `Source ${label} has failed` },
        [INPUT_STATE.fine]: { word: 'voltageAndFreqNormalRange' },
        [INPUT_STATE.derated]: { word: 'voltageDeratedRange', alarm: `The voltage of source ${label} is at its limit` },
        [INPUT_STATE.badWaveform]: { word: 'waveformNok', alarm: `The waveform of source ${label} is distorted` },
      },
    },
    failure: failure(
      `3.2.1.4.${row}`,
      `ats2InputStatusInternalFailure.${row}`,
      `Its part that switches source ${label} has failed`,
    ),
    readings: [
      { name: `ats2InputVoltage.${row}`, oid: `${ats}.2.2.1.2.${row}`, reading: 'inputVolts', divisor: 10 },
      { name: `ats2InputFrequency.${row}`, oid: `${ats}.2.2.1.3.${row}`, reading: 'inputHertz', divisor: 10 },
    ],
  }) as const satisfies { state: StateObject; failure: StateObject; readings: readonly ReadingObject[] }

export const INPUT = { A: inputState(...SOURCES[0]), B: inputState(...SOURCES[1]) } as const

export const OUTPUT: readonly ReadingObject[] = [
  { name: 'ats2OutputVoltage', oid: `${ats}.2.3.1.0`, reading: 'outputVolts', divisor: 10 },
  { name: 'ats2OutputCurrent', oid: `${ats}.2.3.2.0`, reading: 'outputAmperes', divisor: 10 },
]

export const ALL_STATES: readonly StateObject[] = [
  ...Object.values(STATES),
  ...Object.values(INPUT).flatMap(({ state, failure: broken }) => [state, broken]),
]

export const TRAPS = trapsOf(`${ats}.10`, [
  ['ats2TrapCommunicationLost', 1, 'contact-lost'],
  ['ats2TrapCommunicationRecovered', 2, 'contact-restored'],
  ['ats2TrapOutputPowered', 3, 'other'],
  ['ats2TrapOutputNotPowered', 4, 'output-off'],
  ['ats2TrapOverload', 5, 'overload'],
  ['ats2TrapNoOverLoad', 6, 'other'],
  ['ats2TrapInternalFailure', 7, 'other'],
  ['ats2TrapNoInternalFailure', 8, 'other'],
  ['ats2TrapSource1Normal', 9, 'other'],
  ['ats2TrapSource1OutOfRange', 10, 'other'],
  ['ats2TrapSource2Normal', 11, 'other'],
  ['ats2TrapSource2OutOfRange', 12, 'other'],
  ['ats2TrapSourceDesynchronized', 13, 'other'],
  ['ats2TrapSourceSynchronized', 14, 'other'],
  ['ats2TrapOutputPoweredBySource1', 15, 'other'],
  ['ats2TrapOutputPoweredBySource2', 16, 'other'],
  ['ats2TestTrap', 40, 'other'],
])
