import { z } from 'zod'
import { tell } from '../acting'
import { ServiceError } from '../service-error'
import { preparedMutation } from '../verb'
import { passwordMatches } from './password'
import { requireTry } from './require-try'
import { openSession } from './session'
import { userObject } from './user-object'

/** Name and password for a session. A failure does not say which of the two was wrong, nor does its duration. */
export const signIn = preparedMutation({
  name: 'auth.signIn',
  needs: 'public',
  input: z.object({ name: z.string().trim().min(1).max(80), password: z.string().min(1).max(200) }),
  async prepare(context) {
    const { input, read, address } = context
    requireTry(context, input.name)
    const user = await read.users.byName(input.name)
    if ((await passwordMatches(user?.passwordHash ?? null, input.password)) && user !== null) return user
    throw new ServiceError('unauthenticated', 'Name or password is wrong', 'Check both and try again.', {
      kind: 'auth.sign-in-failed',
      // A name that is no account is not written down: people type passwords into the wrong field (K5).
      object: user === null ? { kind: 'system', id: 'sign-in', name: 'Unknown name' } : userObject(user),
      outcome: 'refused',
      data: { address },
    })
  },
  async run(context) {
    const { tx, nowMs, prepared, host, input, address } = context
    const user = await tx.users.get(prepared.id)
    if (user === null) throw new ServiceError('unauthenticated', 'Name or password is wrong', 'Check both and try again.')
    host.signInLimit.succeeded(input.name, address)
    await tell(
      { ...context, actorName: user.name },
      { kind: 'auth.signed-in', object: userObject(user), message: `${user.name} signed in`, data: { address } },
    )
    return openSession(tx, user, nowMs)
  },
})
