import { mayDo } from '../../domain/access'
import type { ManagerAddress } from '../../domain/manager'
import type { ManagerRow } from '../../store/store'
import { noInput } from '../inputs'
import { query } from '../verb'

export type ListedManager = Omit<ManagerRow, 'credentialId'>

const allOf = (address: ManagerAddress): ManagerAddress => address
/** What a runbook runs is for those who may change it. */
const placeOf = ({ kind, url, pins }: ManagerAddress): ManagerAddress => ({ kind, url, pins })

export const listManagers = query({
  name: 'managers.list',
  needs: 'view',
  input: noInput,
  async run({ read, actor }): Promise<readonly ListedManager[]> {
    const rows = await read.managers.list()
    const shown = actor !== null && mayDo(actor.role, 'configure') ? allOf : placeOf
    return rows.map(({ id, name, address, enabled, createdAtMs }) => ({
      id,
      name,
      address: shown(address),
      enabled,
      createdAtMs,
    }))
  },
})
