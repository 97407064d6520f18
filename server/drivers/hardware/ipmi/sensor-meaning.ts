import type { HardwareSensor, SensorHealth, SensorLimits } from '../../../domain/hardware'
import type { SensorRecord } from './sensor-record'

const TEMPERATURE = 0x01
const VOLTAGE = 0x02
const FAN = 0x04
const THRESHOLDS = 0x01

const CELSIUS = 1
const FAHRENHEIT = 2
const KELVIN = 3
const VOLTS = 4
const WATTS = 6
const RPM = 18

type Meaning = Pick<HardwareSensor, 'kind' | 'unit'> & { readonly convert: (value: number) => number }

const same = (value: number): number => value
const fahrenheit = (value: number): number => ((value - 32) * 5) / 9
const kelvin = (value: number): number => value - 273.15

/** What is shown of a sensor, in the product's units; null: nothing, because its unit is another one. */
export const meaningOf = ({
  sensorType,
  readingType,
  baseUnit,
  isPercentage,
  hasPlainUnit,
  formula,
}: SensorRecord): Meaning | null => {
  if (readingType !== THRESHOLDS || formula === null || !hasPlainUnit) return null
  if (isPercentage) return sensorType === FAN ? { kind: 'fan', unit: 'percent', convert: same } : null
  switch (baseUnit) {
    case CELSIUS:
      return sensorType === TEMPERATURE ? { kind: 'temperature', unit: 'celsius', convert: same } : null
    case FAHRENHEIT:
      return sensorType === TEMPERATURE ? { kind: 'temperature', unit: 'celsius', convert: fahrenheit } : null
    case KELVIN:
      return sensorType === TEMPERATURE ? { kind: 'temperature', unit: 'celsius', convert: kelvin } : null
    case RPM:
      return sensorType === FAN ? { kind: 'fan', unit: 'rpm', convert: same } : null
    case VOLTS:
      return sensorType === VOLTAGE ? { kind: 'voltage', unit: 'volts', convert: same } : null
    case WATTS:
      return { kind: 'power', unit: 'watts', convert: same }
    default:
      return null
  }
}

/** Bits of threshold states (IPMI 2.0, 35.14), and of the mask of thresholds (35.9). */
const LOW_WARNING = 0x01
const LOW_CRITICAL = 0x02
const LOW_FATAL = 0x04
const HIGH_WARNING = 0x08
const HIGH_CRITICAL = 0x10
const HIGH_FATAL = 0x20
const ALL = 0x3f

/** How the sensor stands by its own account. Without any limit it says nothing of that. */
export const healthOf = (states: number, limits: SensorLimits): SensorHealth => {
  if ((states & (LOW_CRITICAL | LOW_FATAL | HIGH_CRITICAL | HIGH_FATAL)) !== 0) return 'critical'
  if ((states & (LOW_WARNING | HIGH_WARNING)) !== 0) return 'warning'
  if ((states & ALL) !== 0) return 'unknown'
  const { lowCritical, lowWarning, highWarning, highCritical } = limits
  return [lowCritical, lowWarning, highWarning, highCritical].some((limit) => limit !== null) ? 'ok' : 'unknown'
}

/** The answer to "Get Sensor Thresholds"; the fatal ones count where the critical ones are not told. */
export const limitsFrom = (data: Buffer, valueOfRaw: (raw: number) => number | null): SensorLimits => {
  const mask = data[0] ?? 0
  const told = (bit: number, at: number): number | null => {
    const raw = data[at]
    return (mask & bit) === 0 || raw === undefined ? null : valueOfRaw(raw)
  }
  return {
    lowWarning: told(LOW_WARNING, 1),
    lowCritical: told(LOW_CRITICAL, 2) ?? told(LOW_FATAL, 3),
    highWarning: told(HIGH_WARNING, 4),
    highCritical: told(HIGH_CRITICAL, 5) ?? told(HIGH_FATAL, 6),
  }
}
