import type { HardwareRow } from '../../store/store'
import { noInput } from '../inputs'
import { query } from '../verb'

export type ListedHardware = Omit<HardwareRow, 'credentialId'>

/** Every host's BMC as it is configured; what it says is live. */
export const listHardware = query({
  name: 'hardware.list',
  needs: 'view',
  input: noInput,
  async run({ read }): Promise<readonly ListedHardware[]> {
    return (await read.hardware.list()).map(({ hostId, address, createdAtMs }) => ({ hostId, address, createdAtMs }))
  },
})
