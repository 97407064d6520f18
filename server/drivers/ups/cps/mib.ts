import { PHASES } from '../../ups-protocols/readings/phases'
import type { OutletTable } from '../../ups-protocols/snmp/outlets'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import { type LineTable, type StateObject, type StatesLayout } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'

/** CPS-MIB, the UPS subtree. */
const cps = '1.3.6.1.4.1.3808.1.1.1'

export const IDENTITY = {
  model: { name: 'upsBaseIdentModel', oid: `${cps}.1.1.1.0` },
  firmware: { name: 'upsAdvanceIdentFirmwareRevision', oid: `${cps}.1.2.1.0` },
  serial: { name: 'upsAdvanceIdentSerialNumber', oid: `${cps}.1.2.3.0` },
  agentFirmware: { name: 'upsAdvanceIdentAgentFirmwareRevision', oid: `${cps}.1.2.4.0` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  outputStatus: { name: 'upsBaseOutputStatus', oid: `${cps}.4.1.1.0` },
  batteryStatus: { name: 'upsBaseBatteryStatus', oid: `${cps}.2.1.1.0` },
  replaceBattery: { name: 'upsAdvanceBatteryReplaceIndicator', oid: `${cps}.2.2.5.0` },
  failCause: { name: 'upsAdvanceInputLineFailCause', oid: `${cps}.3.2.5.0` },
  inputStatus: { name: 'upsAdvanceInputStatus', oid: `${cps}.3.2.6.0` },
  diagnostics: { name: 'upsAdvanceTestDiagnosticsResults', oid: `${cps}.7.2.3.0` },
  estimation: { name: 'upsAdvanceTestEstimationResults', oid: `${cps}.7.2.7.0` },
  system: { name: 'upsStatus', oid: `${cps}.10.1.0` },
} as const satisfies Record<string, MibObject>

export const CONTROL = {
  returnDelay: { name: 'upsAdvanceConfigReturnDelay', oid: `${cps}.5.2.9.0` },
  shutoffDelay: { name: 'upsAdvanceConfigShutoffDelay', oid: `${cps}.5.2.10.0` },
  sleepDelay: { name: 'upsAdvanceConfigSleepDelay', oid: `${cps}.5.2.11.0` },
  off: { name: 'upsAdvanceControlUpsOff', oid: `${cps}.6.2.1.0` },
  reboot: { name: 'upsAdvanceControlRebootUps', oid: `${cps}.6.2.2.0` },
  sleep: { name: 'upsAdvanceControlUpsSleep', oid: `${cps}.6.2.3.0` },
  on: { name: 'upsAdvanceControlTurnOnUPS', oid: `${cps}.6.2.6.0` },
  diagnostics: { name: 'upsAdvanceTestDiagnostics', oid: `${cps}.7.2.2.0` },
} as const satisfies Record<string, MibObject>

const source: StateObject = {
  object: STATE.outputStatus,
  meanings: {
    1: { word: 'unknown' },
    2: { word: 'onLine', supply: 'mains' },
    3: { word: 'onBattery', supply: 'battery' },
    4: { word: 'onBoost', supply: 'mains', flags: ['boost'] },
    5: { word: 'onSleep', supply: 'off' },
    6: { word: 'off', supply: 'off' },
    7: { word: 'rebooting', supply: 'off' },
    8: { word: 'onECO', supply: 'mains', flags: ['eco'] },
    9: { word: 'onBypass', supply: 'bypass' },
    10: { word: 'onBuck', supply: 'mains', flags: ['trim'] },
    // Says nothing about where the power comes from: the other signs do.
    11: { word: 'onOverload', flags: ['overload'], alarm: 'output overload' },
  },
}

const states: readonly StateObject[] = [
  {
    object: STATE.batteryStatus,
    meanings: {
      1: { word: 'unknown' },
      2: { word: 'normal' },
      3: { word: 'low', flags: ['low-battery'], alarm: 'low battery' },
      4: { word: 'not present', flags: ['battery-missing'], alarm: 'no battery' },
    },
  },
  {
    object: STATE.replaceBattery,
    meanings: { 1: { word: 'no' }, 2: { word: 'replace', flags: ['replace-battery'], alarm: 'replace battery' } },
  },
  {
    object: STATE.failCause,
    meanings: {
      1: { word: 'no transfer' },
      2: { word: 'high line voltage' },
      3: { word: 'brownout' },
      4: { word: 'self-test', flagsOnBattery: ['testing'] },
    },
  },
  {
    object: STATE.inputStatus,
    meanings: {
      1: { word: 'normal', discharging: false },
      2: { word: 'over voltage', alarm: 'input voltage too high' },
      3: { word: 'under voltage', alarm: 'input voltage too low' },
      4: { word: 'frequency failure', alarm: 'input frequency out of range' },
      5: { word: 'blackout', discharging: true, alarm: 'input power failed' },
      6: { word: 'power failure', discharging: true, alarm: 'input power failed' },
    },
  },
  {
    object: STATE.diagnostics,
    meanings: {
      1: { word: 'ok' },
      2: { word: 'failed', alarm: 'the last self-test failed' },
      3: { word: 'invalid' },
      4: { word: 'in progress', flags: ['testing'] },
    },
  },
  {
    object: STATE.estimation,
    meanings: { 1: { word: 'ok' }, 2: { word: 'invalid' }, 3: { word: 'in progress', flags: ['calibrating'] } },
  },
  {
    object: STATE.system,
    meanings: {
      1: { word: 'normal' },
      2: { word: 'overheat', flags: ['overheated'], alarm: 'overheated' },
      3: { word: 'hardware fault', flags: ['fault'], alarm: 'hardware fault' },
    },
  },
]

/** TimeTicks are hundredths of a second; 65535 of them are eleven minutes, and meant. */
const ticks = { divisor: 100, unknownAt: [-1, 4_294_967_295] } as const

const inputVolts: ReadingObject = {
  name: 'upsAdvanceInputLineVoltage',
  oid: `${cps}.3.2.1.0`,
  reading: 'inputVolts',
  divisor: 10,
}

export const NOMINAL: readonly ReadingObject[] = [
  { name: 'upsAdvanceIdentPowerRating', oid: `${cps}.1.2.6.0`, reading: 'nominalVoltAmperes', divisor: 1, unknownAt: [-1, 0] },
  { name: 'upsAdvanceIdentLoadPower', oid: `${cps}.1.2.7.0`, reading: 'nominalWatts', divisor: 1, unknownAt: [-1, 0] },
  { name: 'upsAdvanceConfigLowBatteryRunTime', oid: `${cps}.5.2.8.0`, reading: 'lowBatteryRuntimeSeconds', ...ticks },
]

const readings: readonly ReadingObject[] = [
  { name: 'upsBaseBatteryTimeOnBattery', oid: `${cps}.2.1.2.0`, reading: 'secondsOnBattery', ...ticks },
  { name: 'upsAdvanceBatteryRunTimeRemaining', oid: `${cps}.2.2.4.0`, reading: 'runtimeSeconds', ...ticks },
  { name: 'upsAdvanceBatteryCapacity', oid: `${cps}.2.2.1.0`, reading: 'chargePercent', divisor: 1 },
  { name: 'upsAdvanceBatteryVoltage', oid: `${cps}.2.2.2.0`, reading: 'batteryVolts', divisor: 10 },
  { name: 'upsAdvanceBatteryTemperature', oid: `${cps}.2.2.3.0`, reading: 'temperatureCelsius', divisor: 1 },
  inputVolts,
  { name: 'upsAdvanceInputFrequency', oid: `${cps}.3.2.4.0`, reading: 'inputHertz', divisor: 10 },
  { name: 'upsAdvanceOutputVoltage', oid: `${cps}.4.2.1.0`, reading: 'outputVolts', divisor: 10 },
  { name: 'upsAdvanceOutputFrequency', oid: `${cps}.4.2.2.0`, reading: 'outputHertz', divisor: 10 },
  { name: 'upsAdvanceOutputLoad', oid: `${cps}.4.2.3.0`, reading: 'loadPercent', divisor: 1 },
  { name: 'upsAdvanceOutputCurrent', oid: `${cps}.4.2.4.0`, reading: 'outputAmperes', divisor: 10 },
  { name: 'upsAdvanceOutputPower', oid: `${cps}.4.2.5.0`, reading: 'outputWatts', divisor: 1 },
  ...NOMINAL,
]

const lines = [['1'], ['2'], ['3']] as const
const column = (name: string, oid: string, phase: PhaseColumn['phase'], divisor: number): PhaseColumn => ({
  name,
  oid: `${cps}.9.${oid}`,
  phase,
  divisor,
  instances: lines,
})

const inputLineVolts = column('upsPhaseInputVoltage', '1.2.1.2', PHASES.inputVolts, 10)
const outputLineVolts = column('upsPhaseOutputVoltage', '2.2.1.2', PHASES.outputVolts, 10)

const input: LineTable = {
  lines: { object: { name: 'upsPhaseInputTableSize', oid: `${cps}.9.1.1.0` } },
  columns: [inputLineVolts],
  volts: inputLineVolts,
}
const output: LineTable = {
  lines: { object: { name: 'upsPhaseOutputTableSize', oid: `${cps}.9.2.1.0` } },
  columns: [
    outputLineVolts,
    column('upsPhaseOutputCurrent', '2.2.1.3', PHASES.outputAmperes, 10),
    column('upsPhaseOutputPower', '2.2.1.6', PHASES.outputWatts, 1),
  ],
  volts: outputLineVolts,
}

export const MOST_OUTLETS = 16
export const OUTLET_CONTROL = { name: 'upsIndividualOutletControlCommand', oid: `${cps}.8.2.5.1.3` } as const
export const OUTLET_STATE = { name: 'upsIndividualOutletStatusState', oid: `${cps}.8.2.4.1.3` } as const
export const OUTLET_OFF_TIME = { name: 'upsIndividualOutletConfigPowerOffTime', oid: `${cps}.8.2.2.1.4` } as const
export const OUTLET_ON_TIME = { name: 'upsIndividualOutletConfigPowerOnTime', oid: `${cps}.8.2.2.1.3` } as const

const outlets: readonly OutletTable[] = [
  {
    name: { name: 'upsIndividualOutletStatusName', oid: `${cps}.8.2.4.1.2` },
    state: OUTLET_STATE,
    rows: MOST_OUTLETS,
    states: { 1: 'on', 2: 'off' },
  },
  // Banks of older cards; 3 is a bank that is not there, 4 one that cannot be switched and so is on.
  {
    name: null,
    state: { name: 'upsBankControlOutletCommand', oid: `${cps}.8.1.1.1.2` },
    rows: 4,
    states: { 1: 'on', 2: 'off', 4: 'on' },
    absentAt: 3,
  },
]

export const LAYOUT: StatesLayout = {
  mibName: 'CPS-MIB',
  sources: [source],
  states,
  readings: readings.map((object) => [object]),
  input,
  output,
  inputVolts,
  outlets,
  alarms: null,
}

/** Sent under the enterprise cps (3808). */
export const TRAPS = trapsOf('1.3.6.1.4.1.3808', [
  ['communicationLost', 1, 'contact-lost'],
  ['upsOverload', 2, 'overload'],
  ['upsDiagnosticsFailed', 3, 'battery-fault'],
  ['upsDischarged', 4, 'low-battery'],
  ['upsOnBattery', 5, 'on-battery'],
  ['upsBoostOn', 6, 'other'],
  ['lowBattery', 7, 'low-battery'],
  ['communicationEstablished', 8, 'contact-restored'],
  ['powerRestored', 9, 'on-mains'],
  ['upsDiagnosticsPassed', 10, 'self-test'],
  ['returnFromLowBattery', 11, 'low-battery-over'],
  ['upsTurnedOff', 12, 'output-off'],
  ['upsSleeping', 13, 'output-off'],
  ['upsWokeUp', 14, 'other'],
  ['upsRebootStarted', 15, 'output-off'],
  ['upsOverTemp', 16, 'other'],
  ['upsScheduleShutdown', 21, 'shutdown-imminent'],
  ['upsEnterSleep', 22, 'output-off'],
  ['upsChargerFailure', 23, 'battery-fault'],
  ['upsTurnoffStarted', 25, 'shutdown-imminent'],
  ['upsSignalClientShutdown', 29, 'shutdown-imminent'],
  ['upsEmergencyPowerOff', 30, 'output-off'],
  ['upsStartBatteryTest', 34, 'self-test'],
  ['upsRemainRuntimeLowThanThreshold', 35, 'low-battery'],
  ['upsHardwareFault', 38, 'other'],
  ['upsBatteryNotPresent', 39, 'battery-fault'],
  ['upsEnterBypassMode', 42, 'bypass'],
  ['upsReturnFromBypassMode', 43, 'other'],
])
