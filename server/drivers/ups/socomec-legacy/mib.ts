import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import type { StateObject, StatesLayout } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'
import { ALARMS } from './alarms'

/** SOCOMECUPS-MIB of Net Vision up to 6. Nearly the objects of the newer one, with other numbers for the same words. */
const netVision = '1.3.6.1.4.1.4555.1.1.1.1'

export const IDENTITY = {
  model: { name: 'upsIdentModel', oid: `${netVision}.1.1.0` },
  firmware: { name: 'upsIdentUPSFirmwareVersion', oid: `${netVision}.1.2.0` },
  agentFirmware: { name: 'upsIdentAgentSoftwareVersion', oid: `${netVision}.1.3.0` },
  serial: { name: 'upsIdentUpsSerialNumber', oid: `${netVision}.1.4.0` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  batteryStatus: { name: 'upsBatteryStatus', oid: `${netVision}.2.1.0` },
  outputSource: { name: 'upsOutputSource', oid: `${netVision}.4.1.0` },
  alarmsPresent: { name: 'upsAlarmsPresent', oid: `${netVision}.6.1.0` },
  testId: { name: 'upsTestId', oid: `${netVision}.7.1.0` },
  testResult: { name: 'upsTestResultsSummary', oid: `${netVision}.7.3.0` },
  control: { name: 'upsControlStatusControl', oid: `${netVision}.8.1.0` },
} as const satisfies Record<string, MibObject>

export const ALARM_COLUMN = `${netVision}.6.2.1.2`
export const TESTS = { abort: `${netVision}.7.7.2`, quickBattery: `${netVision}.7.7.4` } as const

/** No source "battery" here either: the battery status says it. */
const battery: StateObject = {
  object: STATE.batteryStatus,
  meanings: {
    1: { word: 'unknown' },
    2: { word: 'normal' },
    3: { word: 'low', flags: ['low-battery'] },
    4: { word: 'depleted', flags: ['low-battery'] },
    5: { word: 'discharging', supply: 'battery' },
    6: { word: 'failure', flags: ['fault'], alarm: 'battery failure' },
    7: { word: 'disconnected', flags: ['battery-missing'], alarm: 'battery disconnected' },
  },
}

const source: StateObject = {
  object: STATE.outputSource,
  meanings: {
    1: { word: 'unknown' },
    2: { word: 'on inverter', supply: 'mains' },
    3: { word: 'on mains', supply: 'mains' },
    4: { word: 'eco mode', supply: 'mains', flags: ['eco'] },
    5: { word: 'on bypass', supply: 'bypass' },
    6: { word: 'standby', supply: 'off' },
    7: { word: 'on maintenance bypass', supply: 'bypass' },
    8: { word: 'UPS off', supply: 'off' },
    9: { word: 'normal mode', supply: 'mains' },
  },
}

const test: StateObject = {
  object: STATE.testResult,
  meanings: {
    1: { word: 'not active' },
    2: { word: 'in progress', flags: ['testing'] },
    3: { word: 'not possible on bypass' },
    4: { word: 'failed', alarm: 'the last test failed' },
  },
}

const readings: readonly ReadingObject[] = [
  { name: 'upsSecondsOnBattery', oid: `${netVision}.2.2.0`, reading: 'secondsOnBattery', divisor: 1 },
  { name: 'upsEstimatedMinutesRemaining', oid: `${netVision}.2.3.0`, reading: 'runtimeSeconds', divisor: 1 / 60 },
  { name: 'upsEstimatedChargeRemaining', oid: `${netVision}.2.4.0`, reading: 'chargePercent', divisor: 1 },
  { name: 'upsBatteryVoltage', oid: `${netVision}.2.5.0`, reading: 'batteryVolts', divisor: 10 },
  { name: 'upsBatteryTemperature', oid: `${netVision}.2.6.0`, reading: 'temperatureCelsius', divisor: 1 },
  { name: 'upsInputFrequency', oid: `${netVision}.3.2.0`, reading: 'inputHertz', divisor: 10 },
  { name: 'upsOutputFrequency', oid: `${netVision}.4.2.0`, reading: 'outputHertz', divisor: 10 },
]

const lines = [['1'], ['2'], ['3']] as const
const column = (name: string, oid: string, phase: PhaseColumn['phase'], divisor: number): PhaseColumn => ({
  name,
  oid: `${netVision}.${oid}`,
  phase,
  divisor,
  instances: lines,
})
const inputVolts = column('upsInputVoltage', '3.3.1.2', PHASES.inputVolts, 10)
const outputVolts = column('upsOutputVoltage', '4.4.1.2', PHASES.outputVolts, 10)

export const LAYOUT: StatesLayout = {
  mibName: 'Net Vision (old)',
  sources: [battery, source],
  states: [test],
  readings: readings.map((object) => [object]),
  input: {
    lines: { object: { name: 'upsInputNumLines', oid: `${netVision}.3.1.0` } },
    columns: [inputVolts],
    volts: inputVolts,
  },
  output: {
    lines: { object: { name: 'upsOutputNumLines', oid: `${netVision}.4.3.0` } },
    columns: [
      outputVolts,
      column('upsOutputCurrent', '4.4.1.3', PHASES.outputAmperes, 10),
      column('upsOutputPercentLoad', '4.4.1.4', PHASES.loadPercent, 1),
      // Whole kilovolt-amperes.
      column('upsOutputKva', '4.4.1.5', PHASES.outputVoltAmperes, 0.001),
    ],
    volts: outputVolts,
  },
  inputVolts: null,
  outlets: [],
  alarms: { below: `${netVision}.6.3`, meanings: ALARMS },
}

export const TRAPS = trapsOf('1.3.6.1.4.1.4555.1.1.1.2', [
  ['upsTrapOnBattery', 1, 'on-battery'],
  ['upsTrapTestCompleted', 2, 'self-test'],
  ['upsTrapAlarmEntryAdded', 3, 'other'],
  ['upsTrapAlarmEntryRemoved', 4, 'other'],
  ['upsTrapUpsBattTestFailed', 6, 'battery-fault'],
  ['upsTrapOnBatteryPower', 7, 'on-battery'],
  ['upsTrapBatteryLow', 8, 'low-battery'],
  ['upsTrapPowerRestored', 9, 'on-mains'],
  ['upsTrapImminentStop', 10, 'shutdown-imminent'],
  ['upsTrapTurnedOff', 11, 'output-off'],
  ['upsTrapOverload', 13, 'overload'],
  ['upsTrapOnMains', 14, 'on-mains'],
])
