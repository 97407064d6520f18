import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import type { StateObject, StatesLayout } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'
import { ALARMS } from './alarms'

/** SOCOMECUPS7-MIB: Net Vision 7 and 8. */
const netVision = '1.3.6.1.4.1.4555.1.1.7.1'

export const IDENTITY = {
  model: { name: 'upsIdentModel', oid: `${netVision}.1.1.0` },
  serial: { name: 'upsIdentSerialNumber', oid: `${netVision}.1.2.0` },
  agentFirmware: { name: 'upsIdentAgentSoftwareVersion', oid: `${netVision}.1.5.0` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  batteryStatus: { name: 'upsBatteryStatus', oid: `${netVision}.2.1.0` },
  outputSource: { name: 'upsOutputSource', oid: `${netVision}.4.1.0` },
  alarmsPresent: { name: 'upsAlarmsPresent', oid: `${netVision}.6.1.0` },
  control: { name: 'upsControlStatusControl', oid: `${netVision}.7.1.0` },
} as const satisfies Record<string, MibObject>

export const ALARM_COLUMN = `${netVision}.6.2.1.2`

/** The MIB has no source "battery": on mains and on battery it says "on inverter". The battery status tells them apart. */
const battery: StateObject = {
  object: STATE.batteryStatus,
  meanings: {
    1: { word: 'unknown' },
    2: { word: 'normal' },
    3: { word: 'charging', flags: ['charging'], discharging: false },
    4: { word: 'test', flags: ['testing'] },
    5: { word: 'discharging', supply: 'battery' },
    6: { word: 'low', flags: ['low-battery'] },
    7: { word: 'depleted', flags: ['low-battery'] },
    8: { word: 'failure', flags: ['fault'], alarm: 'battery failure' },
    9: { word: 'disconnected', flags: ['battery-missing'], alarm: 'battery disconnected' },
  },
}

const source: StateObject = {
  object: STATE.outputSource,
  meanings: {
    1: { word: 'unknown' },
    2: { word: 'on maintenance bypass', supply: 'bypass' },
    3: { word: 'on inverter', supply: 'mains' },
    4: { word: 'normal mode', supply: 'mains' },
    5: { word: 'eco mode', supply: 'mains', flags: ['eco'] },
    6: { word: 'on bypass', supply: 'bypass' },
    7: { word: 'standby', supply: 'off' },
    8: { word: 'UPS off', supply: 'off' },
    9: { word: 'line interactive', supply: 'mains' },
    10: { word: 'flex mode', supply: 'mains' },
  },
}

const readings: readonly ReadingObject[] = [
  { name: 'upsSecondsOnBattery', oid: `${netVision}.2.2.0`, reading: 'secondsOnBattery', divisor: 1 },
  { name: 'upsEstimatedMinutesRemaining', oid: `${netVision}.2.3.0`, reading: 'runtimeSeconds', divisor: 1 / 60 },
  { name: 'upsEstimatedChargeRemaining', oid: `${netVision}.2.4.0`, reading: 'chargePercent', divisor: 1 },
  { name: 'upsBatteryVoltage', oid: `${netVision}.2.5.0`, reading: 'batteryVolts', divisor: 10 },
  { name: 'upsBatteryTemperature', oid: `${netVision}.2.6.0`, reading: 'temperatureCelsius', divisor: 10 },
  { name: 'upsBatteryCurrent', oid: `${netVision}.2.8.0`, reading: 'batteryAmperes', divisor: 10 },
  { name: 'upsInputFrequency', oid: `${netVision}.3.2.0`, reading: 'inputHertz', divisor: 10 },
  { name: 'upsOutputFrequency', oid: `${netVision}.4.2.0`, reading: 'outputHertz', divisor: 10 },
  { name: 'upsOutputGlobalkVA', oid: `${netVision}.4.5.0`, reading: 'outputVoltAmperes', divisor: 0.01 },
  { name: 'upsOutputGlobalkW', oid: `${netVision}.4.6.0`, reading: 'outputWatts', divisor: 0.01 },
  { name: 'upsOutputLoadRate', oid: `${netVision}.4.7.0`, reading: 'loadPercent', divisor: 1 },
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
  mibName: 'Net Vision',
  sources: [battery, source],
  states: [],
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
      column('upsOutputKva', '4.4.1.5', PHASES.outputVoltAmperes, 0.01),
      column('upsOutputKw', '4.4.1.6', PHASES.outputWatts, 0.01),
    ],
    volts: outputVolts,
  },
  inputVolts: null,
  outlets: [],
  alarms: { below: `${netVision}.6.3`, meanings: ALARMS },
}

export const TRAPS = trapsOf('1.3.6.1.4.1.4555.1.1.7.2', [
  ['upsTrapOnBattery', 1, 'on-battery'],
  ['upsTrapTestCompleted', 2, 'self-test'],
  ['upsTrapAlarmEntryAdded', 3, 'other'],
  ['upsTrapAlarmEntryRemoved', 4, 'other'],
  ['upsTrapImminentStop', 5, 'shutdown-imminent'],
  ['upsTrapOverload', 6, 'overload'],
  ['upsTrapBatteryCircuitOpen', 8, 'battery-fault'],
  ['upsTrapBatteryDischarged', 9, 'low-battery'],
  ['upsTrapBatteryLow', 10, 'low-battery'],
  ['upsTrapBatteryAlarm', 11, 'battery-fault'],
  ['upsTrapLoadOFF', 13, 'output-off'],
  ['upsTrapCommunicationLost', 14, 'contact-lost'],
  ['upsTrapOnBatteryPower', 15, 'on-battery'],
  ['upsTrapBatteryTestfailed', 16, 'battery-fault'],
  ['upsTrapOnBypass', 18, 'bypass'],
  ['upsTrapShutdownWarning', 20, 'shutdown-imminent'],
  ['upsTrapShutdownrequest', 21, 'shutdown-imminent'],
  ['upsTrapPowerRestored', 23, 'on-mains'],
  ['upsTrapComEstablished', 25, 'contact-restored'],
])
