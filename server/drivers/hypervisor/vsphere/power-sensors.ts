import type { PowerSupply } from '../../../domain/inventory'
import type { ObjectProperties } from './property-collector'
import { all, number, text, type XmlElement } from './xml'

/** Where a host's sensors stand; hundreds of them a host, so they are asked for apart and seldom. */
export const SENSOR_PROPERTY = 'runtime.healthSystemRuntime.systemHealthInfo.numericSensorInfo'

interface Sensor {
  /** "Power Supply 2 PS2 Status 0: Presence detected", "Power Supply 1 PS 1 Output --- Normal" */
  readonly name: string
  readonly health: string
  readonly watts: number | null
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
  }
}

/** The physical entity that a sensor's name begins with. */
const SUPPLY = /^(?:\[device\] )?power supply (\d+)\b/i
/** IPMI's own words for the discrete states of a power supply. */
const INPUT_LOST = /\b(?:input|ac) lost\b|\bno (?:ac )?input\b/i
const ABSENT = /\b(?:absent|not present|presence not detected)\b/i
const NOT_ASSERTED = /\bdeassert/i
const FINE = /presence detected|\bnormal\b|\bok\b/i

/** Input of one power supply, from all of its sensors: one that names a lost input decides, health alone only says that it is well. */
const inputOf = (sensors: readonly Sensor[]): PowerSupply['input'] => {
  if (sensors.some(({ name }) => INPUT_LOST.test(name) && !NOT_ASSERTED.test(name))) return 'lost'
  const telling = sensors.filter(({ name, health }) => health === 'green' && FINE.test(name))
  // Yellow and red have many reasons (a fan, a prediction): without the word for it, nobody knows whether power comes in.
  return telling.length > 0 && sensors.every(({ health }) => health === 'green' || health === 'unknown') ? 'ok' : 'unknown'
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
    .map(([numbered, own]): PowerSupply => ({ name: `Power Supply ${numbered}`, input: inputOf(own), inputWatts: wattsOf(own) }))
  const meter = sensors.find(({ name, watts }) => BOARD_METER.test(name) && watts !== null && watts > 0)
  return { supplies: supplies.length === 0 ? null : supplies, hostWatts: meter?.watts ?? null }
}
