import type { UserId } from '../../domain/ids'
import type { Store, StoreWrites, UserRow } from '../../store/store'
import type { Actor } from '../verb'
import { newToken, tokenHashOf } from './token'

/** A session ends so long after it was last used. */
export const SESSION_LIFE_MS = 12 * 3_600_000
/** Use is written down only so often: a session read is no reason for a disk write. */
const TOUCH_EVERY_MS = 300_000

export interface SignedIn {
  readonly user: PublicUser
  /** For the cookie; nowhere else. */
  readonly token: string
}

export interface PublicUser {
  readonly id: UserId
  readonly name: string
  readonly role: Actor['role']
  readonly locale: Actor['locale']
}

export const publicUser = ({ id, name, role, locale }: UserRow): PublicUser => ({ id, name, role, locale })

export const openSession = async (tx: StoreWrites, user: UserRow, nowMs: number): Promise<SignedIn> => {
  const token = newToken()
  await tx.sessions.removeExpired(nowMs)
  await tx.sessions.put({
    tokenHash: tokenHashOf(token),
    userId: user.id,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + SESSION_LIFE_MS,
    lastSeenAtMs: nowMs,
  })
  return { user: publicUser(user), token }
}

export interface FoundSession {
  readonly actor: Actor
  readonly tokenHash: string
  /** True when its life was just extended: the cookie should be, too. */
  readonly extended: boolean
}

/** Who holds this session now; role and name are read afresh each time. Null: unknown or expired. */
export const findSession = async (
  store: Pick<Store, 'read'>,
  tokenHash: string,
  nowMs: number,
): Promise<(Omit<FoundSession, 'extended'> & { lastSeenAtMs: number }) | null> => {
  const session = await store.read.sessions.get(tokenHash)
  if (session === null || session.expiresAtMs <= nowMs) return null
  const user = await store.read.users.get(session.userId)
  if (user === null) return null
  const actor: Actor = { userId: user.id, name: user.name, role: user.role, locale: user.locale }
  return { actor, tokenHash, lastSeenAtMs: session.lastSeenAtMs }
}

/** As `findSession`, and extends its life (sliding expiry). */
export const useSession = async (store: Store, token: string, nowMs: number): Promise<FoundSession | null> => {
  const found = await findSession(store, tokenHashOf(token), nowMs)
  if (found === null) return null
  const { actor, tokenHash } = found
  if (nowMs - found.lastSeenAtMs < TOUCH_EVERY_MS) return { actor, tokenHash, extended: false }
  await store.write(async (tx) => {
    const session = await tx.sessions.get(tokenHash)
    if (session !== null) await tx.sessions.put({ ...session, lastSeenAtMs: nowMs, expiresAtMs: nowMs + SESSION_LIFE_MS })
  })
  return { actor, tokenHash, extended: true }
}
