import { z } from 'zod'

/**
 * Redfish resources (DMTF DSP0268), as far as they are read. A property that is missing, null or of another type is not told: one
 * odd property never hides the others.
 */

const text = z.string().nullable().catch(null).default(null)
const number = z.number().finite().nullable().catch(null).default(null)
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((items) =>
      items.flatMap((one): z.output<T>[] => {
        const parsed = item.safeParse(one)
        return parsed.success ? [parsed.data] : []
      }),
    )
const part = <T extends z.ZodType>(schema: T) => schema.nullable().catch(null).default(null)

/** A path on the same server, and nothing else: an address of somebody else's would be sent the token. */
const pathSchema = z
  .string()
  .max(1_000)
  .regex(/^\/redfish\/[\w\-./~%:@!$&'()*+,;=]*\/?$/)

const linkSchema = z.object({ '@odata.id': pathSchema }).transform((link) => link['@odata.id'])
const link = part(linkSchema)

const statusSchema = z.object({ State: text, Health: text })
const status = part(statusSchema)
export type Status = z.infer<typeof statusSchema>

export const rootSchema = z.object({
  RedfishVersion: text,
  Vendor: text,
  Product: text,
  Systems: link,
  Chassis: link,
  Links: part(z.object({ Sessions: link })),
})

export const collectionSchema = z.object({ Members: list(linkSchema) })

const resetSchema = z.object({
  target: pathSchema,
  'ResetType@Redfish.AllowableValues': z.array(z.string()).nullable().catch(null).default(null),
  '@Redfish.ActionInfo': part(pathSchema),
})
export type ResetAction = z.infer<typeof resetSchema>

export const actionInfoSchema = z.object({ Parameters: list(z.object({ Name: text, AllowableValues: list(z.string()) })) })

export const systemSchema = z.object({
  Id: z.string(),
  Manufacturer: text,
  Model: text,
  UUID: text,
  PowerState: text,
  Status: status,
  Links: part(z.object({ Chassis: list(linkSchema) })),
  Actions: part(z.object({ '#ComputerSystem.Reset': part(resetSchema) })),
})
export type System = z.infer<typeof systemSchema>

export const chassisSchema = z.object({
  Thermal: link,
  Power: link,
  ThermalSubsystem: link,
  PowerSubsystem: link,
  EnvironmentMetrics: link,
  Sensors: link,
})
export type Chassis = z.infer<typeof chassisSchema>

const limits = {
  UpperThresholdNonCritical: number,
  UpperThresholdCritical: number,
  LowerThresholdNonCritical: number,
  LowerThresholdCritical: number,
}
const named = { MemberId: text, Name: text, Status: status }

const temperatureSchema = z.object({ ...named, ...limits, ReadingCelsius: number })
const fanSchema = z.object({ ...named, ...limits, FanName: text, Reading: number, ReadingUnits: text })
const voltageSchema = z.object({ ...named, ...limits, ReadingVolts: number })
export type OldReading = z.infer<typeof temperatureSchema> | z.infer<typeof fanSchema> | z.infer<typeof voltageSchema>

export const thermalSchema = z.object({ Temperatures: list(temperatureSchema), Fans: list(fanSchema) })

const oldSupplySchema = z.object({ ...named, LineInputVoltage: number, PowerInputWatts: number })
export type OldSupply = z.infer<typeof oldSupplySchema>

export const powerSchema = z.object({
  Voltages: list(voltageSchema),
  PowerControl: list(z.object({ PowerConsumedWatts: number })),
  PowerSupplies: list(oldSupplySchema),
})

export const powerSubsystemSchema = z.object({ PowerSupplies: link })
export const supplySchema = z.object({
  Id: text,
  Name: text,
  Status: status,
  /** Null: absent, or told as null. A word that is none of the specification's is kept. */
  LineInputStatus: text,
  Metrics: link,
})
export type Supply = z.infer<typeof supplySchema>

const excerpt = part(z.object({ Reading: number }))
export const supplyMetricsSchema = z.object({ InputVoltage: excerpt, InputPowerWatts: excerpt })

export const thermalSubsystemSchema = z.object({ Fans: link })
export const newFanSchema = z.object({
  Id: text,
  Name: text,
  Status: status,
  SpeedPercent: part(z.object({ Reading: number, SpeedRPM: number })),
})
export const environmentSchema = z.object({ PowerWatts: excerpt })

const threshold = part(z.object({ Reading: number }))
export const sensorSchema = z.object({
  Id: text,
  Name: text,
  Status: status,
  Reading: number,
  ReadingUnits: text,
  Thresholds: part(
    z.object({ UpperCritical: threshold, UpperCaution: threshold, LowerCritical: threshold, LowerCaution: threshold }),
  ),
})
export type Sensor = z.infer<typeof sensorSchema>

export const errorSchema = z.object({
  error: z.object({
    message: text,
    '@Message.ExtendedInfo': list(z.object({ Message: text, MessageId: text })),
  }),
})
