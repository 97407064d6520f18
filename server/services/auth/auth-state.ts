import { noInput } from '../inputs'
import { query } from '../verb'
import type { PublicUser } from './session'

export interface AuthState {
  readonly setupNeeded: boolean
  readonly user: PublicUser | null
  readonly demo: boolean
  readonly version: string
}

/** What the first page must know before anybody is signed in. */
export const authState = query({
  name: 'auth.state',
  needs: 'public',
  input: noInput,
  async run({ actor, read, host }): Promise<AuthState> {
    return {
      setupNeeded: actor === null && (await read.users.count()) === 0,
      user: actor === null ? null : { id: actor.userId, name: actor.name, role: actor.role, locale: actor.locale },
      demo: host.demo,
      version: host.version,
    }
  },
})
