import type { PowerFlag } from '../../../domain/power-state'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { SupplyClaim } from '../../ups-protocols/readings/weigh-supply'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'

/** EPPC-MIB (Phoenixtec) of PowerWalker's and others' network management cards. What is not set is -1. */
const agent = '1.3.6.1.4.1.935.10.1'
const eppc = `${agent}.1`
export const MIB_NAME = 'EPPC'

const object = (name: string, place: string): MibObject => ({ name: `upsE${name}`, oid: `${eppc}.${place}` })
const scalar = (name: string, place: string): MibObject => object(name, `${place}.0`)

export const IDENTITY = {
  manufacturer: scalar('IdentityManufacturer', '1.1'),
  model: scalar('IdentityModel', '1.2'),
  firmware: scalar('IdentityUPSFirmwareVerison', '1.3'),
  serial: scalar('IndentityUPSSerialNumber', '1.4'),
  agentFirmware: scalar('IdentityAgentSoftwareVerison', '1.6'),
} as const satisfies Record<string, MibObject>

export const STATE = {
  systemStatus: scalar('SystemStatus', '2.1'),
  outputPhases: scalar('SystemOutputNumPhase', '2.17'),
  inputPhases: scalar('SystemInputNumPhases', '2.15'),
  batteryStatus: scalar('BatteryStatus', '3.1'),
  secondsOnBattery: scalar('SecondsOnBattery', '3.2'),
  abm: scalar('BatteryABMStatus', '3.10'),
  segment1: scalar('LoadSegment1State', '5.5'),
  segment2: scalar('LoadSegment2State', '5.10'),
  test: scalar('BatteryTestResult', '7.3'),
  masterOffDelay: scalar('SystemMasterOffDelay', '8.7'),
  /** The numbers of the traps that stand, as text: "1,7". */
  standing: scalar('TrapState', '9.2'),
} as const satisfies Record<string, MibObject>

export const CONTROL = {
  test: scalar('BatteryTestStart', '7.1'),
  offDelay: scalar('ControlOutputOffDelay', '8.1'),
  onDelay: scalar('ControlOutputOnDelay', '8.2'),
  onOff: scalar('ControlOutputOnOffControl', '8.3'),
  segments: [
    { off: scalar('LoadSegment1OffDelay', '5.1'), on: scalar('LoadSegment1OnDelay', '5.2'), state: STATE.segment1 },
    { off: scalar('LoadSegment2OffDelay', '5.6'), on: scalar('LoadSegment2OnDelay', '5.7'), state: STATE.segment2 },
  ],
} as const

export const RUNTIME: ReadingObject = {
  ...scalar('BatteryEstimatedMinutesRemaining', '3.3'),
  reading: 'runtimeSeconds',
  divisor: 1 / 60,
}

export const READINGS: readonly (readonly ReadingObject[])[] = [
  [{ ...scalar('BatteryEstimatedChargeRemaining', '3.4'), reading: 'chargePercent', divisor: 1 }],
  [{ ...scalar('PositiveBatteryVoltage', '3.5'), reading: 'batteryVolts', divisor: 10 }],
  [{ ...STATE.secondsOnBattery, reading: 'secondsOnBattery', divisor: 1 }],
  [
    { ...scalar('BatteryTemperature', '3.8'), reading: 'temperatureCelsius', divisor: 10 },
    { ...scalar('SystemTemperature', '2.2'), reading: 'temperatureCelsius', divisor: 10 },
  ],
  [{ ...scalar('SystemConfigOutputVA', '2.9'), reading: 'nominalVoltAmperes', divisor: 1, unknownAt: [-1, 0] }],
  [{ ...scalar('SystemConfigOutputPower', '2.10'), reading: 'nominalWatts', divisor: 1, unknownAt: [-1, 0] }],
]

const lines = [['1'], ['2'], ['3']] as const
const column = (name: string, place: string, as: Pick<PhaseColumn, 'phase' | 'divisor'>): PhaseColumn => ({
  ...object(name, place),
  ...as,
  instances: lines,
})

export const INPUT_VOLTS = column('SystemInputVoltage', '2.16.1.3', { phase: PHASES.inputVolts, divisor: 10 })
export const OUTPUT_VOLTS = column('SystemOutputVoltage', '2.18.1.3', { phase: PHASES.outputVolts, divisor: 10 })
export const INPUT_COLUMNS: readonly PhaseColumn[] = [
  column('SystemInputFrequency', '2.16.1.2', { phase: PHASES.inputHertz, divisor: 10 }),
  INPUT_VOLTS,
]
export const OUTPUT_COLUMNS: readonly PhaseColumn[] = [
  column('SystemOutputFrequency', '2.18.1.2', { phase: { ...PHASES.inputHertz, whole: 'outputHertz' }, divisor: 10 }),
  OUTPUT_VOLTS,
  column('SystemOutputCurrent', '2.18.1.4', { phase: PHASES.outputAmperes, divisor: 10 }),
  column('SystemOutputWatts', '2.18.1.5', { phase: PHASES.outputWatts, divisor: 1 }),
  column('SystemOutputVA', '2.18.1.6', { phase: PHASES.outputVoltAmperes, divisor: 1 }),
  column('SystemOutputLoad', '2.18.1.7', { phase: PHASES.loadPercent, divisor: 1 }),
]

interface StatusWord {
  readonly word: string
  readonly claim: SupplyClaim
  readonly flags: readonly PowerFlag[]
}

export const SYSTEM_STATUS: Readonly<Record<number, StatusWord>> = {
  1: { word: 'power-on', claim: 'unknown', flags: [] },
  2: { word: 'stand-by', claim: 'off', flags: [] },
  3: { word: 'by-pass', claim: 'bypass', flags: [] },
  4: { word: 'line', claim: 'mains', flags: [] },
  5: { word: 'battery', claim: 'battery', flags: [] },
  6: { word: 'battery-test', claim: 'battery', flags: ['testing'] },
  7: { word: 'fault', claim: 'unknown', flags: ['fault'] },
  8: { word: 'converter', claim: 'mains', flags: [] },
  9: { word: 'eco', claim: 'mains', flags: ['eco'] },
  10: { word: 'shutdown', claim: 'off', flags: [] },
  11: { word: 'on-booster', claim: 'mains', flags: ['boost'] },
  12: { word: 'on-reducer', claim: 'mains', flags: ['trim'] },
  13: { word: 'other', claim: 'other', flags: [] },
}

export const BATTERY_STATUS = {
  1: 'unknown',
  2: 'normal',
  3: 'low',
  4: 'depleted',
  5: 'discharging',
  6: 'failure',
} as const satisfies Record<number, string>

export const ABM = { 1: 'charging', 2: 'floating', 3: 'resting', 4: 'discharging', 5: 'disabled' } as const satisfies Record<
  number,
  string
>

export const TEST_RESULT = {
  1: 'idle',
  2: 'in progress',
  3: 'no failure',
  4: 'failure or warning',
  5: 'not possible',
  6: 'cancelled',
} as const satisfies Record<number, string>

export const TRAPS: readonly SnmpTrap[] = (
  [
    ['upsEPowerFail', 1, 'on-battery'],
    ['upsEPowerRestored', 2, 'on-mains'],
    ['upsELowBattery', 3, 'low-battery'],
    ['upsEReturnFromLowBattery', 4, 'low-battery-over'],
    ['upsEFailed', 5, 'other'],
    ['upsEOnBattery', 7, 'on-battery'],
    ['upsENotOnBattery', 8, 'on-mains'],
    ['upsETestInProgress', 9, 'self-test'],
    ['upsETestOver', 10, 'self-test'],
    ['upsEBypassOn', 11, 'bypass'],
    ['upsEOnline', 12, 'other'],
    ['upsECommunicationLost', 13, 'contact-lost'],
    ['upsECommunicationEstablished', 14, 'contact-restored'],
    ['upsEGoingShutdown', 15, 'shutdown-imminent'],
    ['upsEShutdownCancelled', 16, 'other'],
    ['upsEOutlet1GoingShutdown', 17, 'shutdown-imminent'],
    ['upsEOutlet2GoingShutdown', 19, 'shutdown-imminent'],
    ['upsESleeping', 21, 'output-off'],
    ['upsEWokeUp', 22, 'other'],
    ['upsEOverTemperature', 23, 'other'],
    ['upsEOverLoad', 25, 'overload'],
    ['upsEEPOActive', 43, 'output-off'],
    ['upsEBatteryOpen', 57, 'battery-fault'],
    ['upsEOverloadWarning', 65, 'overload'],
    ['upsEChargerfault', 71, 'battery-fault'],
    ['upsERedundancyloss', 77, 'other'],
    ['upsEBelowCapacityLimit', 123, 'low-battery'],
    ['upsEBelowRemainTimeLimit', 125, 'low-battery'],
    ['upsELoadSegment1Off', 127, 'output-off'],
    ['upsELoadSegment2Off', 129, 'output-off'],
  ] as const
).map(([name, specific, meaning]) => ({ name, oids: trapOids(`${agent}.2`, specific), meaning }))
