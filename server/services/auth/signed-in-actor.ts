import { ServiceError } from '../service-error'
import type { Actor, Caller } from '../verb'

/** The actor of a verb whose permission already says that there is one. */
export const signedInActor = ({ actor }: Pick<Caller, 'actor'>): Actor => {
  if (actor === null) throw new ServiceError('unauthenticated', 'You are not signed in', 'Sign in and try again.')
  return actor
}
