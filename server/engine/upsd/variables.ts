import type { ReadingName } from '../../domain/power-reading'
import { credibleValue } from '../../domain/power-reading'
import type { DeviceDoc } from '../../domain/view'
import { alarmText, statusWords } from './status-words'

/** NUT's name, how many decimals are told, and what it means, for GET DESC. Units are NUT's, which are ours. */
interface Told {
  readonly reading: ReadingName
  readonly name: string
  readonly decimals: number
  readonly meaning: string
}

const told = (reading: ReadingName, name: string, decimals: number, meaning: string): Told => ({
  reading,
  name,
  decimals,
  meaning,
})

const perPhase = (phases: readonly [ReadingName, ReadingName, ReadingName], name: (line: string) => string, meaning: string) =>
  phases.map((reading, index) => told(reading, name(`L${index + 1}`), 1, `${meaning}, phase ${index + 1}`))

const READINGS: readonly Told[] = [
  told('chargePercent', 'battery.charge', 0, 'Battery charge (percent)'),
  told('batteryVolts', 'battery.voltage', 1, 'Battery voltage (V)'),
  told('batteryAmperes', 'battery.current', 1, 'Battery current (A)'),
  told('temperatureCelsius', 'ups.temperature', 1, 'Temperature of the UPS (°C)'),
  told('loadPercent', 'ups.load', 0, 'Load (percent of what it can carry)'),
  told('outputWatts', 'ups.realpower', 0, 'Power drawn by the load (W)'),
  told('outputVoltAmperes', 'ups.power', 0, 'Apparent power drawn by the load (VA)'),
  told('nominalWatts', 'ups.realpower.nominal', 0, 'Rated power (W)'),
  told('nominalVoltAmperes', 'ups.power.nominal', 0, 'Rated apparent power (VA)'),
  told('inputVolts', 'input.voltage', 1, 'Input voltage (V)'),
  told('inputHertz', 'input.frequency', 1, 'Input frequency (Hz)'),
  ...perPhase(['inputVoltsL1', 'inputVoltsL2', 'inputVoltsL3'], (line) => `input.${line}-N.voltage`, 'Input voltage (V)'),
  told('outputVolts', 'output.voltage', 1, 'Output voltage (V)'),
  told('outputHertz', 'output.frequency', 1, 'Output frequency (Hz)'),
  told('outputAmperes', 'output.current', 1, 'Output current (A)'),
  ...perPhase(['outputVoltsL1', 'outputVoltsL2', 'outputVoltsL3'], (line) => `output.${line}-N.voltage`, 'Output voltage (V)'),
  ...perPhase(['outputWattsL1', 'outputWattsL2', 'outputWattsL3'], (line) => `output.${line}.realpower`, 'Power (W)'),
  ...perPhase(['loadPercentL1', 'loadPercentL2', 'loadPercentL3'], (line) => `output.${line}.power.percent`, 'Load (percent)'),
]

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ...READINGS.map(({ name, meaning }) => [name, meaning] as const),
  ['battery.runtime', 'Runtime left (s), as Ridethrough believes it'],
  ['battery.runtime.low', 'Runtime (s) at which clients are told that the battery is low'],
  ['device.mfr', 'Manufacturer'],
  ['device.model', 'Model'],
  ['device.serial', 'Serial number'],
  ['device.type', 'Kind of device'],
  ['driver.name', 'Who reads the UPS'],
  ['driver.version', 'Version of who reads the UPS'],
  ['input.phases', 'Number of input phases'],
  ['output.phases', 'Number of output phases'],
  ['ups.alarm', 'Alarms of the UPS'],
  ['ups.firmware', 'Firmware of the UPS'],
  ['ups.firmware.aux', 'Firmware of its network card'],
  ['ups.id', 'Name of the UPS in Ridethrough'],
  ['ups.mfr', 'Manufacturer of the UPS'],
  ['ups.model', 'Model of the UPS'],
  ['ups.serial', 'Serial number of the UPS'],
  ['ups.status', 'Status of the UPS'],
])

export const meaningOf = (name: string): string | null =>
  MEANINGS.get(name) ??
  (/^outlet\.[^.]+\.id$/.test(name)
    ? 'Number of the outlet'
    : /^outlet\.[^.]+\.desc$/.test(name)
      ? 'Name of the outlet'
      : /^outlet\.[^.]+\.status$/.test(name)
        ? 'Whether the outlet is on'
        : null)

export interface ServedUps {
  readonly doc: DeviceDoc
  readonly isLow: boolean
  readonly lowRuntimeSeconds: number | null
  readonly version: string
}

/** What clients see of one UPS, sorted by name; null: the data are stale. Values that are not believed are left out (P4). */
export const variablesOf = ({ doc, isLow, lowRuntimeSeconds, version }: ServedUps): ReadonlyMap<string, string> | null => {
  const status = statusWords(doc, isLow)
  if (status === null) return null
  const { identity, readings } = doc
  const variables = new Map<string, string>()
  const say = (name: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && value !== '') variables.set(name, value)
  }
  // Of a UPS that cannot be heard only what the outage needs is told: the rest is of the past.
  const isHeard = doc.contact === 'ok'
  if (isHeard)
    for (const { reading, name, decimals } of READINGS) {
      const value = credibleValue(readings, reading)
      say(name, value === null ? null : String(Number(value.toFixed(decimals))))
    }
  const whole = (seconds: number | null): string | null => (seconds === null ? null : String(Math.max(0, Math.round(seconds))))
  say('battery.runtime', whole(doc.decidingRuntimeSeconds))
  say('battery.runtime.low', whole(lowRuntimeSeconds ?? credibleValue(readings, 'lowBatteryRuntimeSeconds')))
  for (const owner of ['device', 'ups']) {
    say(`${owner}.mfr`, identity?.manufacturer)
    say(`${owner}.model`, identity?.model)
    say(`${owner}.serial`, identity?.serial)
  }
  say('device.type', 'ups')
  say('driver.name', 'ridethrough')
  say('driver.version', version)
  if (variables.has('input.L3-N.voltage')) say('input.phases', '3')
  if (variables.has('output.L3-N.voltage')) say('output.phases', '3')
  for (const { id, name, state } of isHeard ? doc.outlets : []) {
    const outlet = `outlet.${id.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}`
    say(`${outlet}.id`, id)
    say(`${outlet}.desc`, name)
    say(`${outlet}.status`, state === 'unknown' ? null : state)
  }
  say('ups.alarm', alarmText(doc))
  say('ups.firmware', identity?.firmware)
  say('ups.firmware.aux', identity?.agentFirmware)
  say('ups.id', doc.name)
  say('ups.status', status)
  return new Map([...variables].sort(([left], [right]) => (left < right ? -1 : 1)))
}
