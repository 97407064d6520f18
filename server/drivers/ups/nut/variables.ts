import type { ReadingName } from '../../../domain/power-reading'
import type { PowerFlag } from '../../../domain/power-state'
import { PHASES, type PhaseNames } from '../../ups-protocols/readings/phases'

/** NUT's variables are in the vocabulary's units already: volts, amperes, hertz, seconds, percent, degrees Celsius. */
export const READINGS: readonly { readonly reading: ReadingName; readonly variables: readonly string[] }[] = [
  { reading: 'chargePercent', variables: ['battery.charge'] },
  { reading: 'runtimeSeconds', variables: ['battery.runtime'] },
  { reading: 'batteryVolts', variables: ['battery.voltage'] },
  { reading: 'batteryAmperes', variables: ['battery.current'] },
  { reading: 'temperatureCelsius', variables: ['ups.temperature', 'battery.temperature'] },
  { reading: 'inputVolts', variables: ['input.voltage'] },
  { reading: 'inputHertz', variables: ['input.frequency'] },
  { reading: 'outputVolts', variables: ['output.voltage'] },
  { reading: 'outputHertz', variables: ['output.frequency'] },
  { reading: 'outputAmperes', variables: ['output.current'] },
  { reading: 'outputWatts', variables: ['ups.realpower', 'output.realpower'] },
  { reading: 'outputVoltAmperes', variables: ['ups.power', 'output.power'] },
  { reading: 'loadPercent', variables: ['ups.load', 'output.power.percent'] },
  { reading: 'nominalWatts', variables: ['ups.realpower.nominal', 'output.realpower.nominal'] },
  { reading: 'nominalVoltAmperes', variables: ['ups.power.nominal', 'output.power.nominal'] },
  { reading: 'lowBatteryRuntimeSeconds', variables: ['battery.runtime.low'] },
]

/** Per phase; used where a UPS has three, told by input.phases and output.phases. */
export const PHASE_READINGS: readonly {
  readonly phase: PhaseNames
  readonly side: 'input' | 'output'
  readonly variable: (line: string) => readonly string[]
}[] = [
  { phase: PHASES.inputVolts, side: 'input', variable: (line) => [`input.${line}-N.voltage`, `input.${line}.voltage`] },
  { phase: PHASES.outputVolts, side: 'output', variable: (line) => [`output.${line}-N.voltage`, `output.${line}.voltage`] },
  { phase: PHASES.outputAmperes, side: 'output', variable: (line) => [`output.${line}.current`] },
  { phase: PHASES.outputWatts, side: 'output', variable: (line) => [`output.${line}.realpower`] },
  { phase: PHASES.outputVoltAmperes, side: 'output', variable: (line) => [`output.${line}.power`] },
  { phase: PHASES.loadPercent, side: 'output', variable: (line) => [`output.${line}.power.percent`] },
]

export const IDENTITY = {
  manufacturer: ['ups.mfr', 'device.mfr'],
  model: ['ups.model', 'device.model'],
  serial: ['ups.serial', 'device.serial'],
  firmware: ['ups.firmware'],
  agentFirmware: ['ups.firmware.aux'],
} as const

/** The words of ups.status that are flags. OL, OB, OFF, BYPASS and WAIT say the supply or the contact. */
export const STATUS_FLAGS: Readonly<Record<string, PowerFlag>> = {
  LB: 'low-battery',
  RB: 'replace-battery',
  CHRG: 'charging',
  CAL: 'calibrating',
  TEST: 'testing',
  OVER: 'overload',
  TRIM: 'trim',
  BOOST: 'boost',
  ECO: 'eco',
  ESS: 'eco',
  HE: 'eco',
  FSD: 'shutdown-pending',
  SD: 'shutdown-pending',
  OVERHEAT: 'overheated',
}

/** Words that say nothing beyond what others say. */
export const NEUTRAL_WORDS: ReadonlySet<string> = new Set([
  'HB',
  'DISCHRG',
  'ALARM',
  'OL',
  'OB',
  'OFF',
  'BYPASS',
  'WAIT',
  'NOCOMM',
  'COMM',
])
