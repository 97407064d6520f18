import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import { type Meaning, type StateObject, type StatesLayout, whenOn } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'

/** DeltaUPS-MIB (upsv4). Its enumerations begin at 0. */
const dups = '1.3.6.1.4.1.2254.2.4'

export const IDENTITY = {
  manufacturer: { name: 'dupsIdentManufacturer', oid: `${dups}.1.1.0` },
  model: { name: 'dupsIdentModel', oid: `${dups}.1.2.0` },
  firmware: { name: 'dupsIdentUPSSoftwareVersion', oid: `${dups}.1.3.0` },
  agentFirmware: { name: 'dupsIdentAgentSoftwareVersion', oid: `${dups}.1.4.0` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  outputSource: { name: 'dupsOutputSource', oid: `${dups}.5.1.0` },
  batteryCondition: { name: 'dupsBatteryCondition', oid: `${dups}.7.1.0` },
  batteryStatus: { name: 'dupsBatteryStatus', oid: `${dups}.7.2.0` },
  batteryCharge: { name: 'dupsBatteryCharge', oid: `${dups}.7.3.0` },
  testResult: { name: 'dupsTestResultsSummary', oid: `${dups}.8.2.0` },
} as const satisfies Record<string, MibObject>

export const CONTROL = {
  shutdownType: { name: 'dupsShutdownType', oid: `${dups}.2.1.0` },
  autoReboot: { name: 'dupsAutoReboot', oid: `${dups}.2.2.0` },
  shutdownAction: { name: 'dupsShutdownAction', oid: `${dups}.2.3.0` },
  restartAction: { name: 'dupsRestartAction', oid: `${dups}.2.4.0` },
  setOutletRelay: { name: 'dupsSetOutletRelay', oid: `${dups}.2.5.0` },
  relayOffDelay: { name: 'dupsRelayOffDelay', oid: `${dups}.2.6.0` },
  relayOnDelay: { name: 'dupsRelayOnDelay', oid: `${dups}.2.7.0` },
  testType: { name: 'dupsTestType', oid: `${dups}.8.1.0` },
} as const satisfies Record<string, MibObject>

const source: StateObject = {
  object: STATE.outputSource,
  meanings: {
    0: { word: 'normal', supply: 'mains' },
    1: { word: 'battery', supply: 'battery' },
    2: { word: 'bypass', supply: 'bypass' },
    3: { word: 'reducing', supply: 'mains', flags: ['trim'] },
    4: { word: 'boosting', supply: 'mains', flags: ['boost'] },
    5: { word: 'manual bypass', supply: 'bypass', alarm: 'manual bypass' },
    6: { word: 'other' },
    7: { word: 'none', supply: 'off' },
    8: { word: 'on eco', supply: 'mains', flags: ['eco'] },
  },
}

/** dupsAlarm: one object for each, 1 while it stands. */
const alarm = (number: number, name: string, words: string, more: Omit<Meaning, 'word' | 'alarm'> = {}): StateObject => ({
  object: { name: `dupsAlarm${name}`, oid: `${dups}.9.${number}.0` },
  meanings: whenOn(1, 0, { word: words, alarm: words, ...more }),
})

const states: readonly StateObject[] = [
  {
    object: STATE.batteryCondition,
    meanings: {
      0: { word: 'good' },
      1: { word: 'weak', alarm: 'battery weak' },
      2: { word: 'replace', flags: ['replace-battery'], alarm: 'replace battery' },
    },
  },
  {
    object: STATE.batteryStatus,
    meanings: { 0: { word: 'ok' }, 1: { word: 'low', flags: ['low-battery'] }, 2: { word: 'depleted', flags: ['low-battery'] } },
  },
  {
    object: STATE.batteryCharge,
    meanings: {
      0: { word: 'floating', discharging: false },
      1: { word: 'charging', discharging: false, flags: ['charging'] },
      2: { word: 'resting', discharging: false },
      3: { word: 'discharging', discharging: true },
    },
  },
  {
    object: STATE.testResult,
    meanings: {
      0: { word: 'none' },
      1: { word: 'passed' },
      2: { word: 'in progress', flags: ['testing'] },
      3: { word: 'failed', alarm: 'the last general test failed' },
      4: { word: 'battery failed', alarm: 'the last battery test failed' },
      5: { word: 'deep battery failed', alarm: 'the last deep battery test failed' },
    },
  },
  alarm(1, 'Disconnect', 'the card has lost its UPS', { contactLost: true }),
  alarm(2, 'PowerFail', 'input power failed', { discharging: true }),
  alarm(3, 'BatteryLow', 'low battery', { flags: ['low-battery'] }),
  alarm(5, 'LoadSeverity', 'load above its limit', { flags: ['overload'] }),
  alarm(7, 'UPSFault', 'general fault', { flags: ['fault'] }),
  alarm(8, 'BatteryGroundFault', 'battery ground fault', { flags: ['fault'] }),
  alarm(9, 'TestInProgress', 'test in progress', { flags: ['testing'] }),
  alarm(11, 'FuseFailure', 'fuse failure', { flags: ['fault'] }),
  alarm(12, 'OutputOverload', 'output overload', { flags: ['overload'] }),
  alarm(14, 'InverterAbnormal', 'inverter fault', { flags: ['fault'] }),
  alarm(15, 'RectifierAbnormal', 'rectifier fault', { flags: ['fault'] }),
  alarm(18, 'Temperature', 'temperature out of range', { flags: ['overheated'] }),
  alarm(19, 'OutputBad', 'output bad', { flags: ['fault'] }),
  alarm(20, 'BypassBad', 'bypass bad'),
  alarm(22, 'ChargerFail', 'charger failed', { flags: ['fault'] }),
  alarm(23, 'FanFail', 'fan failure', { flags: ['fault'] }),
  alarm(25, 'OutputOff', 'output off'),
  alarm(26, 'SmartShutdown', 'shutdown in progress', { flags: ['shutdown-pending'] }),
  alarm(27, 'EmergencyPowerOff', 'emergency power off'),
  alarm(30, 'RedundancyLoss', 'redundancy lost'),
]

const perMinute = 1 / 60

export const NOMINAL: readonly ReadingObject[] = [
  { name: 'dupsRatingOutputVA', oid: `${dups}.1.7.0`, reading: 'nominalVoltAmperes', divisor: 1, unknownAt: [-1, 0] },
  { name: 'dupsLowBattTime', oid: `${dups}.1.17.0`, reading: 'lowBatteryRuntimeSeconds', divisor: perMinute },
]

const readings: readonly ReadingObject[] = [
  { name: 'dupsSecondsOnBattery', oid: `${dups}.7.4.0`, reading: 'secondsOnBattery', divisor: 1 },
  { name: 'dupsBatteryEstimatedTime', oid: `${dups}.7.5.0`, reading: 'runtimeSeconds', divisor: perMinute },
  { name: 'dupsBatteryVoltage', oid: `${dups}.7.6.0`, reading: 'batteryVolts', divisor: 10 },
  // Signed: -1 is a tenth of an ampere.
  {
    name: 'dupsBatteryCurrent',
    oid: `${dups}.7.7.0`,
    reading: 'batteryAmperes',
    divisor: 10,
    unknownAt: [65_535, 655_350, 2_147_483_647, 4_294_967_295],
  },
  { name: 'dupsBatteryCapacity', oid: `${dups}.7.8.0`, reading: 'chargePercent', divisor: 1 },
  { name: 'dupsTemperature', oid: `${dups}.7.9.0`, reading: 'temperatureCelsius', divisor: 1 },
  { name: 'dupsOutputFrequency', oid: `${dups}.5.2.0`, reading: 'outputHertz', divisor: 10 },
  ...NOMINAL,
]

/** What other MIBs keep in a table are scalars here, those of a line some numbers apart. */
const lines = (
  name: string,
  group: number,
  numbers: readonly number[],
  phase: PhaseColumn['phase'],
  divisor: number,
): PhaseColumn => ({
  name,
  oid: `${dups}.${group}`,
  phase,
  divisor,
  instances: numbers.map((number) => [`${number}.0`]),
})

const inputVolts = lines('dupsInputVoltage', 4, [3, 6, 9], PHASES.inputVolts, 10)
const outputVolts = lines('dupsOutputVoltage', 5, [4, 8, 12], PHASES.outputVolts, 10)

export const LAYOUT: StatesLayout = {
  mibName: 'DeltaUPS-MIB',
  sources: [source],
  states,
  readings: readings.map((object) => [object]),
  input: {
    lines: { object: { name: 'dupsInputNumLines', oid: `${dups}.4.1.0` } },
    columns: [inputVolts, lines('dupsInputFrequency', 4, [2, 5, 8], PHASES.inputHertz, 10)],
    volts: inputVolts,
  },
  output: {
    lines: { object: { name: 'dupsOutputNumLines', oid: `${dups}.5.3.0` } },
    columns: [
      outputVolts,
      lines('dupsOutputCurrent', 5, [5, 9, 13], PHASES.outputAmperes, 10),
      lines('dupsOutputPower', 5, [6, 10, 14], PHASES.outputWatts, 1),
      lines('dupsOutputLoad', 5, [7, 11, 15], PHASES.loadPercent, 1),
    ],
    volts: outputVolts,
  },
  inputVolts: null,
  // Its relays can be switched but not read.
  outlets: [],
  alarms: null,
}

export const TRAPS = trapsOf(`${dups}.20`, [
  ['dupsCommunicationLost', 1, 'contact-lost'],
  ['dupsCommunicationEstablished', 2, 'contact-restored'],
  ['dupsPowerFail', 3, 'on-battery'],
  ['dupsPowerRestored', 4, 'on-mains'],
  ['dupsLowBattery', 5, 'low-battery'],
  ['dupsReturnFromLowBattery', 6, 'low-battery-over'],
  ['dupsLoadSeverity', 9, 'overload'],
  ['dupsLoadOnBypass', 11, 'bypass'],
  ['dupsNoLongerLoadOnBypass', 12, 'other'],
  ['dupsUPSFault', 13, 'other'],
  ['dupsBatteryGroundFault', 15, 'battery-fault'],
  ['dupsTestInProgress', 17, 'self-test'],
  ['dupsBatteryTestFail', 18, 'battery-fault'],
  ['dupsOutputOverload', 21, 'overload'],
  ['dupsSmartShutdown', 45, 'shutdown-imminent'],
  ['dupsCancelShutdown', 46, 'other'],
  ['dupsTestCompleted', 47, 'self-test'],
  ['dupsEPOON', 48, 'output-off'],
  ['dupsAlarmTemperature', 50, 'other'],
  ['dupsBattReplace', 52, 'battery-fault'],
])
