import { PHASES } from '../../ups-protocols/readings/phases'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'

/** UPS-MIB, RFC 1628. */
const upsMib = '1.3.6.1.2.1.33.1'
export const MIB_NAME = 'RFC 1628'

export const IDENTITY = {
  manufacturer: { name: 'upsIdentManufacturer', oid: `${upsMib}.1.1.0` },
  model: { name: 'upsIdentModel', oid: `${upsMib}.1.2.0` },
  upsSoftware: { name: 'upsIdentUPSSoftwareVersion', oid: `${upsMib}.1.3.0` },
  agentSoftware: { name: 'upsIdentAgentSoftwareVersion', oid: `${upsMib}.1.4.0` },
  name: { name: 'upsIdentName', oid: `${upsMib}.1.5.0` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  batteryStatus: { name: 'upsBatteryStatus', oid: `${upsMib}.2.1.0` },
  secondsOnBattery: { name: 'upsSecondsOnBattery', oid: `${upsMib}.2.2.0` },
  chargeRemaining: { name: 'upsEstimatedChargeRemaining', oid: `${upsMib}.2.4.0` },
  inputLines: { name: 'upsInputNumLines', oid: `${upsMib}.3.2.0` },
  outputSource: { name: 'upsOutputSource', oid: `${upsMib}.4.1.0` },
  outputLines: { name: 'upsOutputNumLines', oid: `${upsMib}.4.3.0` },
  alarmsPresent: { name: 'upsAlarmsPresent', oid: `${upsMib}.6.1.0` },
  testId: { name: 'upsTestId', oid: `${upsMib}.7.1.0` },
  testResult: { name: 'upsTestResultsSummary', oid: `${upsMib}.7.3.0` },
  shutdownAfterDelay: { name: 'upsShutdownAfterDelay', oid: `${upsMib}.8.2.0` },
  nominalInputVolts: { name: 'upsConfigInputVoltage', oid: `${upsMib}.9.1.0` },
} as const satisfies Record<string, MibObject>

const perMinute = 1 / 60
/** Signed: -1 is a tenth of an ampere. */
const unknownAmperes = [65_535, 655_350, 2_147_483_647, 4_294_967_295] as const

export const READINGS: readonly ReadingObject[] = [
  { name: 'upsSecondsOnBattery', oid: STATE.secondsOnBattery.oid, reading: 'secondsOnBattery', divisor: 1 },
  {
    name: 'upsEstimatedMinutesRemaining',
    oid: `${upsMib}.2.3.0`,
    reading: 'runtimeSeconds',
    divisor: perMinute,
    unknownAt: [-1, 6_000, 12_000, 65_535, 2_147_483_647, 4_294_967_295],
  },
  { name: 'upsEstimatedChargeRemaining', oid: STATE.chargeRemaining.oid, reading: 'chargePercent', divisor: 1 },
  { name: 'upsBatteryVoltage', oid: `${upsMib}.2.5.0`, reading: 'batteryVolts', divisor: 10 },
  { name: 'upsBatteryCurrent', oid: `${upsMib}.2.6.0`, reading: 'batteryAmperes', divisor: 10, unknownAt: unknownAmperes },
  { name: 'upsBatteryTemperature', oid: `${upsMib}.2.7.0`, reading: 'temperatureCelsius', divisor: 1 },
  { name: 'upsOutputFrequency', oid: `${upsMib}.4.2.0`, reading: 'outputHertz', divisor: 10 },
  { name: 'upsConfigOutputVA', oid: `${upsMib}.9.5.0`, reading: 'nominalVoltAmperes', divisor: 1, unknownAt: [-1, 0] },
  { name: 'upsConfigOutputPower', oid: `${upsMib}.9.6.0`, reading: 'nominalWatts', divisor: 1, unknownAt: [-1, 0] },
  { name: 'upsConfigLowBattTime', oid: `${upsMib}.9.7.0`, reading: 'lowBatteryRuntimeSeconds', divisor: perMinute },
]

/** Line 1 to 3; some agents (iStars, Galaxy) append `.0` to the index. */
const lines = [
  ['1', '1.0'],
  ['2', '2.0'],
  ['3', '3.0'],
] as const

export const INPUT_VOLTS: PhaseColumn = {
  name: 'upsInputVoltage',
  oid: `${upsMib}.3.3.1.3`,
  phase: PHASES.inputVolts,
  divisor: 1,
  instances: lines,
}
export const OUTPUT_VOLTS: PhaseColumn = {
  name: 'upsOutputVoltage',
  oid: `${upsMib}.4.4.1.2`,
  phase: PHASES.outputVolts,
  divisor: 1,
  instances: lines,
}

export const INPUT_COLUMNS: readonly PhaseColumn[] = [
  { name: 'upsInputFrequency', oid: `${upsMib}.3.3.1.2`, phase: PHASES.inputHertz, divisor: 10, instances: lines },
  INPUT_VOLTS,
]
export const OUTPUT_COLUMNS: readonly PhaseColumn[] = [
  OUTPUT_VOLTS,
  { name: 'upsOutputCurrent', oid: `${upsMib}.4.4.1.3`, phase: PHASES.outputAmperes, divisor: 10, instances: lines },
  { name: 'upsOutputPower', oid: `${upsMib}.4.4.1.4`, phase: PHASES.outputWatts, divisor: 1, instances: lines },
  { name: 'upsOutputPercentLoad', oid: `${upsMib}.4.4.1.5`, phase: PHASES.loadPercent, divisor: 1, instances: lines },
]

/** upsAlarmDescr: which of the well-known alarms stands. */
export const ALARM_COLUMN = `${upsMib}.6.2.1.2`
const wellKnownAlarms = `${upsMib}.6.3.`
/** upsTestDeepBatteryCalibration */
export const CALIBRATION_TEST = `${upsMib}.7.7.5`

export const ALARMS = {
  1: 'battery bad',
  2: 'on battery',
  3: 'low battery',
  4: 'battery depleted',
  5: 'temperature bad',
  6: 'input bad',
  7: 'output bad',
  8: 'output overload',
  9: 'on bypass',
  10: 'bypass bad',
  11: 'output off as requested',
  12: 'UPS off as requested',
  13: 'charger failed',
  14: 'output off',
  15: 'UPS system off',
  16: 'fan failure',
  17: 'fuse failure',
  18: 'general fault',
  19: 'diagnostic test failed',
  20: 'communications lost',
  21: 'awaiting power',
  22: 'shutdown pending',
  23: 'shutdown imminent',
  24: 'test in progress',
} as const satisfies Record<number, string>
export type AlarmNumber = keyof typeof ALARMS

const isAlarmNumber = (given: number): given is AlarmNumber => given in ALARMS

export const alarmNumberOf = (oid: string): AlarmNumber | null => {
  const number = oid.startsWith(wellKnownAlarms) ? Number(oid.slice(wellKnownAlarms.length)) : Number.NaN
  return isAlarmNumber(number) ? number : null
}

export const BATTERY_STATUS = { 1: 'unknown', 2: 'normal', 3: 'low', 4: 'depleted' } as const satisfies Record<number, string>

export const OUTPUT_SOURCE = {
  1: 'other',
  2: 'none',
  3: 'normal',
  4: 'bypass',
  5: 'battery',
  6: 'booster',
  7: 'reducer',
} as const satisfies Record<number, string>

/** What an entry of the alarm table is about travels in a varbind: the poll that follows reads the table. */
export const TRAPS: readonly SnmpTrap[] = (
  [
    ['upsTrapOnBattery', 1, 'on-battery'],
    ['upsTrapTestCompleted', 2, 'self-test'],
    ['upsTrapAlarmEntryAdded', 3, 'other'],
    ['upsTrapAlarmEntryRemoved', 4, 'other'],
  ] as const
).map(([name, specific, meaning]) => ({ name, oids: trapOids('1.3.6.1.2.1.33.2', specific), meaning }))
