import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject, PhaseColumn, ReadingObject } from '../../ups-protocols/snmp/table'
import type { Meaning, StateObject } from '../../ups-protocols/states/layout'
import type { PowerFlag } from '../../../domain/power-state'

/** LIEBERT-GP-FLEXIBLE-MIB: a point has a number for ever; its value and its unit are texts. */
const flexible = '1.3.6.1.4.1.476.1.42.3.9.20.1'
const value = `${flexible}.20.1.2.1`
const unit = `${flexible}.30.1.2.1`
const event = `${flexible}.20.1.2.100`

export const pointAt = (number: number, name: string): MibObject => ({ name: `${name} (${number})`, oid: `${value}.${number}` })

/** Points whose unit differs from card to card, and what it is where the card does not tell. */
export const SCALED_POINTS: readonly { readonly value: string; readonly unit: string; readonly usual: string }[] = (
  [
    [4150, 'min'],
    [4208, 'kw'],
    [4209, 'kva'],
  ] as const
).map(([number, usual]) => ({ value: `${value}.${number}`, unit: `${unit}.${number}`, usual }))

export const UNIT_FACTORS: Readonly<Record<string, number>> = {
  sec: 1,
  s: 1,
  min: 60,
  hr: 3_600,
  w: 1,
  kw: 1_000,
  va: 1,
  kva: 1_000,
}

const reading = (number: number, name: string, reads: ReadingObject['reading']): ReadingObject => ({
  ...pointAt(number, name),
  reading: reads,
  divisor: 1,
})

export const POINT_READINGS = {
  runtime: reading(4150, 'battery time remaining', 'runtimeSeconds'),
  charge: reading(4153, 'battery percentage charge', 'chargePercent'),
  batteryVolts: [reading(4148, 'DC bus voltage', 'batteryVolts'), reading(4155, 'battery volts for cabinet', 'batteryVolts')],
  temperature: [
    reading(4156, 'battery temperature', 'temperatureCelsius'),
    reading(4291, 'inlet air temperature', 'temperatureCelsius'),
  ],
  inputHertz: reading(4105, 'system input frequency', 'inputHertz'),
  outputHertz: reading(4207, 'system output frequency', 'outputHertz'),
  outputWatts: reading(4208, 'system output power', 'outputWatts'),
  outputVoltAmperes: reading(4209, 'system output apparent power', 'outputVoltAmperes'),
  load: reading(5861, 'output load', 'loadPercent'),
} as const

const lines = (name: string, numbers: readonly number[], phase: PhaseColumn['phase']): PhaseColumn => ({
  name,
  oid: value,
  phase,
  divisor: 1,
  instances: numbers.map((number) => [String(number)]),
})

export const INPUT_VOLTS = lines('system input RMS A-N, B-N, C-N', [4096, 4098, 4100], PHASES.inputVolts)
export const OUTPUT_VOLTS = lines('system output voltage A-N, B-N, C-N', [4385, 4386, 4387], PHASES.outputVolts)
export const OUTPUT_AMPERES = lines('system output RMS current', [4204, 4205, 4206], PHASES.outputAmperes)
export const OUTPUT_LOAD = lines('system output percent power', [4223, 4224, 4225], PHASES.loadPercent)

export const OUTPUT_SOURCE: StateObject = {
  object: pointAt(4872, 'UPS output source'),
  meanings: {
    normal: { word: 'normal', supply: 'mains' },
    bypass: { word: 'bypass', supply: 'bypass' },
    battery: { word: 'battery', supply: 'battery' },
    booster: { word: 'booster', supply: 'mains', flags: ['boost'] },
    reducer: { word: 'reducer', supply: 'mains', flags: ['trim'] },
    none: { word: 'none', supply: 'off' },
    off: { word: 'off', supply: 'off' },
    other: { word: 'other' },
    unknown: { word: 'unknown' },
    'n/a': { word: 'not told' },
  },
}

export const BATTERY_STATUS: StateObject = {
  object: pointAt(4871, 'UPS battery status'),
  meanings: {
    normal: { word: 'normal' },
    unknown: { word: 'unknown' },
    'n/a': { word: 'not told' },
    low: { word: 'low', flags: ['low-battery'] },
    depleted: { word: 'depleted', flags: ['low-battery'] },
  },
}

/** A condition: "Inactive Event" while it does not stand, other words while it does. */
const condition = (number: number, words: string, more: Omit<Meaning, 'word' | 'alarm'> = {}): StateObject => ({
  object: { name: `condition ${number}`, oid: `${event}.${number}` },
  meanings: {
    unknown: { word: 'unknown' },
    'n/a': { word: 'not told' },
    'inactive event': { word: 'inactive', ...(more.discharging === true ? { discharging: false } : {}) },
  },
  otherwise: { word: words, alarm: words, ...more },
})
const flagged = (number: number, words: string, ...flags: PowerFlag[]): StateObject => condition(number, words, { flags })

export const CONDITIONS: readonly StateObject[] = [
  condition(4122, 'system input power problem'),
  flagged(4162, 'battery low', 'low-battery'),
  flagged(4164, 'battery charging error', 'fault'),
  condition(4166, 'battery capacity low'),
  condition(4168, 'battery discharging', { discharging: true }),
  flagged(4172, 'battery test in progress', 'testing'),
  flagged(4173, 'battery disconnect open', 'battery-missing'),
  condition(4213, 'emergency power off'),
  condition(4215, 'UPS output off'),
  flagged(4219, 'battery over temperature', 'overheated'),
  flagged(4233, 'inverter failure', 'fault'),
  flagged(4234, 'inverter overload, phase A', 'overload'),
  flagged(4235, 'inverter overload, phase B', 'overload'),
  flagged(4236, 'inverter overload, phase C', 'overload'),
  flagged(4290, 'inverter shut down for overload', 'overload', 'fault'),
  flagged(4295, 'rectifier failure', 'fault'),
  condition(4298, 'output on bypass'),
  condition(4299, 'output on maintenance bypass'),
  flagged(4300, 'internal communications failure', 'fault'),
  flagged(4310, 'equipment over temperature', 'overheated'),
  flagged(4311, 'fan failure', 'fault'),
  flagged(4314, 'power supply failure', 'fault'),
  flagged(4315, 'on generator', 'on-generator'),
  flagged(4389, 'output fault', 'fault'),
  flagged(4440, 'fuse failure', 'fault'),
  condition(4825, 'loss of redundancy'),
  flagged(4831, 'system overload', 'overload'),
  condition(4834, 'system on battery', { discharging: true }),
  flagged(5806, 'output overload', 'overload'),
  flagged(6182, 'replace battery', 'replace-battery'),
]
