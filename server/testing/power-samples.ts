import { deviceIdSchema } from '../domain/ids'
import { readingsFrom, READING_UNITS, type PowerReading, type ReadingName } from '../domain/power-reading'
import type { UpsObservation } from '../domain/ups'
import type { PowerDeviceView } from '../domain/world'

export const reading = (name: ReadingName, value: number | null, credible = true): PowerReading => ({
  value,
  unit: READING_UNITS[name],
  source: 'test',
  credible,
  reason: credible ? null : 'not credible in this test',
})

export const readings = (values: Partial<Record<ReadingName, number | null>>) =>
  readingsFrom(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, reading(name as ReadingName, value)])))

export const observation = (
  patch: Partial<Omit<UpsObservation, 'readings'>> & { readonly values?: Partial<Record<ReadingName, number | null>> } = {},
): UpsObservation => {
  const { values = {}, ...rest } = patch
  return {
    supply: 'mains',
    flags: [],
    upsContact: 'ok',
    outlets: [],
    alarms: [],
    evidence: [],
    ...rest,
    readings: readings({
      runtimeSeconds: 1_200,
      chargePercent: 100,
      loadPercent: 40,
      outputWatts: 2_000,
      inputVolts: 230,
      ...values,
    }),
  }
}

export const deviceSeen = (name: string, patch: Partial<PowerDeviceView> = {}): PowerDeviceView => ({
  id: deviceIdSchema.parse(name),
  name,
  supply: 'mains',
  contact: 'ok',
  flags: [],
  answeredAtMs: 0,
  onBatterySinceMs: null,
  secondsOnBattery: null,
  readings: readings({ loadPercent: 40, outputWatts: 2_000 }),
  outlets: [],
  decidingRuntimeSeconds: 1_200,
  decidingRuntimeReason: 'device',
  decidingChargePercent: 100,
  runtimeBand: null,
  runtimeCurve: null,
  alarms: [],
  evidence: [],
  message: null,
  ...patch,
})
