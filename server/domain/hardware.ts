import { z } from 'zod'
import type { HostId } from './ids'
import type { PowerSupply } from './inventory'

/** What a server's management controller (BMC) says of the machine. Null: it did not say. */

export const HARDWARE_KINDS = ['ipmi', 'redfish', 'wake-on-lan'] as const
export type HardwareKind = (typeof HARDWARE_KINDS)[number]

/** Six octets; written "aa:bb:cc:dd:ee:ff" whichever way they were entered. */
export const macSchema = z
  .string()
  .trim()
  .transform((text) => text.toLowerCase().replace(/[^0-9a-f]/g, ''))
  .refine((hex) => hex.length === 12, 'A MAC address has six pairs of hexadecimal digits.')
  .transform((hex) => (hex.match(/../g) ?? []).join(':'))

const hostSchema = z.string().trim().min(1).max(253)
const portSchema = z.number().int().min(1).max(65_535)

/**
 * Where a host's BMC is found. `cipherSuite` of IPMI: null asks for 17 and takes 3 where 17 is not known; suite 0 is not to be had,
 * because whoever knows the address could then switch the machine off without a password. `pins` of Redfish: accepted SHA-256
 * fingerprints of its certificate; empty: verified by CA only. `system`: the id of the computer system where the service has several.
 * Wake-on-LAN is sent to `host`: a broadcast address, or the machine's own.
 */
export const hardwareAddressSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ipmi'),
    host: hostSchema,
    port: portSchema.default(623),
    cipherSuite: z
      .union([z.literal(3), z.literal(17)])
      .nullable()
      .default(null),
    privilege: z.enum(['operator', 'administrator']).default('operator'),
  }),
  z.object({
    kind: z.literal('redfish'),
    url: z.string().trim().min(1).max(1000),
    pins: z.array(z.string().max(200)).max(10).default([]),
    system: z.string().trim().min(1).max(200).nullable().default(null),
  }),
  z.object({
    kind: z.literal('wake-on-lan'),
    mac: macSchema,
    host: hostSchema.default('255.255.255.255'),
    port: portSchema.default(9),
  }),
])
export type HardwareAddress = z.infer<typeof hardwareAddressSchema>

const asBytes = (text: string): number => new TextEncoder().encode(text).length

/**
 * `kgHex` is the BMC's own second key, as hexadecimal digits; empty: it has none. `secureOn`: the password that some network cards
 * want in the packet, six octets as hexadecimal digits; empty: none.
 */
export const hardwareSecretSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ipmi-user'),
    user: z.string().refine((user) => asBytes(user) <= 16, 'IPMI user names have at most 16 bytes.'),
    password: z.string().refine((password) => asBytes(password) <= 20, 'IPMI passwords have at most 20 bytes.'),
    kgHex: z
      .string()
      .trim()
      .regex(/^([0-9a-fA-F]{2}){0,20}$/, 'The key Kg is written as up to 20 pairs of hexadecimal digits.')
      .default(''),
  }),
  z.object({ kind: z.literal('password'), user: z.string().min(1), password: z.string() }),
  z.object({ kind: z.literal('wake-on-lan'), secureOn: z.union([z.literal(''), macSchema]).default('') }),
])
export type HardwareSecret = z.infer<typeof hardwareSecretSchema>

/** `unknown`: neither was told; never concluded from silence. */
export type HostPower = 'on' | 'off' | 'unknown'

/** `unknown`: the device says nothing of it, or a word that is not in its specification; never taken for well. */
export type SensorHealth = 'ok' | 'warning' | 'critical' | 'unknown'

export const SENSOR_UNITS = ['celsius', 'rpm', 'percent', 'volts', 'watts'] as const
export type SensorUnit = (typeof SENSOR_UNITS)[number]

/** Limits as the device tells them, in the sensor's unit. Null: it does not. */
export interface SensorLimits {
  readonly lowCritical: number | null
  readonly lowWarning: number | null
  readonly highWarning: number | null
  readonly highCritical: number | null
}

export const NO_LIMITS: SensorLimits = { lowCritical: null, lowWarning: null, highWarning: null, highCritical: null }

export interface HardwareSensor {
  /** Unique within the machine, and the same with every reading. */
  readonly key: string
  readonly name: string
  readonly kind: 'temperature' | 'fan' | 'voltage' | 'power'
  readonly unit: SensorUnit
  /** Null: it is switched off, or does not read at the moment. */
  readonly value: number | null
  readonly limits: SensorLimits
  readonly health: SensorHealth
}

export interface HardwareReading {
  readonly power: HostPower
  readonly sensors: readonly HardwareSensor[]
  /** Those that are fitted. Null: no sensor speaks of power supplies. */
  readonly powerSupplies: readonly PowerSupply[] | null
  /** What the whole machine draws. */
  readonly powerWatts: number | null
  /** The machine's health in one word, where the BMC has one. */
  readonly health: SensorHealth
}

export interface HardwareIdentity {
  readonly kind: HardwareKind
  readonly product: string
  readonly version: string | null
  /** Of the machine, as far as the BMC tells it. */
  readonly systemUuid: string | null
  /** What is not as it should be with this address and this sign-in, and what would help; in words. */
  readonly notes: readonly string[]
}

/** What a kind of BMC can do; what it cannot is `unsupported`. */
export interface HardwareCapabilities {
  readonly sensors: boolean
  readonly powerState: boolean
  readonly powerOn: boolean
  readonly softOff: boolean
  readonly powerOff: boolean
  readonly powerCycle: boolean
}

/** `soft-off` asks the operating system, as the power button does; `power-off` and `power-cycle` take its power. */
export const HARDWARE_ACTS = ['power-on', 'soft-off', 'power-off', 'power-cycle'] as const
export type HardwareAct = (typeof HARDWARE_ACTS)[number]

/** "10.0.0.5:623", "https://bmc1", "aa:bb:cc:dd:ee:ff": for people; it holds no secret. */
export const hardwareEndpoint = (address: HardwareAddress): string => {
  switch (address.kind) {
    case 'ipmi':
      return `${address.host}:${address.port}`
    case 'redfish':
      return address.url
    case 'wake-on-lan':
      return address.mac
  }
}

/** Whether an address of this kind is signed in to with such a secret. */
export const isFittingSecret = (address: HardwareAddress, secret: HardwareSecret): boolean => {
  switch (address.kind) {
    case 'ipmi':
      return secret.kind === 'ipmi-user'
    case 'redfish':
      return secret.kind === 'password'
    case 'wake-on-lan':
      return secret.kind === 'wake-on-lan'
  }
}

/** A host's BMC for screens. */
export interface HardwareDoc {
  readonly hostId: HostId
  readonly kind: HardwareKind
  /** "10.0.0.5:623" */
  readonly endpoint: string
  readonly capabilities: HardwareCapabilities
  /** `silent`: it is not asked, because it cannot answer. */
  readonly contact: 'ok' | 'lost' | 'never' | 'silent'
  /** What failed and what to do, where contact is lost. */
  readonly message: string | null
  /** Epoch ms of the newest reading; null: none yet. */
  readonly readAtMs: number | null
  /** As last told, however long ago. */
  readonly reading: HardwareReading | null
  /** What is believed now: silence and doubt are unknown (A5). */
  readonly power: HostPower
  /** Why its word is not believed, in words; null: it is. */
  readonly doubt: string | null
}
