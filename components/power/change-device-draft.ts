import { isSamePlace } from '@/server/domain/device-change'
import type { DeviceId } from '@/server/domain/ids'
import type { UpsAddress, UpsSecret } from '@/server/domain/ups'
import { addressOf, type DeviceDraft, EMPTY_DRAFT, secretOf } from './device-address'

/** What a person has typed of how a device that is there already is to be reached. */
export interface ChangeDeviceDraft {
  readonly place: DeviceDraft
  /** The stored credential is replaced. */
  readonly isNewSecret: boolean
  /** The other devices with the same credential get the new one too. */
  readonly isForAll: boolean
}

export const changeDeviceDraftOf = (address: UpsAddress): ChangeDeviceDraft => ({
  place: {
    ...EMPTY_DRAFT,
    protocol: address.protocol,
    host: address.host,
    port: String(address.port),
    ...(address.protocol === 'nut' ? { upsName: address.upsName, tls: address.tls } : {}),
  },
  isNewSecret: false,
  isForAll: false,
})

/** As what it is read stays as it is stored. */
const addressFrom = ({ place }: ChangeDeviceDraft, before: UpsAddress): UpsAddress => {
  const address = addressOf({ ...place, host: place.host.trim() })
  return address.protocol === 'snmp' && before.protocol === 'snmp' ? { ...address, family: before.family } : address
}

/** A stored credential is not sent to another address, nor less encrypted. */
export const needsDeviceSecret = (draft: ChangeDeviceDraft, before: UpsAddress): boolean =>
  draft.isNewSecret || !isSamePlace(before, addressFrom(draft, before))

export const deviceChangeOf = (
  draft: ChangeDeviceDraft,
  before: UpsAddress,
  sharing: readonly { readonly id: DeviceId }[],
): { readonly address: UpsAddress; readonly secret: UpsSecret | null; readonly also: DeviceId[] } => {
  const isNew = needsDeviceSecret(draft, before)
  return {
    address: addressFrom(draft, before),
    secret: isNew ? secretOf(draft.place) : null,
    also: isNew && draft.isForAll ? sharing.map(({ id }) => id) : [],
  }
}
