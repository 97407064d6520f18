import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from './api-error'

export interface Account {
  readonly user: string
  readonly password: string
  readonly apiToken: { readonly tokenId: string; readonly token: string }
}

const TICKET_LIFE_MS = 2 * 3_600_000

const same = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Tickets for password sign-in and the API token, as pveproxy checks them. */
export class Access {
  private readonly secret = randomBytes(32)

  constructor(
    private readonly account: Account,
    private readonly now: () => number,
  ) {}

  private seal(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('base64')
  }

  signIn(username: string, password: string): { username: string; ticket: string; CSRFPreventionToken: string } {
    if (username !== this.account.user || !(same(password, this.account.password) || this.ticketHolder(password) !== null))
      throw new ApiError(401, 'authentication failure')
    const stamp = Math.floor(this.now() / 1_000)
      .toString(16)
      .toUpperCase()
      .padStart(8, '0')
    return {
      username,
      ticket: `PVE:${username}:${stamp}::${this.seal(`PVE:${username}:${stamp}`)}`,
      CSRFPreventionToken: `${stamp}:${this.seal(`CSRF:${username}:${stamp}`)}`,
    }
  }

  private ticketHolder(ticket: string): string | null {
    const [, signed = '', username = '', stamp = '', seal = ''] = /^(PVE:([^:]+):([0-9A-F]{8}))::(.+)$/.exec(ticket) ?? []
    const ageMs = this.now() - Number.parseInt(stamp, 16) * 1_000
    return signed !== '' && same(seal, this.seal(signed)) && ageMs < TICKET_LIFE_MS ? username : null
  }

  /** Who asks; throws 401 as the real one does. */
  userOf(method: string, headers: IncomingHttpHeaders): string {
    const { tokenId, token } = this.account.apiToken
    const authorization = headers.authorization ?? ''
    if (authorization.startsWith('PVEAPIToken=')) {
      if (same(authorization, `PVEAPIToken=${tokenId}=${token}`)) return tokenId
      throw new ApiError(401, 'invalid token value!')
    }
    const cookie = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(headers.cookie ?? '')?.[1]
    if (cookie === undefined) throw new ApiError(401, 'No ticket')
    const username = this.ticketHolder(decodeURIComponent(cookie))
    if (username === null) throw new ApiError(401, 'invalid PVE ticket')
    if (method !== 'GET') this.checkCsrf(username, headers.csrfpreventiontoken)
    return username
  }

  private checkCsrf(username: string, header: string | string[] | undefined): void {
    const [stamp = '', seal = ''] = String(header ?? '').split(/:(.*)/s)
    if (!same(seal, this.seal(`CSRF:${username}:${stamp}`))) throw new ApiError(401, 'Permission denied - invalid csrf token')
  }
}
