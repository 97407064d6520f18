import { z } from 'zod'
import { userIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { ServiceError } from '../service-error'
import { mutation } from '../verb'
import { DEMO_SIGN_IN_KEY } from './demo-sign-in'
import { openSession } from './session'
import { tokenHashOf } from './token'
import { userObject } from './user-object'

const storedSchema = z.object({ userId: userIdSchema, hash: z.string() })

/** Signs in by the demo's one-time link; the link is spent with it. */
export const redeemLink = mutation({
  name: 'auth.redeemLink',
  needs: 'public',
  input: z.object({ token: z.string().min(1).max(200) }),
  async run(context) {
    const { input, tx, nowMs } = context
    const stored = storedSchema.safeParse(await tx.settings.get(DEMO_SIGN_IN_KEY))
    const user = stored.success && stored.data.hash === tokenHashOf(input.token) ? await tx.users.get(stored.data.userId) : null
    if (user === null)
      throw new ServiceError(
        'unauthenticated',
        'This sign-in link is not valid (any more)',
        'Start the demo again for a new link.',
      )
    await tx.settings.set(DEMO_SIGN_IN_KEY, null)
    await tell(
      { ...context, actorName: user.name },
      { kind: 'auth.signed-in', object: userObject(user), message: `${user.name} signed in by a one-time link` },
    )
    return openSession(tx, user, nowMs)
  },
})
