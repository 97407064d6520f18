import { z } from 'zod'
import { userIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { userObject } from '../auth/user-object'
import { reasonSchema } from '../inputs'
import { mutation } from '../verb'
import { knownUser, requireAnotherAdmin } from './last-admin'

/** Removes an account; its sessions end at once. */
export const removeUser = mutation({
  name: 'users.remove',
  needs: 'administer',
  input: z.object({ userId: userIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const user = await knownUser(tx, input.userId)
    await requireAnotherAdmin(tx, user)
    await tx.users.remove(user.id)
    await tell(context, {
      kind: 'user.removed',
      object: userObject(user),
      reason: input.reason,
      message: `Account ${user.name} was removed`,
    })
  },
})
