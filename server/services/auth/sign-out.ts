import { tell } from '../acting'
import { noInput } from '../inputs'
import { mutation } from '../verb'
import { signedInActor } from './signed-in-actor'

export const signOut = mutation({
  name: 'auth.signOut',
  needs: 'view',
  input: noInput,
  async run(context) {
    const actor = signedInActor(context)
    if (context.sessionTokenHash !== null) await context.tx.sessions.remove(context.sessionTokenHash)
    await tell(context, {
      kind: 'auth.signed-out',
      object: { kind: 'user', id: actor.userId, name: actor.name },
      message: `${actor.name} signed out`,
    })
  },
})
