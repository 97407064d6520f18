import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import type { StateObject, StatesLayout } from '../../ups-protocols/states/layout'
import { trapsOf } from '../../ups-protocols/states/traps'

/** HUAWEI-UPS-MIB; its tables have a row for each rack, of which the first is read. */
const huawei = '1.3.6.1.4.1.2011.6.174'
const rack = '1'

export const IDENTITY = {
  model: { name: 'hwUpsDeviceType', oid: `${huawei}.1.2.100.1.2.${rack}` },
  firmware: { name: 'hwUpsDeviceSoftVersion', oid: `${huawei}.1.2.100.1.3.${rack}` },
  serial: { name: 'hwUpsDeviceESN', oid: `${huawei}.1.2.100.1.5.${rack}` },
  agentFirmware: { name: 'hwUpsDeviceMonitorSoftVersion', oid: `${huawei}.1.2.100.1.9.${rack}` },
} as const satisfies Record<string, MibObject>

export const STATE = {
  supplyMethod: { name: 'hwUpsDevicePowerSupplyMethod', oid: `${huawei}.1.2.101.1.1.${rack}` },
  running: { name: 'hwUpsDeviceRunningStatus', oid: `${huawei}.1.2.101.1.2.${rack}` },
  battery: { name: 'hwUpsDeviceBatteryState', oid: `${huawei}.1.2.101.1.3.${rack}` },
  shutdownOrder: { name: 'hwUpsDeviceDelayShutdownOrder', oid: `${huawei}.1.2.101.1.8.${rack}` },
  health: { name: 'hwUpsBatterySoh', oid: `${huawei}.1.6.100.1.7.${rack}` },
} as const satisfies Record<string, MibObject>

const source: StateObject = {
  object: STATE.supplyMethod,
  meanings: {
    1: { word: 'no output', supply: 'off' },
    2: { word: 'bypass', supply: 'bypass' },
    3: { word: 'normal', supply: 'mains' },
    4: { word: 'battery', supply: 'battery' },
    5: { word: 'shared by mains and battery', supply: 'mains', alarm: 'mains and battery share the load' },
    6: { word: 'normal ECO', supply: 'mains', flags: ['eco'] },
    7: { word: 'battery ECO', supply: 'battery' },
  },
}

const states: readonly StateObject[] = [
  {
    object: STATE.running,
    meanings: {
      1: { word: 'single' },
      2: { word: 'parallel' },
      3: { word: 'single ECO' },
      4: { word: 'parallel ECO' },
      5: { word: 'aging test', alarm: 'aging test' },
    },
  },
  {
    object: STATE.battery,
    meanings: {
      1: { word: 'none', flags: ['battery-missing'], alarm: 'no battery' },
      2: { word: 'temporary' },
      3: { word: 'sleep', discharging: false },
      4: { word: 'float charge', discharging: false },
      5: { word: 'boost charge', discharging: false, flags: ['charging'] },
      6: { word: 'discharge', discharging: true },
    },
  },
  {
    object: STATE.shutdownOrder,
    meanings: { 1: { word: 'none' }, 2: { word: 'ordered', flags: ['shutdown-pending'], alarm: 'delayed shutdown ordered' } },
  },
  {
    object: STATE.health,
    meanings: {
      1: { word: 'good' },
      2: { word: 'maintenance', alarm: 'battery requires maintenance' },
      3: { word: 'replace', flags: ['replace-battery'], alarm: 'replace battery' },
    },
  },
]

const battery = (name: string, number: number, reading: ReadingObject['reading'], divisor: number): ReadingObject => ({
  name,
  oid: `${huawei}.1.6.100.1.${number}.${rack}`,
  reading,
  divisor,
})

const readings: readonly ReadingObject[] = [
  battery('hwUpsBatteryVoltage', 1, 'batteryVolts', 10),
  {
    ...battery('hwUpsBatteryCurrent', 2, 'batteryAmperes', 10),
    // Signed: -1 is a tenth of an ampere.
    unknownAt: [65_535, 655_350, 2_147_483_647, 4_294_967_295],
  },
  battery('hwUpsBatteryCapacityLeft', 3, 'chargePercent', 1),
  { ...battery('hwUpsBatteryBackupTime', 4, 'runtimeSeconds', 1), unknownAt: [-1, 2_147_483_647, 4_294_967_295] },
  battery('hwUpsBatterytemperature', 6, 'temperatureCelsius', 10),
  { name: 'hwUpsInputFrequency', oid: `${huawei}.1.3.100.1.4.${rack}`, reading: 'inputHertz', divisor: 100 },
  { name: 'hwUpsOutputFrequency', oid: `${huawei}.1.4.100.1.7.${rack}`, reading: 'outputHertz', divisor: 100 },
]

/** The phases are columns here, one after the other from `first` on. */
const phases = (name: string, group: number, first: number, phase: PhaseColumn['phase'], divisor: number): PhaseColumn => ({
  name,
  oid: `${huawei}.1.${group}.100.1`,
  phase,
  divisor,
  instances: [0, 1, 2].map((line) => [`${first + line}.${rack}`]),
})

/** Raw values of kilowatts in tenths, as watts. */
const tenthsOfKilo = 0.01
const inputVolts = phases('hwUpsInputVoltage', 3, 1, PHASES.inputVolts, 10)
const outputVolts = phases('hwUpsOutputVoltage', 4, 1, PHASES.outputVolts, 10)
const singleOrThree = { 1: 1, 2: 3 } as const

export const LAYOUT: StatesLayout = {
  mibName: 'HUAWEI-UPS-MIB',
  sources: [source],
  states,
  readings: readings.map((object) => [object]),
  input: {
    lines: { object: { name: 'hwUpsCtrlInputStandard', oid: `${huawei}.1.102.100.1.8.${rack}` }, counts: singleOrThree },
    columns: [inputVolts],
    volts: inputVolts,
  },
  output: {
    lines: { object: { name: 'hwUpsCtrlOutputStandard', oid: `${huawei}.1.102.100.1.9.${rack}` }, counts: singleOrThree },
    columns: [
      outputVolts,
      phases('hwUpsOutputCurrent', 4, 4, PHASES.outputAmperes, 10),
      phases('hwUpsOutputActivePower', 4, 8, PHASES.outputWatts, tenthsOfKilo),
      phases('hwUpsOutputAppearancePower', 4, 11, PHASES.outputVoltAmperes, tenthsOfKilo),
      phases('hwUpsOutputLoad', 4, 14, PHASES.loadPercent, 10),
    ],
    volts: outputVolts,
  },
  inputVolts: null,
  outlets: [],
  alarms: null,
}

/** Its own agents send these with the 0 before the number. */
export const TRAPS = [
  ...trapsOf(`${huawei}.2.2`, [
    ['hwUpsPowerStatusWarnTrap', 3, 'on-battery'],
    ['hwUpsPowerStatusWarnResumeTrap', 4, 'on-mains'],
    ['hwUpsModCommFailedTrap', 7, 'contact-lost'],
    ['hwUpsModCommFailedResumeTrap', 8, 'contact-restored'],
    ['hwUpsBattStatusWarnTrap', 25, 'battery-fault'],
    ['hwUpsBatteryTestWarnTrap', 27, 'self-test'],
  ]),
  ...trapsOf(`${huawei}.2.3`, [
    ['hwUpsEmergencyPowerOffAlarmTrap', 17, 'output-off'],
    ['hwUpsBypassInputAlarmTrap', 19, 'bypass'],
    ['hwUpsOverLoadAlarmTrap', 43, 'overload'],
    ['hwUpsBatteryFault1AlarmTrap', 51, 'battery-fault'],
    ['hwUpsRemainCapacityAlarmTrap', 69, 'low-battery'],
  ]),
]
