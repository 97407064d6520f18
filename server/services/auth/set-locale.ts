import { z } from 'zod'
import { tell } from '../acting'
import { notFound } from '../service-error'
import { mutation } from '../verb'
import { signedInActor } from './signed-in-actor'
import { userObject } from './user-object'

export const setLocale = mutation({
  name: 'auth.setLocale',
  needs: 'view',
  input: z.object({ locale: z.enum(['en', 'de']).nullable() }),
  async run(context) {
    const { tx, input } = context
    const user = await tx.users.get(signedInActor(context).userId)
    if (user === null) throw notFound('Your account')
    await tx.users.put({ ...user, locale: input.locale })
    await tell(context, {
      kind: 'user.locale-changed',
      object: userObject(user),
      message: `${user.name} reads in ${input.locale ?? 'the language of the browser'}`,
      data: { before: user.locale, after: input.locale },
    })
  },
})
