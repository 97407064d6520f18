import { z } from 'zod'
import { requirePermission } from '../../services/call-verb'
import { findSession } from '../../services/auth/session'
import type { Role } from '../../domain/access'
import { ServiceError } from '../../services/service-error'
import type { ApiContext } from '../context'
import { toTrpcError } from '../error-shape'
import { liveEvents } from '../live/live-events'
import { procedure, router } from '../trpc'

const inputSchema = z.object({ lastEventId: z.string().nullish() }).default({})

export const liveRouter = router({
  events: procedure.input(inputSchema).subscription(async function* ({ ctx, input, signal }) {
    try {
      requirePermission(ctx.caller, 'view')
      yield* liveEvents({
        feed: ctx.live,
        read: ctx.host.store.read,
        now: ctx.host.now,
        signal: signal ?? new AbortController().signal,
        afterId: journalIdOf(input.lastEventId),
        roleNow: () => roleNow(ctx),
      })
    } catch (error) {
      throw toTrpcError(error)
    }
  }),
})

const journalIdOf = (lastEventId: string | null | undefined): number | null => {
  const id = Number(lastEventId ?? '')
  return lastEventId === null || lastEventId === undefined || lastEventId === '' || !Number.isSafeInteger(id) || id < 0
    ? null
    : id
}

/** A session that ended, or a person whose role changed, is noticed while the stream is open. */
const roleNow = async ({ host, caller }: ApiContext): Promise<Role> => {
  const hash = caller.sessionTokenHash
  const actor = hash === null ? caller.actor : ((await findSession(host.store, hash, host.now()))?.actor ?? null)
  requirePermission({ actor }, 'view')
  if (actor === null) throw new ServiceError('unauthenticated', 'Your session has ended', 'Sign in again.')
  return actor.role
}
