import type { PublicUser } from '../auth/session'
import { publicUser } from '../auth/session'
import { noInput } from '../inputs'
import { query } from '../verb'

export type ListedUser = PublicUser & { readonly createdAtMs: number }

export const listUsers = query({
  name: 'users.list',
  needs: 'administer',
  input: noInput,
  async run({ read }): Promise<readonly ListedUser[]> {
    return (await read.users.list()).map((user) => ({ ...publicUser(user), createdAtMs: user.createdAtMs }))
  },
})
