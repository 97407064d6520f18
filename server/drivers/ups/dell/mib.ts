import type { MibObject, ReadingObject } from '../../ups-protocols/snmp/table'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'

/** DELL-SNMP-UPS-MIB of Dell's UPS network management cards (made by Eaton). */
const dell = '1.3.6.1.4.1.674.10902.2'
export const MIB_NAME = 'DELL-SNMP-UPS'

const scalar = (name: string, place: string): MibObject => ({ name, oid: `${dell}.${place}.0` })

export const IDENTITY = {
  manufacturer: scalar('productIDVendor', '100.3'),
  model: scalar('productIDDisplayName', '100.1'),
  agentFirmware: scalar('productIDVersion', '100.4'),
  serial: scalar('physicalIdentSerialNumber', '120.1.2'),
  firmware: scalar('physicalIdentReferenceNumber', '120.1.4'),
} as const satisfies Record<string, MibObject>

export const STATE = {
  globalStatus: scalar('productStatusGlobalStatus', '110.1'),
  /** The numbers of the traps that stand, as text: "1,5,23". */
  alarms: scalar('physicalUPSAlarmsStatus', '120.4.2'),
  secondsToShutdown: scalar('physicalUPSRuntimeToShutdown', '120.4.3'),
  battery: scalar('physicalBatteryABMStatus', '120.5.1'),
  test: scalar('physicalBatteryTestStatus', '120.5.2'),
} as const satisfies Record<string, MibObject>

/** No shutdown counts. */
export const NO_SHUTDOWN = 2_147_483_647

export const READINGS: readonly (readonly ReadingObject[])[] = [
  [{ ...scalar('physicalBatterySecondsRemaining', '120.5.3'), reading: 'runtimeSeconds', divisor: 1 }],
  [{ ...scalar('physicalOutputVA', '120.2.9'), reading: 'outputVoltAmperes', divisor: 1 }],
]

/** The two load segments: they tell a countdown, not whether they are on. */
export const SEGMENT_COUNTDOWNS = [
  scalar('physicalLoadSegment1ShutdownAfterDelay', '120.6.1'),
  scalar('physicalLoadSegment2ShutdownAfterDelay', '120.6.3'),
] as const

export const GLOBAL_STATUS = {
  1: 'other',
  2: 'unknown',
  3: 'ok',
  4: 'not critical',
  5: 'critical',
  6: 'not recoverable',
} as const satisfies Record<number, string>

export const BATTERY_STATUS = {
  1: 'charging',
  2: 'discharging',
  3: 'floating',
  4: 'resting',
  5: 'off',
} as const satisfies Record<number, string>

export const TEST_STATUS = {
  1: 'passed',
  2: 'warning',
  3: 'error',
  4: 'aborted',
  5: 'in progress',
  6: 'none',
  7: 'scheduled',
} as const satisfies Record<number, string>

/** Traps of conditions that stand until their even neighbour, and so are named in the list of alarms. */
export const CONDITIONS = {
  1: 'inverter over voltage',
  3: 'inverter under voltage',
  5: 'bypass frequency out of range',
  7: 'reducing',
  9: 'boosting',
  11: 'input over voltage',
  13: 'input under voltage',
  15: 'input frequency out of range',
  17: 'emergency power off',
  19: 'overload level 1',
  21: 'overload level 2',
  23: 'overload level 3',
  33: 'rectifier fault',
  35: 'inverter fault',
  37: 'charger failure',
  39: 'EEPROM failure',
  41: 'shutdown imminent',
  43: 'low battery',
  45: 'output short circuit',
  47: 'utility not present',
  49: 'battery over voltage',
  51: 'heatsink over temperature',
  53: 'bypass not available',
  55: 'on maintenance bypass',
  57: 'on battery',
  59: 'on bypass',
  61: 'battery test in progress',
  63: 'battery needs replacement',
  65: 'fan failure',
  67: 'site wiring fault',
  69: 'battery disconnected',
  71: 'UPS off',
  85: 'high efficiency mode',
  93: 'service battery',
  96: 'communication lost',
} as const satisfies Record<number, string>
export type ConditionNumber = keyof typeof CONDITIONS

export const TRAPS: readonly SnmpTrap[] = (
  [
    ['trapRemoteEmergencyPowerOff', 17, 'output-off'],
    ['trapLevel1Overload', 19, 'overload'],
    ['trapLevel2Overload', 21, 'overload'],
    ['trapLevel3Overload', 23, 'overload'],
    ['trapChargerFailure', 37, 'battery-fault'],
    ['trapShutdownImminent', 41, 'shutdown-imminent'],
    ['trapShutdownImminentOver', 42, 'other'],
    ['trapBatteryLow', 43, 'low-battery'],
    ['trapBatteryOk', 44, 'low-battery-over'],
    ['trapUtilityNotPresent', 47, 'on-battery'],
    ['trapUtilityPresent', 48, 'on-mains'],
    ['trapOnManualBypass', 55, 'bypass'],
    ['trapUPSOnBattery', 57, 'on-battery'],
    ['trapUPSReturnFromBattery', 58, 'on-mains'],
    ['trapUPSOnBypass', 59, 'bypass'],
    ['trapUPSReturnFromBypass', 60, 'other'],
    ['trapBatteryTestInProgress', 61, 'self-test'],
    ['trapBatteryTestDone', 62, 'self-test'],
    ['trapBatteryNeedReplacement', 63, 'battery-fault'],
    ['trapBatteryDisconnected', 69, 'battery-fault'],
    ['trapUPSOff', 71, 'output-off'],
    ['trapUPSOn', 72, 'other'],
    ['trapServiceBattery', 93, 'battery-fault'],
    ['trapCommunicationLost', 96, 'contact-lost'],
    ['trapCommunicationRestored', 97, 'contact-restored'],
  ] as const
).map(([name, specific, meaning]) => ({ name, oids: trapOids(`${dell}.140`, specific), meaning }))
