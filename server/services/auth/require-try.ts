import { ServiceError } from '../service-error'
import type { PrepareContext } from '../verb'

/** Counts a try and throws while the caller must wait. */
export const requireTry = ({ host, address, nowMs }: PrepareContext<unknown>, name: string): void => {
  const waitMs = host.signInLimit.begin(name, address, nowMs)
  if (waitMs === 0) return
  throw new ServiceError('too-many', 'Too many failed tries', `Wait ${Math.ceil(waitMs / 1000)} s and try again.`, {
    kind: 'auth.sign-in-delayed',
    object: { kind: 'system', id: 'sign-in', name: 'Sign-in' },
    outcome: 'refused',
    data: { address, waitMs },
  })
}
