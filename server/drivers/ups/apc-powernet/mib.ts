import type { PowerFlag, Supply } from '../../../domain/power-state'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { OutletTable } from '../../ups-protocols/snmp/outlets'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'

/** PowerNet-MIB, the UPS subtree. */
const powerNet = '1.3.6.1.4.1.318.1.1.1'
export const MIB_NAME = 'PowerNet'

export const IDENTITY = {
  model: { name: 'upsBasicIdentModel', oid: `${powerNet}.1.1.1.0` },
  firmware: { name: 'upsAdvIdentFirmwareRevision', oid: `${powerNet}.1.2.1.0` },
  serial: { name: 'upsAdvIdentSerialNumber', oid: `${powerNet}.1.2.3.0` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  batteryStatus: { name: 'upsBasicBatteryStatus', oid: `${powerNet}.2.1.1.0` },
  timeOnBattery: { name: 'upsBasicBatteryTimeOnBattery', oid: `${powerNet}.2.1.2.0` },
  replaceBattery: { name: 'upsAdvBatteryReplaceIndicator', oid: `${powerNet}.2.2.4.0` },
  inputFailCause: { name: 'upsAdvInputLineFailCause', oid: `${powerNet}.3.2.5.0` },
  outputStatus: { name: 'upsBasicOutputStatus', oid: `${powerNet}.4.1.1.0` },
  calibration: { name: 'upsAdvTestCalibrationResults', oid: `${powerNet}.7.2.6.0` },
  diagnostics: { name: 'upsAdvTestDiagnosticsResults', oid: `${powerNet}.7.2.3.0` },
  commStatus: { name: 'upsCommStatus', oid: `${powerNet}.8.1.0` },
  inputPhases: { name: 'upsPhaseNumInputPhases', oid: `${powerNet}.9.2.2.1.2.1` },
  outputPhases: { name: 'upsPhaseNumOutputPhases', oid: `${powerNet}.9.3.2.1.2.1` },
  stateFlags: { name: 'upsBasicStateOutputState', oid: `${powerNet}.11.1.1.0` },
} as const satisfies Record<string, MibObject>

/** TimeTicks are hundredths of a second. */
const ticks = 100
const notSupported = [-1, 65_535, 4_294_967_295] as const
/** 65535 ticks are eleven minutes, and meant. */
const unknownTicks = [-1, 4_294_967_295] as const

/** Input voltage, finest first; also a witness of whether the mains are there. */
export const INPUT_VOLTS: readonly ReadingObject[] = [
  { name: 'upsHighPrecInputLineVoltage', oid: `${powerNet}.3.3.1.0`, reading: 'inputVolts', divisor: 10 },
  { name: 'upsAdvInputLineVoltage', oid: `${powerNet}.3.2.1.0`, reading: 'inputVolts', divisor: 1 },
]

/** Each reading with its objects, the finest first: cards without the high-precision groups answer the older ones. */
export const READINGS: readonly (readonly ReadingObject[])[] = [
  [
    {
      name: 'upsAdvBatteryRunTimeRemaining',
      oid: `${powerNet}.2.2.3.0`,
      reading: 'runtimeSeconds',
      divisor: ticks,
      unknownAt: unknownTicks,
    },
  ],
  [
    {
      name: STATE.timeOnBattery.name,
      oid: STATE.timeOnBattery.oid,
      reading: 'secondsOnBattery',
      divisor: ticks,
      unknownAt: unknownTicks,
    },
  ],
  [
    { name: 'upsHighPrecBatteryCapacity', oid: `${powerNet}.2.3.1.0`, reading: 'chargePercent', divisor: 10 },
    { name: 'upsAdvBatteryCapacity', oid: `${powerNet}.2.2.1.0`, reading: 'chargePercent', divisor: 1 },
  ],
  [
    { name: 'upsHighPrecBatteryActualVoltage', oid: `${powerNet}.2.3.4.0`, reading: 'batteryVolts', divisor: 10 },
    { name: 'upsAdvBatteryActualVoltage', oid: `${powerNet}.2.2.8.0`, reading: 'batteryVolts', divisor: 1 },
  ],
  [
    {
      name: 'upsHighPrecBatteryCurrent',
      oid: `${powerNet}.2.3.5.0`,
      reading: 'batteryAmperes',
      divisor: 10,
      unknownAt: notSupported,
    },
  ],
  [
    { name: 'upsHighPrecBatteryTemperature', oid: `${powerNet}.2.3.2.0`, reading: 'temperatureCelsius', divisor: 10 },
    { name: 'upsAdvBatteryTemperature', oid: `${powerNet}.2.2.2.0`, reading: 'temperatureCelsius', divisor: 1 },
  ],
  INPUT_VOLTS,
  [
    { name: 'upsHighPrecInputFrequency', oid: `${powerNet}.3.3.4.0`, reading: 'inputHertz', divisor: 10 },
    { name: 'upsAdvInputFrequency', oid: `${powerNet}.3.2.4.0`, reading: 'inputHertz', divisor: 1 },
  ],
  [
    { name: 'upsHighPrecOutputVoltage', oid: `${powerNet}.4.3.1.0`, reading: 'outputVolts', divisor: 10 },
    { name: 'upsAdvOutputVoltage', oid: `${powerNet}.4.2.1.0`, reading: 'outputVolts', divisor: 1 },
  ],
  [
    { name: 'upsHighPrecOutputFrequency', oid: `${powerNet}.4.3.2.0`, reading: 'outputHertz', divisor: 10 },
    { name: 'upsAdvOutputFrequency', oid: `${powerNet}.4.2.2.0`, reading: 'outputHertz', divisor: 1 },
  ],
  [
    { name: 'upsHighPrecOutputLoad', oid: `${powerNet}.4.3.3.0`, reading: 'loadPercent', divisor: 10 },
    { name: 'upsAdvOutputLoad', oid: `${powerNet}.4.2.3.0`, reading: 'loadPercent', divisor: 1 },
  ],
  [
    { name: 'upsHighPrecOutputCurrent', oid: `${powerNet}.4.3.4.0`, reading: 'outputAmperes', divisor: 10 },
    { name: 'upsAdvOutputCurrent', oid: `${powerNet}.4.2.4.0`, reading: 'outputAmperes', divisor: 1 },
  ],
  [{ name: 'upsAdvOutputActivePower', oid: `${powerNet}.4.2.8.0`, reading: 'outputWatts', divisor: 1 }],
  [{ name: 'upsAdvOutputApparentPower', oid: `${powerNet}.4.2.9.0`, reading: 'outputVoltAmperes', divisor: 1 }],
  [
    {
      name: 'upsAdvConfigLowBatteryRunTime',
      oid: `${powerNet}.5.2.8.0`,
      reading: 'lowBatteryRuntimeSeconds',
      divisor: ticks,
      unknownAt: unknownTicks,
    },
  ],
]

/** Table 1, input or output 1, phase 1 to 3. */
const phases = [['1.1.1'], ['1.1.2'], ['1.1.3']] as const

export const INPUT_COLUMNS: readonly PhaseColumn[] = [
  { name: 'upsPhaseInputVoltage', oid: `${powerNet}.9.2.3.1.3`, phase: PHASES.inputVolts, divisor: 1, instances: phases },
]
export const OUTPUT_COLUMNS: readonly PhaseColumn[] = [
  { name: 'upsPhaseOutputVoltage', oid: `${powerNet}.9.3.3.1.3`, phase: PHASES.outputVolts, divisor: 1, instances: phases },
  { name: 'upsPhaseOutputCurrent', oid: `${powerNet}.9.3.3.1.4`, phase: PHASES.outputAmperes, divisor: 10, instances: phases },
  { name: 'upsPhaseOutputLoad', oid: `${powerNet}.9.3.3.1.7`, phase: PHASES.outputVoltAmperes, divisor: 1, instances: phases },
  { name: 'upsPhaseOutputPercentLoad', oid: `${powerNet}.9.3.3.1.10`, phase: PHASES.loadPercent, divisor: 1, instances: phases },
  { name: 'upsPhaseOutputPower', oid: `${powerNet}.9.3.3.1.13`, phase: PHASES.outputWatts, divisor: 1, instances: phases },
]

/** Outlet groups of SMT, SMX and the like: a main one and up to three that switch. */
export const OUTLET_GROUPS: OutletTable = {
  name: { name: 'upsOutletGroupStatusName', oid: `${powerNet}.12.1.2.1.2` },
  state: { name: 'upsOutletGroupStatusGroupState', oid: `${powerNet}.12.1.2.1.3` },
  rows: 4,
  states: { 1: 'on', 2: 'off' },
}

/** What is written. The delays are the card's configuration: they stay. */
export const CONTROL = {
  returnDelay: { name: 'upsAdvConfigReturnDelay', oid: `${powerNet}.5.2.9.0` },
  shutoffDelay: { name: 'upsAdvConfigShutoffDelay', oid: `${powerNet}.5.2.10.0` },
  off: { name: 'upsAdvControlUpsOff', oid: `${powerNet}.6.2.1.0` },
  reboot: { name: 'upsAdvControlRebootShutdownUps', oid: `${powerNet}.6.2.2.0` },
  on: { name: 'upsAdvControlTurnOnUPS', oid: `${powerNet}.6.2.6.0` },
  test: { name: 'upsAdvTestDiagnostics', oid: `${powerNet}.7.2.2.0` },
  calibration: { name: 'upsAdvTestRuntimeCalibration', oid: `${powerNet}.7.2.5.0` },
  /** Columns; the row is the group's number. */
  groupOnDelay: { name: 'upsOutletGroupConfigPowerOnDelay', oid: `${powerNet}.12.2.2.1.3` },
  groupOffDelay: { name: 'upsOutletGroupConfigPowerOffDelay', oid: `${powerNet}.12.2.2.1.4` },
  group: { name: 'upsOutletGroupControlCommand', oid: `${powerNet}.12.3.2.1.3` },
} as const satisfies Record<string, MibObject>

interface OutputStatus {
  readonly word: string
  readonly supply: Supply
  readonly flags: readonly PowerFlag[]
}

/** upsBasicOutputStatus. What is not listed here, or does not say where the energy comes from, is never taken for mains. */
export const OUTPUT_STATUS: Readonly<Record<number, OutputStatus>> = {
  1: { word: 'unknown', supply: 'unknown', flags: [] },
  2: { word: 'onLine', supply: 'mains', flags: [] },
  3: { word: 'onBattery', supply: 'battery', flags: [] },
  4: { word: 'onSmartBoost', supply: 'mains', flags: ['boost'] },
  5: { word: 'timedSleeping', supply: 'off', flags: [] },
  6: { word: 'softwareBypass', supply: 'bypass', flags: [] },
  7: { word: 'off', supply: 'off', flags: [] },
  8: { word: 'rebooting', supply: 'off', flags: [] },
  9: { word: 'switchedBypass', supply: 'bypass', flags: [] },
  10: { word: 'hardwareFailureBypass', supply: 'bypass', flags: ['fault'] },
  11: { word: 'sleepingUntilPowerReturn', supply: 'off', flags: [] },
  12: { word: 'onSmartTrim', supply: 'mains', flags: ['trim'] },
  13: { word: 'ecoMode', supply: 'mains', flags: ['eco'] },
  14: { word: 'hotStandby', supply: 'mains', flags: ['eco'] },
  15: { word: 'onBatteryTest', supply: 'battery', flags: ['testing'] },
  16: { word: 'emergencyStaticBypass', supply: 'bypass', flags: ['fault'] },
  17: { word: 'staticBypassStandby', supply: 'bypass', flags: [] },
  18: { word: 'powerSavingMode', supply: 'mains', flags: ['eco'] },
  19: { word: 'spotMode', supply: 'mains', flags: ['testing'] },
  20: { word: 'eConversion', supply: 'mains', flags: ['eco'] },
  21: { word: 'chargerSpotmode', supply: 'mains', flags: ['testing'] },
  22: { word: 'inverterSpotmode', supply: 'mains', flags: ['testing'] },
  23: { word: 'activeLoad', supply: 'mains', flags: [] },
  24: { word: 'batteryDischargeSpotmode', supply: 'battery', flags: ['testing'] },
  25: { word: 'inverterStandby', supply: 'unknown', flags: [] },
  26: { word: 'chargerOnly', supply: 'unknown', flags: [] },
  27: { word: 'distributedEnergyReserve', supply: 'unknown', flags: [] },
  28: { word: 'selfTest', supply: 'mains', flags: ['testing'] },
}

export const BATTERY_STATUS = {
  1: 'unknown',
  2: 'normal',
  3: 'low',
  4: 'fault',
  5: 'noBattery',
} as const satisfies Record<number, string>

export const INPUT_FAIL_CAUSE = {
  1: 'no transfer',
  2: 'high line voltage',
  3: 'brownout',
  4: 'blackout',
  5: 'small momentary sag',
  6: 'deep momentary sag',
  7: 'small momentary spike',
  8: 'large momentary spike',
  9: 'self-test',
  10: 'rate of voltage change',
} as const satisfies Record<number, string>

/** Positions (from 1) in upsBasicStateOutputState, a text of 64 zeros and ones. */
export const STATE_FLAG = {
  onBattery: 2,
  lowBattery: 3,
  onLine: 4,
  replaceBattery: 5,
  calibration: 10,
  manualBypass: 12,
  sleepingUntilUtility: 18,
  batteryCommunicationLost: 21,
  gracefulShutdown: 22,
  selfTest: 29,
  noBattery: 33,
  lowBatteryShutdown: 40,
  emergencyPowerOff: 53,
} as const
export type StateFlag = keyof typeof STATE_FLAG

/** Sent under the enterprise apc (318). */
export const TRAPS: readonly SnmpTrap[] = (
  [
    ['communicationLost', 1, 'contact-lost'],
    ['upsOverload', 2, 'overload'],
    ['upsDiagnosticsFailed', 3, 'battery-fault'],
    ['upsDischarged', 4, 'low-battery'],
    ['upsOnBattery', 5, 'on-battery'],
    ['lowBattery', 7, 'low-battery'],
    ['communicationEstablished', 8, 'contact-restored'],
    ['powerRestored', 9, 'on-mains'],
    ['upsDiagnosticsPassed', 10, 'self-test'],
    ['returnFromLowBattery', 11, 'low-battery-over'],
    ['upsTurnedOff', 12, 'output-off'],
    ['upsSleeping', 13, 'output-off'],
    ['upsWokeUp', 14, 'other'],
    ['upsRebootStarted', 15, 'output-off'],
    ['upsBatteryNeedsReplacement', 17, 'battery-fault'],
    ['bypassEnabled', 20, 'bypass'],
    ['hardwareFailureBypass', 21, 'bypass'],
    ['softwareBypass', 22, 'bypass'],
    ['returnedFromBypass', 23, 'other'],
    ['calibrationStart', 28, 'self-test'],
    ['calibrationEnd', 37, 'self-test'],
    ['gracefulShutdown', 39, 'shutdown-imminent'],
  ] as const
).map(([name, specific, meaning]) => ({ name, oids: trapOids('1.3.6.1.4.1.318', specific), meaning }))
