import { type HardwareSensor, NO_LIMITS, type SensorHealth, type SensorLimits, type SensorUnit } from '../../../domain/hardware'
import type { OldReading, Sensor, Status } from './wire'

/** `Status.Health` (DSP0268, Resource); any other word is unknown. */
export const healthFrom = (status: Status | null): SensorHealth => {
  switch (status?.Health) {
    case 'OK':
      return 'ok'
    case 'Warning':
      return 'warning'
    case 'Critical':
      return 'critical'
    default:
      return 'unknown'
  }
}

/** What is not fitted is not shown. */
export const isAbsent = (status: Status | null): boolean => status?.State === 'Absent'

/** A sensor that is not enabled may still tell what it last read. */
const isReading = (status: Status | null): boolean => status?.State == null || status.State === 'Enabled'

interface Found {
  readonly key: string
  readonly name: string
  readonly kind: HardwareSensor['kind']
  readonly unit: SensorUnit
  readonly value: number | null
  readonly status: Status | null
  readonly limits: SensorLimits
}

const sensorOf = ({ status, value, ...sensor }: Found): readonly HardwareSensor[] => {
  if (isAbsent(status)) return []
  const told = isReading(status) ? value : null
  return [{ ...sensor, value: told, health: told === null ? 'unknown' : healthFrom(status) }]
}

const oldLimits = (reading: OldReading): SensorLimits => ({
  lowCritical: reading.LowerThresholdCritical,
  lowWarning: reading.LowerThresholdNonCritical,
  highWarning: reading.UpperThresholdNonCritical,
  highCritical: reading.UpperThresholdCritical,
})

/** Of the older Thermal and Power resources. */
export const oldSensor = (
  reading: OldReading,
  at: number,
  path: string,
  what: Pick<HardwareSensor, 'kind' | 'unit'> & { readonly value: number | null },
): readonly HardwareSensor[] =>
  sensorOf({
    ...what,
    key: `${path}#${what.kind}/${reading.MemberId ?? at}`,
    name: reading.Name ?? ('FanName' in reading ? reading.FanName : null) ?? `${what.kind} ${at + 1}`,
    status: reading.Status,
    limits: oldLimits(reading),
  })

/** UCUM codes of units, and the older words for them. */
const UNITS: ReadonlyMap<string, Pick<HardwareSensor, 'kind' | 'unit'>> = new Map([
  ['Cel', { kind: 'temperature', unit: 'celsius' }],
  ['V', { kind: 'voltage', unit: 'volts' }],
  ['W', { kind: 'power', unit: 'watts' }],
  ['RPM', { kind: 'fan', unit: 'rpm' }],
  ['{rev}/min', { kind: 'fan', unit: 'rpm' }],
])

/** Of the newer Sensors collection; none where its unit is not one that is shown. */
export const newSensor = (sensor: Sensor, path: string): readonly HardwareSensor[] => {
  const what = UNITS.get(sensor.ReadingUnits ?? '')
  if (what === undefined) return []
  const { Thresholds: limits } = sensor
  return sensorOf({
    ...what,
    key: path,
    name: sensor.Name ?? sensor.Id ?? path,
    value: sensor.Reading,
    status: sensor.Status,
    limits:
      limits === null
        ? NO_LIMITS
        : {
            lowCritical: limits.LowerCritical?.Reading ?? null,
            lowWarning: limits.LowerCaution?.Reading ?? null,
            highWarning: limits.UpperCaution?.Reading ?? null,
            highCritical: limits.UpperCritical?.Reading ?? null,
          },
  })
}

/** Of the newer ThermalSubsystem. */
export const newFan = (
  fan: {
    readonly Id: string | null
    readonly Name: string | null
    readonly Status: Status | null
    readonly SpeedPercent: { readonly Reading: number | null; readonly SpeedRPM: number | null } | null
  },
  path: string,
): readonly HardwareSensor[] => {
  const { Reading: percent = null, SpeedRPM: rpm = null } = fan.SpeedPercent ?? {}
  const isRpm = rpm !== null
  return sensorOf({
    key: path,
    name: fan.Name ?? fan.Id ?? path,
    kind: 'fan',
    unit: isRpm ? 'rpm' : 'percent',
    value: isRpm ? rpm : percent,
    status: fan.Status,
    limits: NO_LIMITS,
  })
}
