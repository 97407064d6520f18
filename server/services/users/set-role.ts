import { z } from 'zod'
import { roleSchema } from '../../domain/access'
import { userIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { userObject } from '../auth/user-object'
import { reasonSchema } from '../inputs'
import { mutation } from '../verb'
import { knownUser, requireAnotherAdmin } from './last-admin'

/** Takes effect with the person's next request. */
export const setRole = mutation({
  name: 'users.setRole',
  needs: 'administer',
  input: z.object({ userId: userIdSchema, role: roleSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const user = await knownUser(tx, input.userId)
    if (input.role !== 'admin') await requireAnotherAdmin(tx, user)
    await tx.users.put({ ...user, role: input.role })
    await tell(context, {
      kind: 'user.role-changed',
      object: userObject(user),
      reason: input.reason,
      message: `${user.name} is now ${input.role}`,
      data: { before: user.role, after: input.role },
    })
  },
})
