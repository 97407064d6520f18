import type { StoreReads, UserRow } from '../../store/store'
import { conflict, notFound } from '../service-error'
import type { UserId } from '../../domain/ids'

export const knownUser = async (read: Pick<StoreReads, 'users'>, id: UserId): Promise<UserRow> => {
  const user = await read.users.get(id)
  if (user === null) throw notFound('This account')
  return user
}

/** Somebody must be left who can administer. */
export const requireAnotherAdmin = async (read: Pick<StoreReads, 'users'>, user: UserRow): Promise<void> => {
  if (user.role !== 'admin') return
  const others = (await read.users.list()).filter(({ id, role }) => role === 'admin' && id !== user.id)
  if (others.length === 0) throw conflict(`${user.name} is the last admin`, 'Make another account an admin first.')
}
