import type { PowerFlag } from '../../../domain/power-state'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { SupplyClaim } from '../../ups-protocols/readings/weigh-supply'
import type { OutletTable } from '../../ups-protocols/snmp/outlets'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'

/** TRIPPLITE-PRODUCTS of PowerAlert, WEBCARDLX and the like. An agent may speak for several devices; the first is read. */
const products = '1.3.6.1.4.1.850.1'
const ups = `${products}.1.3.1`
const device = '1'
export const MIB_NAME = 'TRIPPLITE-PRODUCTS'

const ofDevice = (name: string, place: string): MibObject => ({ name: `tlpUps${name}`, oid: `${ups}.${place}.${device}` })

export const IDENTITY = {
  manufacturer: { name: 'tlpDeviceManufacturer', oid: `${products}.1.1.2.1.4.${device}` },
  model: { name: 'tlpDeviceModel', oid: `${products}.1.1.2.1.5.${device}` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  deviceStatus: { name: 'tlpDeviceStatus', oid: `${products}.1.1.2.1.10.${device}` },
  mainLoad: ofDevice('DeviceMainLoadState', '2.1.1.1'),
  testResult: ofDevice('DeviceTestResultsStatus', '2.1.1.6'),
  batteryStatus: ofDevice('BatteryStatus', '3.1.1.1.1'),
  secondsOnBattery: ofDevice('SecondsOnBattery', '3.1.1.1.2'),
  charge: ofDevice('BatteryDetailCharge', '3.1.2.1.4'),
  charger: ofDevice('BatteryDetailChargerStatus', '3.1.2.1.5'),
  pack: { name: 'tlpUpsBatteryPackDetailCondition', oid: `${ups}.3.1.5.1.1.${device}.1` },
  outputSource: ofDevice('OutputSource', '3.3.1.1.1'),
  outputPhases: ofDevice('IdentNumOutputs', '1.2.1.2'),
  alarmsPresent: { name: 'tlpAlarmsPresent', oid: `${products}.3.1.0` },
} as const satisfies Record<string, MibObject>

export const CONTROL = {
  selfTest: ofDevice('ControlSelfTest', '4.1.1.1'),
  mainLoad: ofDevice('DeviceMainLoadCommand', '2.1.1.3'),
  outlet: { name: 'tlpUpsOutletCommand', oid: `${ups}.3.5.1.1.6.${device}` },
} as const satisfies Record<string, MibObject>

const reading = (object: MibObject, as: Omit<ReadingObject, keyof MibObject>): ReadingObject => ({ ...object, ...as })
/** An unsigned object that holds a small negative number. */
const wrapped = [-1, 65_535, 4_294_967_295] as const

export const READINGS: readonly (readonly ReadingObject[])[] = [
  [
    reading(ofDevice('BatteryRunTimeRemaining', '3.1.1.1.5'), {
      reading: 'runtimeSeconds',
      divisor: 100,
      unknownAt: [0, -1, 4_294_967_295],
    }),
    reading(ofDevice('EstimatedMinutesRemaining', '3.1.1.1.3'), { reading: 'runtimeSeconds', divisor: 1 / 60 }),
  ],
  [reading(ofDevice('EstimatedChargeRemaining', '3.1.1.1.4'), { reading: 'chargePercent', divisor: 1 })],
  [reading(STATE.secondsOnBattery, { reading: 'secondsOnBattery', divisor: 1 })],
  [reading(ofDevice('BatteryDetailVoltage', '3.1.2.1.1'), { reading: 'batteryVolts', divisor: 10 })],
  [reading(ofDevice('BatteryDetailCurrent', '3.1.2.1.2'), { reading: 'batteryAmperes', divisor: 100, unknownAt: wrapped })],
  [reading(ofDevice('DeviceTemperatureC', '2.1.1.7'), { reading: 'temperatureCelsius', divisor: 10 })],
  [reading(ofDevice('OutputFrequency', '3.3.1.1.3'), { reading: 'outputHertz', divisor: 10 })],
  [reading(ofDevice('OutputVARating', '3.3.1.1.4'), { reading: 'nominalVoltAmperes', divisor: 1, unknownAt: [-1, 0] })],
  [reading(ofDevice('ConfigLowBatteryTime', '5.3.1.3'), { reading: 'lowBatteryRuntimeSeconds', divisor: 1 })],
]

const lines = [['1'], ['2'], ['3']] as const
const column = (name: string, place: string, as: Pick<PhaseColumn, 'phase' | 'divisor'>): PhaseColumn => ({
  ...ofDevice(name, place),
  ...as,
  instances: lines,
})

export const INPUT_VOLTS = column('InputPhaseVoltage', '3.2.2.1.3', { phase: PHASES.inputVolts, divisor: 10 })
export const OUTPUT_VOLTS = column('OutputLineVoltage', '3.3.2.1.2', { phase: PHASES.outputVolts, divisor: 10 })
export const INPUT_COLUMNS: readonly PhaseColumn[] = [
  column('InputPhaseFrequency', '3.2.2.1.2', { phase: PHASES.inputHertz, divisor: 10 }),
  INPUT_VOLTS,
]
export const OUTPUT_COLUMNS: readonly PhaseColumn[] = [
  OUTPUT_VOLTS,
  column('OutputLineCurrent', '3.3.2.1.3', { phase: PHASES.outputAmperes, divisor: 100 }),
  column('OutputLinePower', '3.3.2.1.4', { phase: PHASES.outputWatts, divisor: 1 }),
  column('OutputLinePercentLoad', '3.3.2.1.5', { phase: PHASES.loadPercent, divisor: 1 }),
]

export const OUTLETS: OutletTable = {
  name: { name: 'tlpUpsOutletName', oid: `${ups}.3.5.1.1.2.${device}` },
  state: { name: 'tlpUpsOutletState', oid: `${ups}.3.5.1.1.4.${device}` },
  rows: 8,
  states: { 1: 'off', 2: 'on' },
}

interface SourceWord {
  readonly word: string
  readonly claim: SupplyClaim
  readonly flags: readonly PowerFlag[]
}

/** tlpUpsOutputSource; 10 is of newer firmware. */
export const OUTPUT_SOURCE: Readonly<Record<number, SourceWord>> = {
  0: { word: 'unknown', claim: 'unknown', flags: [] },
  1: { word: 'other', claim: 'other', flags: [] },
  2: { word: 'none', claim: 'off', flags: [] },
  3: { word: 'normal', claim: 'mains', flags: [] },
  4: { word: 'bypass', claim: 'bypass', flags: [] },
  5: { word: 'battery', claim: 'battery', flags: [] },
  6: { word: 'boosting', claim: 'mains', flags: ['boost'] },
  7: { word: 'reducing', claim: 'mains', flags: ['trim'] },
  8: { word: 'second', claim: 'mains', flags: [] },
  9: { word: 'economy', claim: 'mains', flags: ['eco'] },
  10: { word: 'testing', claim: 'other', flags: ['testing'] },
}

export const BATTERY_STATUS = { 1: 'unknown', 2: 'normal', 3: 'low', 4: 'depleted' } as const satisfies Record<number, string>

export const CHARGE = {
  0: 'floating',
  1: 'charging',
  2: 'resting',
  3: 'discharging',
  4: 'normal',
  5: 'standby',
} as const satisfies Record<number, string>

export const TEST_RESULT = {
  0: 'no test',
  1: 'passed',
  2: 'warning',
  3: 'error',
  4: 'aborted',
  5: 'in progress',
  6: 'no test initiated',
  7: 'bad battery',
  8: 'over current',
  9: 'battery failed',
} as const satisfies Record<number, string>

/** What an entry of the alarm table is about travels in varbinds. */
export const TRAPS: readonly SnmpTrap[] = (
  [
    ['tlpNotificationsAlarmEntryAdded', '4.1', 1, 'other'],
    ['tlpNotificationsAlarmEntryRemoved', '4.1', 2, 'other'],
    ['tlpNotificationsUpsBatteryLowVoltageShutdown', '4.2.3', 1, 'output-off'],
    ['tlpNotificationsUpsBatteryLowPercentageShutdown', '4.2.3', 2, 'output-off'],
    ['tlpNotificationsUpsTransferToSelftest', '4.2.3', 13, 'self-test'],
    ['tlpNotificationsUpsTransferToEconomy', '4.2.3', 14, 'other'],
    ['tlpNotificationsUpsTransferToFaultBypass', '4.2.3', 16, 'bypass'],
    ['tlpNotificationsUpsOnBatteryTimeoutShutdown', '4.2.3', 19, 'output-off'],
    ['tlpNotificationsUpsLowBatteryPercentageShutdown', '4.2.3', 20, 'output-off'],
    ['tlpNotificationsUpsTransferToBattery', '4.2.3', 34, 'on-battery'],
    ['tlpNotificationsUpsTransferToOnline', '4.2.3', 39, 'on-mains'],
  ] as const
).map(([name, place, specific, meaning]) => ({ name, oids: trapOids(`${products}.${place}`, specific), meaning }))
