import { randomUUID } from 'node:crypto'
import { userIdSchema } from '../../domain/ids'
import type { Store, StoreWrites, UserRow } from '../../store/store'
import { hashPassword } from './password'
import { newToken, tokenHashOf } from './token'
import { userObject } from './user-object'

export const DEMO_SIGN_IN_KEY = 'demo-sign-in-hash'
const DEMO_USER = 'demo'

/**
 * The token of a one-time link `/signin/<token>` that signs the demo's admin in, to be printed by the start script.
 * Its account has a password nobody knows.
 */
export const createDemoSignIn = async (store: Store, nowMs = Date.now()): Promise<string> => {
  const token = newToken()
  const passwordHash = await hashPassword(newToken())
  await store.write(async (tx) => {
    const user = (await tx.users.byName(DEMO_USER)) ?? (await addDemoUser(tx, passwordHash, nowMs))
    await tx.settings.set(DEMO_SIGN_IN_KEY, { userId: user.id, hash: tokenHashOf(token) })
    await tx.journal.append({
      atMs: nowMs,
      kind: 'auth.demo-link-issued',
      actor: 'system',
      channel: 'engine',
      object: userObject(user),
      outcome: 'ok',
      message: 'A one-time sign-in link to the demo was printed',
    })
  })
  return token
}

const addDemoUser = async (tx: StoreWrites, passwordHash: string, nowMs: number): Promise<UserRow> => {
  const user: UserRow = {
    id: userIdSchema.parse(randomUUID()),
    name: DEMO_USER,
    role: 'admin',
    passwordHash,
    createdAtMs: nowMs,
    locale: null,
  }
  await tx.users.put(user)
  return user
}
