import { type CredentialId, credentialIdSchema, type DeviceId, deviceIdSchema } from '../../domain/ids'
import type { UpsAddress, UpsSecret } from '../../domain/ups'
import { endpointOf } from '../../domain/ups-endpoint'
import type { StoreWrites } from '../../store/store'
import { conflict } from '../service-error'

interface NewDevice {
  readonly name: string
  readonly address: UpsAddress
  readonly secret: UpsSecret
  readonly nowMs: number
  readonly newId: () => string
}

/** Keeps a device with its credential. Throws a conflict where its address or its name is taken. */
export const keepNewDevice = async (
  tx: StoreWrites,
  { name, address, secret, nowMs, newId }: NewDevice,
): Promise<{ readonly id: DeviceId; readonly credentialId: CredentialId }> => {
  const endpoint = endpointOf(address)
  for (const other of await tx.devices.list()) {
    if (endpointOf(other.address) === endpoint)
      throw conflict(`${other.name} is this device already (${endpoint})`, 'Rename or remove that one first.')
    if (other.name === name) throw conflict(`Another device is called “${name}”`, 'Choose another name.')
  }
  const id = deviceIdSchema.parse(newId())
  const credentialId = credentialIdSchema.parse(newId())
  await tx.credentials.put({ id: credentialId, name, secret })
  await tx.devices.put({ id, name, address, credentialId, enabled: true, identity: null, createdAtMs: nowMs })
  return { id, credentialId }
}

/** What the journal keeps of how a new device is reached. */
export const newDeviceData = (address: UpsAddress, secret: UpsSecret) => ({
  endpoint: endpointOf(address),
  family: address.protocol === 'snmp' ? address.family : 'nut',
  secretKind: secret.kind,
})
