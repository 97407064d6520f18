import type { JournalObject } from '../../domain/journal'
import type { ManagerRow } from '../../store/store'

export const managerObject = (manager: Pick<ManagerRow, 'id' | 'name'>): JournalObject => ({
  kind: 'manager',
  id: manager.id,
  name: manager.name,
})
