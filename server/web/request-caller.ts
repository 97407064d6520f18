import type { Channel } from '../domain/journal'
import { useSession } from '../services/auth/session'
import type { Caller } from '../services/verb'
import { sessionTokenOf } from './session-cookie'
import type { WebHost } from './web-host'

export interface RequestCaller {
  readonly caller: Caller
  /** The cookie's token when its session's life was just extended. */
  readonly extendedToken: string | null
}

/** Who sends this request, by the session's cookie. */
export const requestCaller = async ({ services }: WebHost, headers: Headers): Promise<RequestCaller> => {
  const token = sessionTokenOf(headers.get('cookie'))
  const session = token === null ? null : await useSession(services.store, token, services.now())
  return {
    caller: {
      actor: session?.actor ?? null,
      channel: channelOf(headers),
      address: headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? null,
      sessionTokenHash: session?.tokenHash ?? null,
    },
    extendedToken: session?.extended === true ? token : null,
  }
}

/** The console's pages say nothing of themselves; the command line does. Only for the record: rights don't depend on it. */
const channelOf = (headers: Headers): Channel => (headers.get('x-ridethrough-client') === 'cli' ? 'cli' : 'web')
