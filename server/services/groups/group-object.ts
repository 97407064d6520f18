import type { JournalObject } from '../../domain/journal'
import type { PowerGroup } from '../../domain/world'

export const groupObject = (group: Pick<PowerGroup, 'id' | 'name'>): JournalObject => ({
  kind: 'group',
  id: group.id,
  name: group.name,
})
