import type { DeviceRow } from '../../store/store'
import { noInput } from '../inputs'
import { query } from '../verb'

export type ListedDevice = Omit<DeviceRow, 'credentialId'>

/** The configured UPSs; their live values are in the live stream. Never anything of their credentials (K5). */
export const listDevices = query({
  name: 'power.list',
  needs: 'view',
  input: noInput,
  async run({ read }): Promise<readonly ListedDevice[]> {
    const rows = await read.devices.list()
    return rows.map(({ id, name, address, enabled, identity, createdAtMs }) => ({
      id,
      name,
      address,
      enabled,
      identity,
      createdAtMs,
    }))
  },
})
