import type { DirectPathRow } from '../../store/store'
import { noInput } from '../inputs'
import { query } from '../verb'

export type ListedDirectPath = Omit<DirectPathRow, 'credentialId'>

/** How hosts are reached without their manager, as it is configured; whether that works is in the readiness report. */
export const listDirectPaths = query({
  name: 'directPaths.list',
  needs: 'view',
  input: noInput,
  async run({ read }): Promise<readonly ListedDirectPath[]> {
    return (await read.directPaths.list()).map(({ hostId, address, createdAtMs }) => ({ hostId, address, createdAtMs }))
  },
})
