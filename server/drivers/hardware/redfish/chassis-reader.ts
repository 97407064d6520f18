import type { z } from 'zod'
import type { HardwareSensor } from '../../../domain/hardware'
import type { PowerSupply } from '../../../domain/inventory'
import type { CallOptions } from '../../ports'
import { eachBounded } from '../../protocols/bounded'
import { type RedfishClient, ResourceFailed } from './client'
import { newSupply, numbered, oldSupply } from './power-supplies'
import { newFan, newSensor, oldSensor } from './sensors'
import {
  type Chassis,
  chassisSchema,
  collectionSchema,
  environmentSchema,
  newFanSchema,
  powerSchema,
  powerSubsystemSchema,
  sensorSchema,
  supplyMetricsSchema,
  supplySchema,
  thermalSchema,
  thermalSubsystemSchema,
} from './wire'

/** BMCs are slow machines: more at once makes none of them quicker. */
const AT_ONCE = 3
const MOST_MEMBERS = 300

export interface ChassisReading {
  readonly sensors: readonly HardwareSensor[]
  /** Null: the chassis says nothing of power supplies. */
  readonly supplies: readonly PowerSupply[] | null
  readonly watts: number | null
}

/** Reads what hangs on one chassis. A resource that is missing or broken is left out; silence ends the whole reading. */
class ChassisReader {
  readonly #client: RedfishClient
  readonly #budget: () => CallOptions

  constructor(client: RedfishClient, budget: () => CallOptions) {
    this.#client = client
    this.#budget = budget
  }

  async read(path: string): Promise<ChassisReading | null> {
    const chassis = await this.#get(path, chassisSchema)
    if (chassis === null) return null
    const power = await this.#get(chassis.Power, powerSchema)
    const supplies = (await this.#newSupplies(chassis)) ?? this.#oldSupplies(power)
    const thermal = await this.#get(chassis.Thermal, thermalSchema)
    const metrics = await this.#get(chassis.EnvironmentMetrics, environmentSchema)
    const old = [
      ...(thermal?.Temperatures ?? []).flatMap((one, at) =>
        oldSensor(one, at, path, { kind: 'temperature', unit: 'celsius', value: one.ReadingCelsius }),
      ),
      ...(thermal?.Fans ?? []).flatMap((one, at) =>
        oldSensor(one, at, path, { kind: 'fan', unit: one.ReadingUnits === 'Percent' ? 'percent' : 'rpm', value: one.Reading }),
      ),
      ...(power?.Voltages ?? []).flatMap((one, at) =>
        oldSensor(one, at, path, { kind: 'voltage', unit: 'volts', value: one.ReadingVolts }),
      ),
    ]
    return {
      // The older resources hold everything in two answers; the newer ones need one for each sensor.
      sensors: old.length > 0 ? old : await this.#newSensors(chassis),
      supplies: supplies === null ? null : numbered(supplies),
      watts:
        metrics?.PowerWatts?.Reading ??
        power?.PowerControl.find((one) => one.PowerConsumedWatts !== null)?.PowerConsumedWatts ??
        null,
    }
  }

  #oldSupplies(power: z.infer<typeof powerSchema> | null): readonly PowerSupply[] | null {
    return power === null || power.PowerSupplies.length === 0 ? null : power.PowerSupplies.flatMap(oldSupply)
  }

  async #newSupplies(chassis: Chassis): Promise<readonly PowerSupply[] | null> {
    const subsystem = await this.#get(chassis.PowerSubsystem, powerSubsystemSchema)
    const members = await this.#members(subsystem?.PowerSupplies ?? null, supplySchema)
    if (members.length === 0) return null
    const supplies: PowerSupply[] = []
    for (const { value } of members) {
      const metrics = await this.#get(value.Metrics, supplyMetricsSchema)
      const [volts, watts] = [metrics?.InputVoltage?.Reading ?? null, metrics?.InputPowerWatts?.Reading ?? null]
      supplies.push(...newSupply(value, { volts, watts }))
    }
    return supplies
  }

  async #newSensors(chassis: Chassis): Promise<readonly HardwareSensor[]> {
    const thermal = await this.#get(chassis.ThermalSubsystem, thermalSubsystemSchema)
    const fans = (await this.#members(thermal?.Fans ?? null, newFanSchema)).flatMap(({ value, path }) => newFan(value, path))
    const others = (await this.#members(chassis.Sensors, sensorSchema)).flatMap(({ value, path }) => newSensor(value, path))
    return [...others.filter(({ kind }) => kind !== 'fan' || fans.length === 0), ...fans]
  }

  async #members<T>(path: string | null, schema: z.ZodType<T>): Promise<readonly { readonly path: string; readonly value: T }[]> {
    const collection = await this.#get(path, collectionSchema)
    const paths = (collection?.Members ?? []).slice(0, MOST_MEMBERS)
    const found = new Map<string, T>()
    await eachBounded(paths, AT_ONCE, async (member) => {
      const value = await this.#get(member, schema)
      if (value !== null) found.set(member, value)
      return true
    })
    return paths.flatMap((member) => {
      const value = found.get(member)
      return value === undefined ? [] : [{ path: member, value }]
    })
  }

  async #get<T>(path: string | null, schema: z.ZodType<T>): Promise<T | null> {
    if (path === null) return null
    try {
      return await this.#client.get(path, schema, this.#budget)
    } catch (error) {
      if (error instanceof ResourceFailed) return null
      throw error
    }
  }
}

export const readChassis = (client: RedfishClient, path: string, budget: () => CallOptions): Promise<ChassisReading | null> =>
  new ChassisReader(client, budget).read(path)
