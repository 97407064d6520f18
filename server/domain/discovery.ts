import { z } from 'zod'
import type { DeviceId } from './ids'
import type { PowerReadings, ReadingName } from './power-reading'
import { credibleValue } from './power-reading'
import type { PowerState } from './power-state'
import { type DeviceKind, type UpsAddress, upsSecretSchema } from './ups'

/** There is one search at a time; its document stands under this id until the next. */
export const DISCOVERY = 'discovery'

/** Datagrams and connections that are sent per second, unless a person chooses. */
export const USUAL_RATE = 50
export const HIGHEST_RATE = 500
export const MOST_SECRETS = 8
/** So many found devices are added in one go. */
export const MOST_ADDED = 500

const port = z.number().int().min(1).max(65_535)

/** Where a search looks, without credentials. */
const discoveryPlace = {
  /** As it was typed; `parseRanges` reads it. */
  ranges: z.string().trim().min(1).max(4_000),
  ratePerSecond: z.number().int().min(1).max(HIGHEST_RATE).default(USUAL_RATE),
}
const nutPlace = {
  port: port.default(3493),
  tls: z.enum(['off', 'starttls', 'required']).default('starttls'),
}
/** As the engine is told of it; the secrets travel sealed beside it. */
export const discoveryOrderSchema = z.object({
  ...discoveryPlace,
  snmp: z.object({ port: port.default(161) }).nullable(),
  nut: z.object(nutPlace).nullable(),
})
export type DiscoveryOrder = z.infer<typeof discoveryOrderSchema>

const isSnmpSecret = <Secret extends z.infer<typeof upsSecretSchema>>(
  secret: Secret,
): secret is Exclude<Secret, { kind: 'nut-user' }> => secret.kind !== 'nut-user'

/** What a person asks for. The credentials are tried in their order. */
export const discoveryRequestSchema = z
  .object({
    ...discoveryPlace,
    snmp: z
      .object({
        port: port.default(161),
        secrets: z.array(upsSecretSchema.refine(isSnmpSecret, 'SNMP takes communities and v3 users.')).min(1).max(MOST_SECRETS),
      })
      .nullable()
      .default(null),
    nut: z
      .object({ ...nutPlace, user: z.string().default(''), password: z.string().default('') })
      .nullable()
      .default(null),
  })
  .refine(({ snmp, nut }) => snmp !== null || nut !== null, 'Ask for SNMP, for NUT, or for both.')

/** Of a found device's readings, those that tell a person which one it is. */
export const FOUND_READINGS = ['chargePercent', 'loadPercent', 'runtimeSeconds', 'outputWatts'] as const satisfies ReadingName[]
export type FoundReadings = Readonly<Record<(typeof FOUND_READINGS)[number], number | null>>

export const foundReadingsOf = (readings: PowerReadings): FoundReadings => ({
  chargePercent: credibleValue(readings, 'chargePercent'),
  loadPercent: credibleValue(readings, 'loadPercent'),
  runtimeSeconds: credibleValue(readings, 'runtimeSeconds'),
  outputWatts: credibleValue(readings, 'outputWatts'),
})

export interface FoundDevice {
  /** Its endpoint. */
  readonly key: string
  readonly host: string
  readonly protocol: UpsAddress['protocol']
  readonly kind: DeviceKind
  readonly family: string | null
  readonly manufacturer: string | null
  readonly model: string | null
  readonly serial: string | null
  /** What the agent calls itself (sysName), or the UPS's name on its NUT server. */
  readonly systemName: string | null
  readonly powerState: PowerState | null
  readonly readings: FoundReadings | null
  /** Which of the credentials worked, from 1; null: it was not asked, for it is watched already. */
  readonly credential: number | null
  readonly watchedAs: { readonly id: DeviceId; readonly name: string } | null
}

/** Something answers there that cannot be added. */
export interface OtherAnswer {
  readonly endpoint: string
  /** What it says of itself. */
  readonly description: string | null
  /** Null: it is no power device. Else why it could not be read. */
  readonly problem: string | null
}

/** `interrupted`: the engine ended meanwhile; the credentials went with it, so nothing of it can be added. */
export type DiscoveryState = 'running' | 'ended' | 'cancelled' | 'interrupted'

/** A search for devices, as it stands. */
export interface DiscoveryDoc {
  readonly searchId: string
  readonly state: DiscoveryState
  readonly startedBy: string
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  readonly ranges: string
  readonly ratePerSecond: number
  /** Addresses. */
  readonly done: number
  readonly total: number
  /** Measured; null: nothing yet. */
  readonly perSecond: number | null
  readonly etaSeconds: number | null
  readonly found: readonly FoundDevice[]
  /** The first of them; `otherCount` counts all. */
  readonly others: readonly OtherAnswer[]
  readonly otherCount: number
}

/** What came of adding one found device. */
export const addedDeviceSchema = z.object({
  key: z.string(),
  name: z.string(),
  deviceId: z.string().nullable(),
  /** Why it was not added. */
  problem: z.string().nullable(),
})
export const addedDevicesSchema = z.object({ rows: z.array(addedDeviceSchema) })
export type AddedDevice = z.infer<typeof addedDeviceSchema>

/** The search's document as the store keeps it, as far as an engine needs it that was started anew. */
export const runningSearchSchema = z.looseObject({
  searchId: z.string(),
  state: z.enum(['running', 'ended', 'cancelled', 'interrupted']),
  startedBy: z.string(),
  ranges: z.string(),
  done: z.number(),
  total: z.number(),
})

const NO_SERIAL = /^(.{0,3}|0+|1?2345678.*|n\/?a|none|unknown|not (available|supported).*)$/

/** Devices with the same one are the same device; null: it is no serial number, for many say "unknown" or count from 1. */
export const serialKey = (serial: string | null): string | null => {
  const key = (serial ?? '').trim().toLowerCase()
  return NO_SERIAL.test(key) ? null : key
}
