import type { DeviceRow, StoreReads } from '../../store/store'

type Reads = Pick<StoreReads, 'devices' | 'credentials'>

/** The other devices that are read with the same credential as this one. That it is the same is all that is told of it (K5). */
export const devicesSharing = async (read: Reads, { id, credentialId }: DeviceRow): Promise<readonly DeviceRow[]> => {
  const same = new Set([credentialId, ...(await read.credentials.likeThis(credentialId))])
  return (await read.devices.list()).filter((other) => other.id !== id && same.has(other.credentialId))
}
