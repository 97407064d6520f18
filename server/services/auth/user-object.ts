import type { JournalObject } from '../../domain/journal'
import type { UserRow } from '../../store/store'

export const userObject = (user: Pick<UserRow, 'id' | 'name'>): JournalObject => ({ kind: 'user', id: user.id, name: user.name })
