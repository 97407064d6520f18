import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { roleSchema } from '../../domain/access'
import { userIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { hashPassword, newPasswordSchema } from '../auth/password'
import { userObject } from '../auth/user-object'
import { displayNameSchema } from '../inputs'
import { conflict } from '../service-error'
import { preparedMutation } from '../verb'

export const createUser = preparedMutation({
  name: 'users.create',
  needs: 'administer',
  input: z.object({ name: displayNameSchema, role: roleSchema, password: newPasswordSchema }),
  prepare: ({ input }) => hashPassword(input.password),
  async run(context) {
    const { input, tx, nowMs, prepared: passwordHash } = context
    if ((await tx.users.byName(input.name)) !== null) throw conflict(`An account “${input.name}” exists`, 'Choose another name.')
    const id = userIdSchema.parse(randomUUID())
    await tx.users.put({ id, name: input.name, role: input.role, passwordHash, createdAtMs: nowMs, locale: null })
    await tell(context, {
      kind: 'user.created',
      object: userObject({ id, name: input.name }),
      message: `Account ${input.name} was made (${input.role})`,
      data: { role: input.role },
    })
    return { userId: id }
  },
})
