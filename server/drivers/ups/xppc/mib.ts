import type { PowerFlag } from '../../../domain/power-state'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { SupplyClaim } from '../../ups-protocols/readings/weigh-supply'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'

/** XPPC-MIB (Phoenixtec) of Megatec's NetAgent cards, which many brands sell. */
const ppc = '1.3.6.1.4.1.935'
const xppc = `${ppc}.1.1.1`
export const MIB_NAME = 'XPPC'

const scalar = (name: string, place: string): MibObject => ({ name, oid: `${xppc}.${place}.0` })

export const IDENTITY = {
  model: scalar('upsBaseIdentModel', '1.1.1'),
  firmware: scalar('upsSmartIdentFirmwareRevision', '1.2.1'),
  serial: scalar('upsSmartIdentUpsSerialNumber', '1.2.3'),
} as const satisfies Record<string, MibObject>

export const STATE = {
  batteryStatus: scalar('upsBaseBatteryStatus', '2.1.1'),
  secondsOnBattery: scalar('upsBaseBatteryTimeOnBattery', '2.1.2'),
  replaceBattery: scalar('upsSmartBatteryReplaceIndicator', '2.2.5'),
  failCause: scalar('upsSmartInputLineFailCause', '3.2.5'),
  outputStatus: scalar('upsBaseOutputStatus', '4.1.1'),
  test: scalar('upsSmartTestDiagnosticsResults', '7.2.3'),
  calibration: scalar('upsSmartTestCalibrationResults', '7.2.7'),
  batteryLow: scalar('upsThreePhaseDCandRectifierStatusLowBattery', '8.5.3'),
  batteryMode: scalar('upsThreePhaseDCandRectifierStatusBatteryStatus', '8.5.5'),
  manualBypass: scalar('upsThreePhaseUPSStatusManualBypassBreaker', '8.6.2'),
  acStatus: scalar('upsThreePhaseUPSStatusACStatus', '8.6.3'),
  staticSwitch: scalar('upsThreePhaseUPSStaticSwitchMode', '8.6.4'),
} as const satisfies Record<string, MibObject>

/** Faults of three-phase UPSs: 14 is yes, 16 is no. */
export const THREE_PHASE_FAULTS: readonly (MibObject & { readonly flag: PowerFlag; readonly alarm: string })[] = (
  [
    ['EmergencyStop', '8.7.1', 'fault', 'emergency stop'],
    ['HighDCShutdown', '8.7.2', 'fault', 'shut down for high DC'],
    ['OverLoad', '8.7.4', 'overload', 'output overload'],
    ['InverterOutputFail', '8.7.5', 'fault', 'inverter output failed'],
    ['OverTemperature', '8.7.6', 'overheated', 'over temperature'],
    ['ShortCircuit', '8.7.7', 'fault', 'short circuit'],
  ] as const
).map(([name, place, flag, alarm]) => ({ ...scalar(`upsThreePhaseFaultStatus${name}`, place), flag, alarm }))

export const CONTROL = {
  shutoffDelay: scalar('upsSmartConfigShutoffDelay', '5.2.10'),
  off: scalar('upsSmartControlUpsOff', '6.2.1'),
  conserveBattery: scalar('upsBaseControlConserveBattery', '6.1.1'),
  on: scalar('upsSmartControlTurnOnUpsLoad', '6.2.6'),
  test: scalar('upsSmartTestDiagnostics', '7.2.2'),
  calibration: scalar('upsSmartTestRuntimeCalibration', '7.2.6'),
} as const satisfies Record<string, MibObject>

const reading = (name: string, place: string, as: Pick<ReadingObject, 'reading' | 'divisor' | 'unknownAt'>): ReadingObject => ({
  ...scalar(name, place),
  ...as,
})

/** Values of single-phase UPSs; the first of each group is the three-phase group's, where a card serves that. */
export const READINGS: readonly (readonly ReadingObject[])[] = [
  // The three-phase group has it in minutes; the seconds are finer.
  [
    reading('upsSmartBatteryRunTimeRemaining', '2.2.4', { reading: 'runtimeSeconds', divisor: 1 }),
    reading('upsThreePhaseBatteryTimeRemain', '8.1.3', { reading: 'runtimeSeconds', divisor: 1 / 60 }),
  ],
  [
    reading('upsSmartBatteryCapacity', '2.2.1', { reading: 'chargePercent', divisor: 1 }),
    reading('upsThreePhaseBatteryCapacityPercentage', '8.1.2', { reading: 'chargePercent', divisor: 1 }),
  ],
  [reading('upsSmartBatteryVoltage', '2.2.2', { reading: 'batteryVolts', divisor: 10 })],
  [reading('upsSmartBatteryTemperature', '2.2.3', { reading: 'temperatureCelsius', divisor: 10 })],
  [{ ...STATE.secondsOnBattery, reading: 'secondsOnBattery', divisor: 1 }],
  [
    reading('upsThreePhaseInputFrequency', '8.2.1', { reading: 'inputHertz', divisor: 10 }),
    reading('upsSmartInputFrequency', '3.2.4', { reading: 'inputHertz', divisor: 10 }),
  ],
  [
    reading('upsThreePhaseOutputFrequency', '8.3.1', { reading: 'outputHertz', divisor: 10 }),
    reading('upsSmartOutputFrequency', '4.2.2', { reading: 'outputHertz', divisor: 10 }),
  ],
  [reading('upsSmartInputLineVoltage', '3.2.1', { reading: 'inputVolts', divisor: 10 })],
  [reading('upsSmartOutputVoltage', '4.2.1', { reading: 'outputVolts', divisor: 10 })],
  [reading('upsSmartOutputLoad', '4.2.3', { reading: 'loadPercent', divisor: 1 })],
  [reading('upsSmartConfigLowBatteryRunTime', '5.2.8', { reading: 'lowBatteryRuntimeSeconds', divisor: 1 })],
]

export const SINGLE_INPUT_VOLTS = scalar('upsSmartInputLineVoltage', '3.2.1')

/** Three scalars side by side (R, S, T), in tenths, as if they were the rows of a table. */
const threeScalars = (name: string, group: string, first: number, phase: PhaseColumn['phase']): PhaseColumn => ({
  name,
  oid: `${xppc}.${group}`,
  phase,
  divisor: 10,
  instances: [[`${first}.0`], [`${first + 1}.0`], [`${first + 2}.0`]],
})

export const INPUT_VOLTS = threeScalars('upsThreePhaseInputVoltage', '8.2', 2, PHASES.inputVolts)
export const OUTPUT_VOLTS = threeScalars('upsThreePhaseOutputVoltage', '8.3', 2, PHASES.outputVolts)
export const THREE_PHASE_COLUMNS: readonly PhaseColumn[] = [
  INPUT_VOLTS,
  OUTPUT_VOLTS,
  threeScalars('upsThreePhaseOutputLoadPercentage', '8.3', 5, PHASES.loadPercent),
]

interface StatusWord {
  readonly word: string
  readonly claim: SupplyClaim
  readonly flags: readonly PowerFlag[]
}

export const OUTPUT_STATUS: Readonly<Record<number, StatusWord>> = {
  1: { word: 'unknown', claim: 'unknown', flags: [] },
  2: { word: 'on line', claim: 'mains', flags: [] },
  3: { word: 'on battery', claim: 'battery', flags: [] },
  4: { word: 'boost', claim: 'mains', flags: ['boost'] },
  5: { word: 'sleeping', claim: 'off', flags: [] },
  6: { word: 'bypass', claim: 'bypass', flags: [] },
  7: { word: 'rebooting', claim: 'off', flags: [] },
  8: { word: 'standby', claim: 'off', flags: [] },
  9: { word: 'buck', claim: 'mains', flags: ['trim'] },
}

export const BATTERY_STATUS = { 1: 'unknown', 2: 'normal', 3: 'low' } as const satisfies Record<number, string>
export const TEST_RESULT = { 1: 'ok', 2: 'failed', 3: 'invalid', 4: 'in progress' } as const satisfies Record<number, string>

export const TRAPS: readonly SnmpTrap[] = (
  [
    ['communicationLost', 1, 'contact-lost'],
    ['upsOverLoad', 2, 'overload'],
    ['upsDiagnosticsFailed', 3, 'battery-fault'],
    ['upsDischarged', 4, 'self-test'],
    ['upsOnBattery', 5, 'on-battery'],
    ['boostOn', 6, 'other'],
    ['lowBattery', 7, 'low-battery'],
    ['communicationEstablished', 8, 'contact-restored'],
    ['powerRestored', 9, 'on-mains'],
    ['upsDiagnosticsPassed', 10, 'self-test'],
    ['returnFromLowBattery', 11, 'low-battery-over'],
    ['upsTurnedOff', 12, 'output-off'],
    ['upsSleeping', 13, 'output-off'],
    ['upsWokeUp', 14, 'other'],
    ['upsRebootStarted', 15, 'output-off'],
    ['upsBypass', 32, 'bypass'],
    ['upsTest', 51, 'self-test'],
    ['upsScheduleShutdown', 52, 'shutdown-imminent'],
    ['upsBypassReturn', 53, 'other'],
    ['upsShortCircuitShutdown', 54, 'output-off'],
    ['upsInverterOutputFailShutdown', 55, 'output-off'],
    ['upsHighDCShutdown', 57, 'output-off'],
    ['upsEmergencyStop', 58, 'output-off'],
    ['upsBypassMode', 60, 'bypass'],
    ['upsOverTemperatureShutdown', 61, 'output-off'],
    ['upsOverLoadShutdown', 62, 'output-off'],
    ['upsCapacityUnderrun', 63, 'low-battery'],
    ['upsLowBatteryShutdown', 67, 'output-off'],
  ] as const
).map(([name, specific, meaning]) => ({ name, oids: trapOids(ppc, specific), meaning }))
