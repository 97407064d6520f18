import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject, PhaseColumn } from '../../ups-protocols/snmp/table'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'
import { xupsLayout } from '../../ups-protocols/xups/layout'

/** XUPS-MIB (PowerMIB) of ConnectUPS, Power Xpert, Network-M2 and -M3 cards. */
const xups = '1.3.6.1.4.1.534.1'

export const XUPS = xupsLayout('XUPS', xups, 'xups', { test: '8', control: '9', config: '10', receptacles: '12' })

/** Newer cards only. */
export const IDENTITY = {
  serial: { name: 'xupsIdentSerialNumber', oid: `${xups}.1.6.0` },
  agentFirmware: { name: 'xupsAgentSoftwareVersion', oid: `${xups}.14.3.0` },
} as const satisfies Record<string, MibObject>

/** Newer cards only, but for the number of alarms. Yes is 1 and no is 2. */
export const STATE = {
  batteryFailure: { name: 'xupsBatteryFailure', oid: `${xups}.2.7.0` },
  batteryNotPresent: { name: 'xupsBatteryNotPresent', oid: `${xups}.2.8.0` },
  batteryAged: { name: 'xupsBatteryAged', oid: `${xups}.2.9.0` },
  batteryLowCapacity: { name: 'xupsBatteryLowCapacity', oid: `${xups}.2.10.0` },
  inputStatus: { name: 'xupsInputStatus', oid: `${xups}.3.9.0` },
  outputStatus: { name: 'xupsOutputStatus', oid: `${xups}.4.10.0` },
  alarms: { name: 'xupsAlarms', oid: `${xups}.7.1.0` },
} as const satisfies Record<string, MibObject>

const lines = [['1'], ['2'], ['3']] as const

/** In tenths of an ampere, and what old cards lack. */
export const FINER_COLUMNS: readonly PhaseColumn[] = [
  {
    name: 'xupsOutputCurrentHighPrecision',
    oid: `${xups}.4.4.1.7`,
    phase: PHASES.outputAmperes,
    divisor: 10,
    instances: lines,
  },
  { name: 'xupsOutputPercentLoad', oid: `${xups}.4.4.1.8`, phase: PHASES.loadPercent, divisor: 1, instances: lines },
  { name: 'xupsOutputVA', oid: `${xups}.4.4.1.9`, phase: PHASES.outputVoltAmperes, divisor: 1, instances: lines },
]

/** xupsAlarmDescr: what stands. */
export const ALARM_COLUMN = `${xups}.7.2.1.2`
export const WELL_KNOWN_ALARMS = `${xups}.7.`

export const ALARMS = {
  3: 'on battery',
  4: 'low battery',
  5: 'utility power restored',
  6: 'return from low battery',
  7: 'output overload',
  8: 'internal failure',
  9: 'battery discharged',
  10: 'inverter failure',
  11: 'on bypass',
  12: 'bypass not available',
  13: 'output off',
  14: 'input failure',
  15: 'building alarm',
  16: 'shutdown imminent',
  17: 'on inverter',
  20: 'breaker open',
  23: 'battery bad',
  24: 'output off as requested',
  25: 'diagnostic test failed',
  26: 'communications lost',
  27: 'shutdown pending',
  28: 'test in progress',
  29: 'ambient temperature bad',
  30: 'loss of redundancy',
  31: 'temperature bad',
  32: 'charger failed',
  33: 'fan failure',
  34: 'fuse failure',
  35: 'power switch bad',
  36: 'module failure',
  37: 'on alternate power source',
  38: 'alternate power not available',
  39: 'notice',
  40: 'remote temperature bad',
  41: 'remote humidity bad',
  42: 'output bad',
  43: 'awaiting power',
  44: 'on maintenance bypass',
  51: 'output not protected',
} as const satisfies Record<number, string>
export type AlarmNumber = keyof typeof ALARMS

export const TRAPS: readonly SnmpTrap[] = (
  [
    ['xupstdControlOff', 1, 'shutdown-imminent'],
    ['xupstdControlOn', 2, 'other'],
    ['xupstdOnBattery', 3, 'on-battery'],
    ['xupstdLowBattery', 4, 'low-battery'],
    ['xupstdUtilityPowerRestored', 5, 'on-mains'],
    ['xupstdReturnFromLowBattery', 6, 'low-battery-over'],
    ['xupstdOutputOverload', 7, 'overload'],
    ['xupstdInternalFailure', 8, 'other'],
    ['xupstdBatteryDischarged', 9, 'low-battery'],
    ['xupstdInverterFailure', 10, 'other'],
    ['xupstdOnBypass', 11, 'bypass'],
    ['xupstdBypassNotAvailable', 12, 'other'],
    ['xupstdOutputOff', 13, 'output-off'],
    ['xupstdInputFailure', 14, 'other'],
    ['xupstdShutdownImminent', 16, 'shutdown-imminent'],
    ['xupstdOnInverter', 17, 'on-mains'],
    ['xupstdAlarmEntryAdded', 21, 'other'],
    ['xupstdAlarmEntryRemoved', 22, 'other'],
    ['xupstdAlarmBatteryBad', 23, 'battery-fault'],
    ['xupstdOutputOffAsRequested', 24, 'output-off'],
    ['xupstdDiagnosticTestFailed', 25, 'battery-fault'],
    ['xupstdCommunicationsLost', 26, 'contact-lost'],
    ['xupstdUpsShutdownPending', 27, 'shutdown-imminent'],
    ['xupstdAlarmTestInProgress', 28, 'self-test'],
    ['xupstdLossOfRedundancy', 32, 'other'],
    ['xupstdAlarmChargerFailed', 34, 'battery-fault'],
    ['xupstdOnAlternatePowerSource', 39, 'other'],
    ['xupstdHeartbeat', 44, 'other'],
    ['xupstdDiagnosticTestPassed', 45, 'self-test'],
    ['xupstdAwaitingPower', 47, 'output-off'],
    ['xupstdOnMaintenanceBypass', 48, 'bypass'],
    ['xupstdCommEstablished', 49, 'contact-restored'],
    ['xupstdAgentDown', 50, 'other'],
    ['xupstdOutputNotProtected', 51, 'other'],
  ] as const
).map(([name, specific, meaning]) => ({ name, oids: trapOids(`${xups}.11.4.1`, specific), meaning }))
