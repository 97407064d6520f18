import type { PowerSupply } from '../../../domain/inventory'
import type { ObjectProperties } from './property-collector'
import { all, number, text, type XmlElement } from '../../protocols/xml/xml'

/** Where a host's sensors stand; hundreds of them a host, so they are asked for apart and seldom. */
export const SENSOR_PROPERTY = 'runtime.healthSystemRuntime.systemHealthInfo.numericSensorInfo'

interface Sensor {
  /** "Power Supply 2 PS2 Status 0: Presence detected", "Power Supply 1 PS 1 Output --- Normal" */
  readonly name: string
  readonly health: string
  readonly watts: number | null
  /** Epoch ms by the host's clock; null: it does not say, as before version 6.5. */
  readonly readAtMs: number | null
}

const timeOf = (stamp: string | null): number | null => {
  const ms = stamp === null ? Number.NaN : Date.parse(stamp)
  return Number.isNaN(ms) ? null : ms
}

const sensorOf = (element: XmlElement): Sensor | null => {
  const name = text(element, 'name')
  if (name === null) return null
  const reading = number(element, 'currentReading')
  const exponent = number(element, 'unitModifier') ?? 0
  const isWatts = text(element, 'baseUnits')?.toLowerCase() === 'watts'
  return {
    name,
    health: text(element, 'healthState', 'key')?.toLowerCase() ?? 'unknown',
    watts: isWatts && reading !== null ? reading * 10 ** exponent : null,
    readAtMs: timeOf(text(element, 'timeStamp')),
  }
}

/** The physical entity that a sensor's name begins with. */
const SUPPLY = /^(?:\[device\] )?power supply (\d+)\b/i
/** IPMI's own words for the discrete states of a power supply. */
const INPUT_LOST = /\b(?:input|ac) lost\b|\bno (?:ac )?input\b/i
const ABSENT = /\b(?:absent|not present|presence not detected)\b/i
const NOT_ASSERTED = /\bdeassert/i
const FINE = /presence detected|\bnormal\b|\bok\b/i

/** As old as the oldest of them. Absent: one of them does not say. */
const readAtOf = (telling: readonly Sensor[]): Pick<PowerSupply, 'readAtMs'> => {
  const times = telling.flatMap(({ readAtMs }) => readAtMs ?? [])
  return telling.length > 0 && times.length === telling.length ? { readAtMs: Math.min(...times) } : {}
}

/** Input of one power supply, from all of its sensors: one that names a lost input decides, health alone only says that it is well. */
const inputOf = (sensors: readonly Sensor[]): Pick<PowerSupply, 'input' | 'readAtMs'> => {
  const lost = sensors.filter(({ name }) => INPUT_LOST.test(name) && !NOT_ASSERTED.test(name))
  if (lost.length > 0) return { input: 'lost', ...readAtOf(lost) }
  const telling = sensors.filter(({ name, health }) => health === 'green' && FINE.test(name))
  // Yellow and red have many reasons (a fan, a prediction): without the word for it, nobody knows whether power comes in.
  const isWell = telling.length > 0 && sensors.every(({ health }) => health === 'green' || health === 'unknown')
  return { input: isWell ? 'ok' : 'unknown', ...readAtOf(telling) }
}

const INPUT_WATTS = /\binput\b/i

const wattsOf = (sensors: readonly Sensor[]): number | null => {
  const told = sensors.filter(({ watts }) => watts !== null)
  return told.find(({ name }) => INPUT_WATTS.test(name))?.watts ?? null
}

/** What a host draws as a whole: the meter of its system board. */
const BOARD_METER = /^system board\b.*\b(?:pwr consumption|power meter|pwrmeter|system level|sys pwr)\b/i

export interface PowerSensors {
  /** Null: no sensor speaks of power supplies. */
  readonly supplies: readonly PowerSupply[] | null
  readonly hostWatts: number | null
}

export const NO_SENSORS: PowerSensors = { supplies: null, hostWatts: null }

export const powerSensors = (host: ObjectProperties): PowerSensors => {
  const sensors = all(host.properties.get(SENSOR_PROPERTY), 'HostNumericSensorInfo').flatMap((element) => sensorOf(element) ?? [])
  const byNumber = new Map<string, Sensor[]>()
  for (const sensor of sensors) {
    const numbered = SUPPLY.exec(sensor.name)?.[1]
    if (numbered !== undefined) byNumber.set(numbered, [...(byNumber.get(numbered) ?? []), sensor])
  }
  const present = [...byNumber].filter(([, own]) => !own.some(({ name }) => ABSENT.test(name)))
  const supplies = present
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([numbered, own]): PowerSupply => ({ name: `Power Supply ${numbered}`, inputWatts: wattsOf(own), ...inputOf(own) }))
  const meter = sensors.find(({ name, watts }) => BOARD_METER.test(name) && watts !== null && watts > 0)
  return { supplies: supplies.length === 0 ? null : supplies, hostWatts: meter?.watts ?? null }
}
