import { PHASES } from '../../ups-protocols/readings/phases'
import type { OutletTable } from '../../ups-protocols/snmp/outlets'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'
import { upsMibLayout } from '../../ups-protocols/upsmib/layout'

/** MG-SNMP-UPS-MIB of MGE and Eaton 66102/66103 cards. */
const upsmg = '1.3.6.1.4.1.705.1'
export const MIB_NAME = 'MG-SNMP-UPS'

/** These cards switch their main output through the standard's objects, which they serve as well. */
export const UPS_MIB = upsMibLayout('RFC 1628', '1.3.6.1.2.1.33', 'ups')

const scalar = (name: string, place: string): MibObject => ({ name: `upsmg${name}`, oid: `${upsmg}.${place}.0` })
const column = (name: string, place: string): MibObject => ({ name: `mgreceptacle${name}`, oid: `${upsmg}.${place}` })

export const IDENTITY = {
  family: scalar('IdentFamilyName', '1.1'),
  model: scalar('IdentModelName', '1.2'),
  firmware: scalar('IdentFirmwareVersion', '1.4'),
  serial: scalar('IdentSerialNumber', '1.7'),
  agentFirmware: scalar('AgentFirmwareVersion', '12.12'),
} as const satisfies Record<string, MibObject>

/** All of these are yes (1) or no (2). */
export const CONDITIONS = {
  batteryFault: scalar('BatteryFaultBattery', '5.9'),
  noBattery: scalar('BatteryNoBattery', '5.10'),
  replaceBattery: scalar('BatteryReplacement', '5.11'),
  batteryUnavailable: scalar('BatteryUnavailableBattery', '5.12'),
  lowBattery: scalar('BatteryLowBattery', '5.14'),
  chargerFault: scalar('BatteryChargerFault', '5.15'),
  lowCondition: scalar('BatteryLowCondition', '5.16'),
  inputBad: scalar('InputBadStatus', '6.3'),
  onBattery: scalar('OutputOnBattery', '7.3'),
  onBypass: scalar('OutputOnByPass', '7.4'),
  utilityOff: scalar('OutputUtilityOff', '7.7'),
  onBoost: scalar('OutputOnBoost', '7.8'),
  inverterOff: scalar('OutputInverterOff', '7.9'),
  overload: scalar('OutputOverLoad', '7.10'),
  overTemperature: scalar('OutputOverTemp', '7.11'),
  onBuck: scalar('OutputOnBuck', '7.12'),
} as const satisfies Record<string, MibObject>
export type Condition = keyof typeof CONDITIONS

export const STATE = {
  failCause: scalar('InputLineFailCause', '6.4'),
  inputPhases: scalar('InputPhaseNum', '6.1'),
  outputPhases: scalar('OutputPhaseNum', '7.1'),
  batteryTestResult: scalar('TestBatteryResult', '10.11'),
  /** Odd: the card hears its UPS; even: it does not. */
  contact: scalar('AgentCommUPS', '12.13'),
} as const satisfies Record<string, MibObject>

export const TEST_START = scalar('TestBatteryCalibration', '10.4')

const reading = (
  name: string,
  place: string,
  as: Pick<ReadingObject, 'reading' | 'divisor' | 'unknownAt'>,
): readonly ReadingObject[] => [{ ...scalar(name, place), ...as }]

export const READINGS: readonly (readonly ReadingObject[])[] = [
  reading('BatteryRemainingTime', '5.1', { reading: 'runtimeSeconds', divisor: 1 }),
  reading('BatteryLevel', '5.2', { reading: 'chargePercent', divisor: 1 }),
  reading('BatteryVoltage', '5.5', { reading: 'batteryVolts', divisor: 10 }),
  reading('BatteryTemperature', '5.7', { reading: 'temperatureCelsius', divisor: 1 }),
  reading('ConfigLowBatteryTime', '4.7', { reading: 'lowBatteryRuntimeSeconds', divisor: 1 }),
  reading('ConfigVARating', '4.12', { reading: 'nominalVoltAmperes', divisor: 1, unknownAt: [-1, 0] }),
]

/** Cards disagree about whether `.0` ends the index. */
const phases = [
  ['1.0', '1'],
  ['2.0', '2'],
  ['3.0', '3'],
] as const

const phaseColumn = (name: string, place: string, phase: PhaseColumn['phase'], divisor: number): PhaseColumn => ({
  name: `mg${name}`,
  oid: `${upsmg}.${place}`,
  phase,
  divisor,
  instances: phases,
})

/** In tenths of a volt. */
export const INPUT_VOLTS = phaseColumn('inputVoltage', '6.2.1.2', PHASES.inputVolts, 10)
export const OUTPUT_VOLTS = phaseColumn('outputVoltage', '7.2.1.2', PHASES.outputVolts, 10)

export const INPUT_COLUMNS: readonly PhaseColumn[] = [
  INPUT_VOLTS,
  phaseColumn('inputFrequency', '6.2.1.3', PHASES.inputHertz, 10),
]
export const OUTPUT_COLUMNS: readonly PhaseColumn[] = [
  OUTPUT_VOLTS,
  phaseColumn('outputFrequency', '7.2.1.3', { ...PHASES.inputHertz, whole: 'outputHertz' }, 10),
  phaseColumn('outputLoadPerPhase', '7.2.1.4', PHASES.loadPercent, 1),
  phaseColumn('outputCurrent', '7.2.1.5', PHASES.outputAmperes, 10),
]

/** Receptacles: the first is the main output where a UPS counts it among them. Odd words are on, even ones off. */
export const OUTLETS: OutletTable = {
  name: column('Ident', '3.2.1.4'),
  state: column('State', '3.2.1.5'),
  rows: 4,
  states: { 1: 'on', 2: 'off', 3: 'on', 4: 'off', 5: 'on', 6: 'off', 7: 'on', 8: 'off' },
}

export const RECEPTACLE = {
  onDelay: column('OnDelay', '9.1.1.2'),
  onControl: column('OnCtrl', '9.1.1.3'),
  onStatus: column('OnStatus', '9.1.1.4'),
  offDelay: column('OffDelay', '9.1.1.5'),
  offControl: column('OffCtrl', '9.1.1.6'),
  offStatus: column('OffStatus', '9.1.1.7'),
  toggleDelay: column('ToggleDelay', '9.1.1.8'),
  toggleControl: column('ToggleCtrl', '9.1.1.9'),
  toggleStatus: column('ToggleStatus', '9.1.1.10'),
} as const satisfies Record<string, MibObject>

export const FAIL_CAUSE = {
  1: 'none',
  2: 'voltage out of tolerance',
  3: 'frequency out of tolerance',
  4: 'utility off',
} as const satisfies Record<number, string>

export const YES_NO = { 1: 'yes', 2: 'no' } as const satisfies Record<number, string>

export const TRAPS: readonly SnmpTrap[] = (
  [
    ['upsmgBatteryFault', 1, 'battery-fault'],
    ['upsmgBatteryReplacementIndicated', 3, 'battery-fault'],
    ['upsmgAtLowBattery', 5, 'low-battery'],
    ['upsmgFromLowBattery', 6, 'low-battery-over'],
    ['upsmgChargerFault', 7, 'battery-fault'],
    ['upsmgAtLowCondition', 9, 'low-battery'],
    ['upsmgFromLowCondition', 10, 'low-battery-over'],
    ['upsmgOnBattery', 11, 'on-battery'],
    ['upsmgReturnFromBattery', 12, 'on-mains'],
    ['upsmgOnByPass', 13, 'bypass'],
    ['upsmgReturnFromByPass', 14, 'other'],
    ['upsmgUtilityFailure', 17, 'on-battery'],
    ['upsmgUtilityRestored', 18, 'on-mains'],
    ['upsmgOverLoad', 21, 'overload'],
    ['upsmgLoadOK', 22, 'other'],
    ['upsmgOverTemperature', 23, 'other'],
    ['upsmgOffToStart', 29, 'shutdown-imminent'],
    ['upsmgOffAbort', 30, 'other'],
    ['upsmgOffInProgress', 31, 'shutdown-imminent'],
    ['upsmgOffComplete', 32, 'output-off'],
    ['upsmgToggleToStart', 33, 'shutdown-imminent'],
    ['upsmgToggleInProgress', 35, 'shutdown-imminent'],
    ['upsmgCommunicationFailure', 37, 'contact-lost'],
    ['upsmgCommunicationRestored', 38, 'contact-restored'],
    ['upsmgBatteryUnavailable', 41, 'battery-fault'],
    ['upsmgDiagnosticTestFail', 45, 'battery-fault'],
    ['upsmgDiagnosticTestOK', 46, 'self-test'],
    ['upsmgBatteryTestOK', 47, 'self-test'],
    ['upsmgBatteryTestFail', 48, 'battery-fault'],
    ['upsRedundancyLost', 65, 'other'],
    ['upsRedundancyOK', 66, 'other'],
    ['upsProtectionLost', 67, 'other'],
    ['upsProtectionOK', 68, 'other'],
  ] as const
).map(([name, specific, meaning]) => ({ name, oids: trapOids(`${upsmg}.11`, specific), meaning }))
