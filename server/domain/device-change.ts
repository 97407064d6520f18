import { z } from 'zod'
import { kindOf } from './device-kind'
import { serialKey } from './discovery'
import { deviceIdSchema } from './ids'
import { DEVICE_KINDS, type UpsAddress, type UpsIdentity } from './ups'

/** Devices that are changed in one go with another one, because they share its credential. */
export const MOST_CHANGED_TOGETHER = 1_000

type Known = Pick<UpsIdentity, 'kind' | 'serial'>

/** Both have told a serial number, and not the same: two devices, whatever else they have in common. */
export const hasOtherSerial = (known: Pick<UpsIdentity, 'serial'> | null, told: Pick<UpsIdentity, 'serial'>): boolean => {
  const [before, now] = [serialKey(known?.serial ?? null), serialKey(told.serial)]
  return before !== null && now !== null && before !== now
}

/**
 * Whether the device that answers is the one that is known: by its serial number, where both times one was told. Something of another
 * kind is another device in any case.
 */
export const deviceSeen = (known: Known | null, told: Known): 'same' | 'other' | 'untold' => {
  if (known === null) return 'untold'
  if (kindOf(known) !== kindOf(told)) return 'other'
  if (serialKey(known.serial) === null || serialKey(told.serial) === null) return 'untold'
  return hasOtherSerial(known, told) ? 'other' : 'same'
}

const TLS_STRENGTH = { off: 0, starttls: 1, required: 2 } as const
const strengthOf = (address: UpsAddress): number => (address.protocol === 'nut' ? TLS_STRENGTH[address.tls] : 0)

/** Whether a stored credential may be sent there too: it is the same place, and no less encrypted (K5). */
export const isSamePlace = (before: UpsAddress, wanted: UpsAddress): boolean =>
  before.protocol === wanted.protocol &&
  before.host.toLowerCase() === wanted.host.toLowerCase() &&
  before.port === wanted.port &&
  strengthOf(wanted) >= strengthOf(before)

const toldSchema = z.object({
  kind: z.enum(DEVICE_KINDS),
  family: z.string(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
})
/** Who a device says that it is. */
export type ToldDevice = z.infer<typeof toldSchema>

export const toldDevice = (identity: UpsIdentity): ToldDevice => {
  const { family, manufacturer, model, serial } = identity
  return { kind: kindOf(identity), family, manufacturer, model, serial }
}

/**
 * What came of trying one device with another address or credential. `same`: by its serial number; `untold`: nothing proves it;
 * `failed`: it did not let us in, or is another one: `message` says why, and it stays as it was.
 */
const triedDeviceSchema = z.object({
  deviceId: deviceIdSchema,
  name: z.string(),
  endpoint: z.string(),
  state: z.enum(['same', 'untold', 'failed']),
  /** Null: it had never told. */
  known: toldSchema.nullable(),
  found: toldSchema.nullable(),
  message: z.string().nullable(),
})
export type TriedDevice = z.infer<typeof triedDeviceSchema>

/** The device first, then those that share its credential and are changed with it. */
export const deviceChangeAnswerSchema = z.object({
  devices: z.array(triedDeviceSchema),
  /** Only a person can say that it is the same device. */
  needsConfirmation: z.boolean(),
})
export type DeviceChangeAnswer = z.infer<typeof deviceChangeAnswerSchema>
