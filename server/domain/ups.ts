import { z } from 'zod'
import type { PowerReadings } from './power-reading'
import type { Contact, PowerFlag, Supply } from './power-state'

/** `pdu` and `ats` hold no energy: they stand between UPSs and hosts. */
export const DEVICE_KINDS = ['ups', 'pdu', 'ats'] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

export interface UpsIdentity {
  /** Absent: a UPS. */
  readonly kind?: DeviceKind
  /** Folder name of the driver that reads it, e.g. `rfc1628`; of several the richest. */
  readonly family: string
  /** Further families that the device serves and that are read together with it. */
  readonly also?: readonly string[]
  readonly manufacturer: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly firmware: string | null
  readonly agentFirmware: string | null
}

/** An outlet, or a group of them that switches as one, as the UPS numbers it. */
export interface Outlet {
  /** The device's own number, e.g. "1"; what a feed names. */
  readonly id: string
  /** What the device calls it; null: it has no word for it. */
  readonly name: string | null
  readonly state: 'on' | 'off' | 'unknown'
  /** Why nothing comes out of it, whether it is switched on or not: what it hangs on inside the device is dead. Absent: nothing is said of that. */
  readonly dead?: string
  /** What is drawn from it. Absent: it is not measured. */
  readonly watts?: number
}

export const INPUT_LABELS = ['A', 'B'] as const
export type InputLabel = (typeof INPUT_LABELS)[number]

/** What an ATS says of its two inputs. */
export interface TransferSwitch {
  /** The input that carries the load; null: it does not say. */
  readonly selected: InputLabel | null
  /** The input that it goes back to; null: neither, or it does not say. */
  readonly preferred: InputLabel | null
  readonly inputs: Readonly<Record<InputLabel, 'live' | 'dead' | 'unknown'>>
  /** False: the switch itself has failed; what is selected stays. */
  readonly canSwitch: boolean
}

/** A part of a PDU that gives nothing while the rest of it lives, or an input of which nobody knows whether it does. */
export interface PartTrouble {
  readonly words: string
  /** The PDU does not say of all its outlets whether they hang on it: hosts on them may have lost this feed. */
  readonly isUntold: boolean
}

/** What one poll of a UPS said. Pure data; what it means over time is decided by `server/decide`. */
export interface UpsObservation {
  readonly supply: Supply
  readonly flags: readonly PowerFlag[]
  /** `lost`: the card answers but says that it has lost its UPS; every other value is then stale. */
  readonly upsContact: Contact
  readonly readings: PowerReadings
  /** Outlets that switch apart from each other, in the device's order. Empty: it has one output, or does not tell. */
  readonly outlets: readonly Outlet[]
  /** Of an ATS. Absent: it has no second input, or does not tell. */
  readonly transfer?: TransferSwitch
  /** Of a PDU; each is an alarm by itself. Absent: none. */
  readonly troubles?: readonly PartTrouble[]
  /** The device's own alarm words, for people. */
  readonly alarms: readonly string[]
  /** What is merely measured (voltages, watts, temperature) is that of the last whole poll. Absent: it was read with the rest. */
  readonly isBrief?: true
  /** What in the answer argues for the supply that was concluded, e.g. "upsOutputSource 5 (battery)". Kept as evidence. */
  readonly evidence: readonly string[]
}

const host = z.string().trim().min(1).max(255)
const port = z.number().int().min(1).max(65_535)

/** Which security an SNMP agent is spoken to with. Secrets travel beside it, never in it. */
export const snmpVersionSchema = z.enum(['1', '2c', '3'])
export type SnmpVersion = z.infer<typeof snmpVersionSchema>

/** Where a UPS is found. `family` "auto": detect by probing. */
export const upsAddressSchema = z.discriminatedUnion('protocol', [
  z.object({ protocol: z.literal('snmp'), host, port: port.default(161), family: z.string().default('auto') }),
  z.object({
    protocol: z.literal('nut'),
    host,
    port: port.default(3493),
    upsName: z.string().trim().min(1),
    tls: z.enum(['off', 'starttls', 'required']).default('off'),
  }),
])
export type UpsAddress = z.infer<typeof upsAddressSchema>

/** Secrets of a UPS; sealed at rest, write-only through every interface (K5). */
export const upsSecretSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snmp-community'), version: z.enum(['1', '2c']).default('2c'), community: z.string().min(1) }),
  z.object({
    kind: z.literal('snmp-user'),
    user: z.string().min(1),
    level: z.enum(['noAuthNoPriv', 'authNoPriv', 'authPriv']).default('authPriv'),
    authProtocol: z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512']).default('sha'),
    authKey: z.string().default(''),
    privProtocol: z
      .enum(['aes', 'aes256b', 'aes256r'], {
        error: 'DES and 3DES are not spoken: DES is broken, and OpenSSL 3 no longer has it. Choose AES on the card.',
      })
      .default('aes'),
    privKey: z.string().default(''),
    context: z.string().default(''),
  }),
  z.object({ kind: z.literal('nut-user'), user: z.string().default(''), password: z.string().default('') }),
])
export type UpsSecret = z.infer<typeof upsSecretSchema>
