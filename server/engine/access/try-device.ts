import { deviceSeen, toldDevice, type TriedDevice } from '../../domain/device-change'
import { serialKey } from '../../domain/discovery'
import type { UpsAddress, UpsIdentity, UpsSecret } from '../../domain/ups'
import { endpointOf } from '../../domain/ups-endpoint'
import type { probeUps, UpsProbe } from '../../drivers/ups/probe'
import type { DeviceRow } from '../../store/store'
import { no, type Refusal } from './change-answer'

/** So long one device is waited for. */
const DEADLINE_MS = 8_000

export interface Tried {
  readonly device: DeviceRow
  /** How it was reached, and would be from now on. */
  readonly address: UpsAddress
  readonly told: TriedDevice
  /** Null: it may be saved, where a person confirms what is not proved. */
  readonly refusal: Refusal | null
}

const words = (identity: Pick<UpsIdentity, 'manufacturer' | 'model' | 'serial'>): string =>
  [identity.manufacturer, identity.model, identity.serial && `serial number ${identity.serial}`].filter(Boolean).join(', ') ||
  'a device that says nothing of itself'

const anotherDevice = ({ name, identity }: DeviceRow, found: UpsProbe): Refusal =>
  no(
    `Another device answers there: ${words(found)}; ${name} is ${identity === null ? 'not known' : words(identity)}.`,
    'Check the address. A device that took its place is another one: add it, then give it the feeds of the old one.',
  )

const configuredAlready = (other: DeviceRow): Refusal =>
  no(`${other.name} answers there: it has that serial number.`, 'Check the address: that device is watched already.')

/** The same device, another one, or nobody can tell. */
const verdict = (device: DeviceRow, found: UpsProbe, all: readonly DeviceRow[]): 'same' | 'untold' | Refusal => {
  const seen = deviceSeen(device.identity, found)
  if (seen === 'other') return anotherDevice(device, found)
  const serial = serialKey(found.serial)
  const owner = all.find(
    ({ id, identity }) => id !== device.id && serial !== null && serialKey(identity?.serial ?? null) === serial,
  )
  return seen === 'untold' && owner !== undefined ? configuredAlready(owner) : seen
}

const stays = (device: DeviceRow, address: UpsAddress, refusal: Refusal, found: UpsProbe | null = null): Tried => ({
  device,
  address,
  told: {
    deviceId: device.id,
    name: device.name,
    endpoint: endpointOf(address),
    state: 'failed',
    known: device.identity && toldDevice(device.identity),
    found: found && toldDevice(found),
    message: `${refusal.message} ${refusal.hint}`,
  },
  refusal,
})

const NOT_IN_TIME = no('It was not tried in time; it stays as it was.', 'Change it by itself.')

/** There was no time left for it. */
export const notTried = (device: DeviceRow): Tried => stays(device, device.address, NOT_IN_TIME)

/** What was tried, and is not saved for all that. */
export const keptBack = (tried: Tried, refusal: Refusal): Tried =>
  tried.refusal === null ? stays(tried.device, tried.address, refusal) : tried

/** Reads a device with another address or credential, and whether it is the one that is known. `all`: every device there is. */
export const tryDevice = async (
  probe: typeof probeUps,
  device: DeviceRow,
  { address, secret }: { readonly address: UpsAddress; readonly secret: UpsSecret },
  all: readonly DeviceRow[],
): Promise<Tried> => {
  const read = await probe({ address, secret }, { deadlineMs: DEADLINE_MS })
  if (read.kind !== 'ok') return stays(device, address, no(read.message, read.hint))
  const state = verdict(device, read.value, all)
  if (typeof state !== 'string') return stays(device, address, state, read.value)
  return {
    device,
    address,
    told: {
      deviceId: device.id,
      name: device.name,
      endpoint: endpointOf(address),
      state,
      known: device.identity && toldDevice(device.identity),
      found: toldDevice(read.value),
      message: null,
    },
    refusal: null,
  }
}
