import type { JournalObject } from '../../domain/journal'

export const searchObject = (searchId: string): JournalObject => ({
  kind: 'system',
  id: searchId,
  name: 'Search for devices',
})
