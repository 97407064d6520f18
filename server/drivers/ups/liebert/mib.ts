import type { MibObject, ReadingObject } from '../../ups-protocols/snmp/table'
import type { StateObject, StatesLayout } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'
import {
  BATTERY_STATUS,
  CONDITIONS,
  INPUT_VOLTS,
  OUTPUT_AMPERES,
  OUTPUT_LOAD,
  OUTPUT_SOURCE,
  OUTPUT_VOLTS,
  POINT_READINGS,
  pointAt,
} from './points'

/** Liebert global products: older cards serve lgpPower, newer ones the flexible points beside it. */
const liebert = '1.3.6.1.4.1.476.1.42'
const power = `${liebert}.3.5`

export const IDENTITY = {
  manufacturer: { name: 'lgpAgentIdentManufacturer', oid: `${liebert}.2.1.1.0` },
  agentFirmware: { name: 'lgpAgentIdentFirmwareVersion', oid: `${liebert}.2.1.3.0` },
  model: { name: 'lgpAgentDeviceModel', oid: `${liebert}.2.4.2.1.4.1` },
  firmware: { name: 'lgpAgentDeviceFirmwareVersion', oid: `${liebert}.2.4.2.1.5.1` },
  serial: { name: 'lgpAgentDeviceSerialNumber', oid: `${liebert}.2.4.2.1.7.1` },
  pointModel: pointAt(4240, 'system model number'),
} as const satisfies Record<string, MibObject>

export const STATE = {
  testResult: { name: 'lgpPwrBatteryTestResult', oid: `${power}.1.8.0` },
  chargeStatus: { name: 'lgpPwrBatteryChargeStatus', oid: `${power}.1.14.0` },
  capacityStatus: { name: 'lgpPwrBatteryCapacityStatus', oid: `${power}.1.26.0` },
  boost: { name: 'lgpPwrBoost', oid: `${power}.3.11.0` },
  buck: { name: 'lgpPwrBuck', oid: `${power}.3.12.0` },
  inputSource: { name: 'lgpPwrStateInputSource', oid: `${power}.3.32.0` },
  inputQualification: { name: 'lgpPwrStateInputQualification', oid: `${power}.3.33.0` },
  outputSource: { name: 'lgpPwrStateUpsOutputSource', oid: `${power}.3.55.0` },
} as const satisfies Record<string, MibObject>

export const CONTROL = {
  batteryTest: { name: 'lgpPwrBatteryTest', oid: `${power}.6.4.0` },
  abort: { name: 'lgpPwrUpsAbortCommand', oid: `${power}.6.5.0` },
  on: { name: 'lgpPwrOutputOnDelay', oid: `${power}.6.8.0` },
  offWithRestart: { name: 'lgpPwrOutputOffDelayWithRestart', oid: `${power}.6.9.0` },
  offWithoutRestart: { name: 'lgpPwrOutputOffDelayWithoutRestart', oid: `${power}.6.10.0` },
} as const satisfies Record<string, MibObject>

const source: StateObject = {
  object: STATE.outputSource,
  meanings: {
    1: { word: 'other' },
    2: { word: 'none', supply: 'off' },
    3: { word: 'normal', supply: 'mains' },
    4: { word: 'bypass', supply: 'bypass' },
    5: { word: 'battery', supply: 'battery' },
    6: { word: 'booster', supply: 'mains', flags: ['boost'] },
    7: { word: 'reducer', supply: 'mains', flags: ['trim'] },
  },
}

const states: readonly StateObject[] = [
  {
    object: STATE.chargeStatus,
    meanings: {
      1: { word: 'fully charged', discharging: false },
      2: { word: 'not fully charged' },
      3: { word: 'charging', discharging: false, flags: ['charging'] },
      4: { word: 'discharging', discharging: true },
    },
  },
  {
    object: STATE.capacityStatus,
    meanings: {
      1: { word: 'unknown' },
      2: { word: 'normal' },
      3: { word: 'low', flags: ['low-battery'] },
      4: { word: 'depleted', flags: ['low-battery'] },
    },
  },
  {
    object: STATE.testResult,
    meanings: {
      1: { word: 'unknown' },
      2: { word: 'passed' },
      3: { word: 'failed', alarm: 'the last battery test failed' },
      4: { word: 'in progress', flags: ['testing'] },
      5: { word: 'system failure', alarm: 'the last battery test met a system failure' },
      6: { word: 'inhibited' },
    },
  },
  { object: STATE.boost, meanings: { 1: { word: 'on', flags: ['boost'] }, 2: { word: 'off' } } },
  { object: STATE.buck, meanings: { 1: { word: 'on', flags: ['trim'] }, 2: { word: 'off' } } },
  {
    object: STATE.inputSource,
    meanings: {
      1: { word: 'none', discharging: true },
      2: { word: 'utility' },
      3: { word: 'generator', flags: ['on-generator'] },
    },
  },
  {
    object: STATE.inputQualification,
    meanings: {
      1: { word: 'failed', discharging: true, alarm: 'input power failed' },
      2: { word: 'marginal low' },
      3: { word: 'normal', discharging: false },
      4: { word: 'marginal high' },
    },
  },
  BATTERY_STATUS,
  ...CONDITIONS,
]

const minutes: ReadingObject = {
  name: 'lgpPwrBatteryTimeRemaining',
  oid: `${power}.1.18.0`,
  reading: 'runtimeSeconds',
  divisor: 1 / 60,
}
const percent: ReadingObject = { name: 'lgpPwrBatteryCapacity', oid: `${power}.1.19.0`, reading: 'chargePercent', divisor: 1 }
export const WARNING_TIME: ReadingObject = {
  name: 'lgpPwrConfigLowBatteryWarningTime',
  oid: `${power}.1.5.0`,
  reading: 'lowBatteryRuntimeSeconds',
  divisor: 1 / 60,
}

export const LAYOUT: StatesLayout = {
  mibName: 'Liebert',
  sources: [source, OUTPUT_SOURCE],
  states,
  readings: [
    [POINT_READINGS.runtime, minutes],
    [POINT_READINGS.charge, percent],
    POINT_READINGS.batteryVolts,
    POINT_READINGS.temperature,
    [POINT_READINGS.inputHertz],
    [POINT_READINGS.outputHertz],
    [POINT_READINGS.outputWatts],
    [POINT_READINGS.outputVoltAmperes],
    [POINT_READINGS.load],
    [WARNING_TIME],
  ],
  input: { lines: null, columns: [INPUT_VOLTS], volts: INPUT_VOLTS },
  output: { lines: null, columns: [OUTPUT_VOLTS, OUTPUT_AMPERES, OUTPUT_LOAD], volts: OUTPUT_VOLTS },
  inputVolts: null,
  outlets: [],
  alarms: null,
}

/** What a condition is about travels in a varbind: the poll that follows reads the conditions. */
export const TRAPS = trapsOf(`${liebert}.3.3`, [
  ['lgpEventConditionEntryAdded', 1, 'other'],
  ['lgpEventConditionEntryRemoved', 2, 'other'],
  ['lgpEventLowBatteryWarning', 3, 'low-battery'],
  ['lgpEventLoadTransferedToBypass', 4, 'bypass'],
  ['lgpEventInternalFault', 5, 'other'],
  ['lgpEventBatteryTestFailed', 6, 'battery-fault'],
  ['lgpEventOutputOverload', 7, 'overload'],
  ['lgpEventBatteryModuleFailure', 11, 'battery-fault'],
])
