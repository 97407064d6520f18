import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { userIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { conflict, ServiceError } from '../service-error'
import { preparedMutation } from '../verb'
import { requireTry } from './require-try'
import { hashPassword, newPasswordSchema } from './password'
import { openSession } from './session'
import { SETUP_CODE_KEY, setupCodeHash } from './setup-code'
import { userObject } from './user-object'

/** Makes the first admin, by the code that the start script printed. */
export const setup = preparedMutation({
  name: 'auth.setup',
  needs: 'public',
  input: z.object({ code: z.string().min(1).max(40), name: displayNameSchema, password: newPasswordSchema }),
  prepare(context) {
    requireTry(context, 'first setup')
    return hashPassword(context.input.password)
  },
  async run(context) {
    const { input, tx, nowMs, prepared: passwordHash, host, address } = context
    if ((await tx.users.count()) > 0) throw conflict('The first account was made already', 'Sign in with it.')
    if ((await tx.settings.get(SETUP_CODE_KEY)) !== setupCodeHash(input.code))
      throw new ServiceError(
        'unauthenticated',
        'This is not the setup code',
        'Type the code that the server printed at its last start.',
        {
          kind: 'auth.setup-failed',
          object: { kind: 'system', id: 'setup', name: 'First setup' },
          outcome: 'refused',
          data: { address },
        },
      )
    host.signInLimit.succeeded('first setup', address)
    const user = {
      id: userIdSchema.parse(randomUUID()),
      name: input.name,
      role: 'admin' as const,
      passwordHash,
      createdAtMs: nowMs,
      locale: null,
    }
    await tx.users.put(user)
    await tx.settings.set(SETUP_CODE_KEY, null)
    await tell(
      { ...context, actorName: user.name },
      { kind: 'auth.setup', object: userObject(user), message: `${user.name} became the first admin`, data: { address } },
    )
    return openSession(tx, user, nowMs)
  },
})
