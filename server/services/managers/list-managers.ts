import type { ManagerRow } from '../../store/store'
import { noInput } from '../inputs'
import { query } from '../verb'

export type ListedManager = Omit<ManagerRow, 'credentialId'>

export const listManagers = query({
  name: 'managers.list',
  needs: 'view',
  input: noInput,
  async run({ read }): Promise<readonly ListedManager[]> {
    const rows = await read.managers.list()
    return rows.map(({ id, name, address, enabled, createdAtMs }) => ({ id, name, address, enabled, createdAtMs }))
  },
})
