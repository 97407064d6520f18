import { type HardwareReading, type HardwareSensor, type HostPower, NO_LIMITS, type SensorLimits } from '../../../domain/hardware'
import { CommandRefused } from './failures'
import { dcmiWatts } from './dcmi'
import { isPowerSupplySensor, powerSuppliesFrom, type SupplyStates, type SupplyWatts } from './power-supplies'
import { readRepository, repositoryStamp, type Run } from './repository'
import { healthOf, limitsFrom, meaningOf } from './sensor-meaning'
import { factors, type SensorRecord, type ValueFormula } from './sensor-record'
import { isNonLinear, valueOf } from './sensor-value'

const SENSOR_EVENT = 0x04
const GET_FACTORS = 0x23
const GET_THRESHOLDS = 0x27
const GET_READING = 0x2d
const BMC_ADDRESS = 0x20
const SCANNED = 0x40
const UNAVAILABLE = 0x20

interface Known {
  readonly stamp: string
  readonly records: readonly SensorRecord[]
  readonly limits: Map<SensorRecord, SensorLimits>
}

interface Raw {
  readonly raw: number
  readonly states: number
}

/** A single sensor that refuses, or is gone, is a sensor without a value. Silence ends the whole reading. */
const orNull = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CommandRefused) return null
    throw error
  }
}

const askSensor = (run: Run, command: number, { number, lun }: SensorRecord, ...more: readonly number[]): Promise<Buffer> =>
  run({ netFn: SENSOR_EVENT, command, lun, data: Buffer.from([number, ...more]), doing: 'read this sensor' })

/** Reads all sensors of one BMC; what seldom changes is read once. */
export class SensorReader {
  #known: Known | null = null

  async read(run: Run, power: HostPower): Promise<HardwareReading> {
    const { records, limits } = await this.#records(run)
    const sensors: HardwareSensor[] = []
    const supplies: SupplyStates[] = []
    const watts: SupplyWatts[] = []
    for (const record of records) {
      if (isPowerSupplySensor(record)) supplies.push({ record, states: (await this.#raw(run, record))?.states ?? null })
      const sensor = await this.#analogue(run, record, limits)
      if (sensor === null) continue
      sensors.push(sensor)
      if (sensor.unit === 'watts') watts.push({ record, watts: sensor.value })
    }
    const drawn = await orNull(() => dcmiWatts(run))
    return {
      power,
      sensors,
      powerSupplies: powerSuppliesFrom(supplies, watts),
      powerWatts: drawn ?? boardWatts(watts),
      health: 'unknown',
    }
  }

  async #records(run: Run): Promise<Known> {
    const stamp = await repositoryStamp(run)
    if (this.#known?.stamp === stamp) return this.#known
    const own = (await readRepository(run)).filter(({ ownerId }) => ownerId === BMC_ADDRESS)
    this.#known = { stamp, records: own, limits: new Map() }
    return this.#known
  }

  async #raw(run: Run, record: SensorRecord): Promise<Raw | null> {
    const data = await orNull(() => askSensor(run, GET_READING, record))
    if (data === null || data.length < 2) return null
    const [raw = 0, flags = 0, low = 0, high = 0] = data
    if ((flags & SCANNED) === 0 || (flags & UNAVAILABLE) !== 0) return null
    return { raw, states: low | ((high & 0x7f) << 8) }
  }

  async #analogue(run: Run, record: SensorRecord, known: Known['limits']): Promise<HardwareSensor | null> {
    const meaning = meaningOf(record)
    const { formula } = record
    if (meaning === null || formula === null) return null
    const { kind, unit, convert } = meaning
    const converted = (raw: number, by: ValueFormula): number | null => {
      const value = valueOf(raw, by)
      return value === null ? null : Number(convert(value).toPrecision(10))
    }
    const limits = known.get(record) ?? (await this.#limits(run, record, (raw) => converted(raw, formula)))
    known.set(record, limits)
    const read = await this.#raw(run, record)
    const by = read !== null && isNonLinear(formula) ? await this.#factors(run, record, formula, read.raw) : formula
    return {
      key: `${record.lun}.${record.number}`,
      name: record.name,
      kind,
      unit,
      value: read === null || by === null ? null : converted(read.raw, by),
      limits,
      health: read === null ? 'unknown' : healthOf(read.states & 0xff, limits),
    }
  }

  async #limits(run: Run, record: SensorRecord, valueOfRaw: (raw: number) => number | null): Promise<SensorLimits> {
    if (record.formula !== null && isNonLinear(record.formula)) return NO_LIMITS
    const data = await orNull(() => askSensor(run, GET_THRESHOLDS, record))
    return data === null ? NO_LIMITS : limitsFrom(data, valueOfRaw)
  }

  async #factors(run: Run, record: SensorRecord, formula: ValueFormula, raw: number): Promise<ValueFormula | null> {
    const data = await orNull(() => askSensor(run, GET_FACTORS, record, raw))
    if (data === null || data.length < 7) return null
    const [, mLow = 0, mHigh = 0, bLow = 0, bHigh = 0, , exponents = 0] = data
    return { ...formula, ...factors(mLow, mHigh, bLow, bHigh, exponents) }
  }
}

/** Entities that stand for the machine as a whole: system board, system chassis, power system board. */
const WHOLE_MACHINE: ReadonlySet<number> = new Set([0x07, 0x17, 0x15])
const TOTAL = /consumption|total|system|sys|power meter|pwr/i

const boardWatts = (watts: readonly SupplyWatts[]): number | null =>
  watts.find(({ record, watts: told }) => told !== null && WHOLE_MACHINE.has(record.entityId) && TOTAL.test(record.name))
    ?.watts ?? null
