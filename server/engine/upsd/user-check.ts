import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { NutService } from '../../domain/nut-service'
import { passwordMatches } from '../../services/auth/password'
import { SignInLimit } from '../../services/auth/sign-in-limit'

type Users = NutService['users']

/**
 * Names and passwords of NUT clients. A password that was right once is recognised cheaply: after a restart hundreds of
 * NAS boxes come at once, maybe in an outage, and a slow hash for each would keep the engine's cores.
 */
export class UserCheck {
  readonly #now: () => number
  readonly #limit = new SignInLimit()
  readonly #key = randomBytes(32)
  readonly #right = new Map<string, Buffer>()
  #users: Users = []

  constructor(now: () => number) {
    this.#now = now
  }

  setUsers(users: Users): void {
    this.#users = users
    this.#right.clear()
  }

  async roleOf(name: string, password: string, address: string): Promise<'primary' | 'secondary' | null> {
    const user = this.#users.find((candidate) => candidate.name === name)
    const mark = createHmac('sha256', this.#key).update(password).digest()
    const known = this.#right.get(name)
    if (user !== undefined && known !== undefined && timingSafeEqual(known, mark)) return user.primary ? 'primary' : 'secondary'
    if (this.#limit.begin(name, address, this.#now()) > 0) return null
    if (!(await passwordMatches(user?.passwordHash ?? null, password)) || user === undefined) return null
    this.#limit.succeeded(name, address)
    // Another setting may have come while the hash was made.
    if (this.#users.includes(user)) this.#right.set(name, mark)
    return user.primary ? 'primary' : 'secondary'
  }
}
