import { LiveFeed } from '../api/live/live-feed'
import type { Role } from '../domain/access'
import { parseConfiguration } from '../domain/configuration'
import { userIdSchema } from '../domain/ids'
import { REQUEST_HEADER, REQUEST_HEADER_VALUE } from '../domain/request-header'
import { openSession } from '../services/auth/session'
import { SESSION_COOKIE } from '../web/session-cookie'
import type { WebHost } from '../web/web-host'
import { seedServiceWorld } from './service-seed'
import { openServiceWorld, type ServiceWorld } from './service-world'

export const ORIGIN = 'http://console.example:3000'

export interface WebWorld {
  readonly services: ServiceWorld
  readonly web: WebHost
  /** The cookie of a new session of the seeded account with that role. */
  cookieOf(role: Role): Promise<string>
  /** A request as the console's own pages send it; `headers` change that. */
  request(path: string, options?: { body?: unknown; cookie?: string; headers?: Record<string, string | null> }): Request
  close(): Promise<void>
}

/** The web process's request handling on the real, seeded store, without a socket. */
export const openWebWorld = async (environment: Record<string, string> = {}): Promise<WebWorld> => {
  const services = await openServiceWorld()
  await seedServiceWorld(services.store)
  const live = new LiveFeed(services.store.read, (error) => {
    throw error
  })
  return {
    services,
    web: { configuration: parseConfiguration(environment), services: services.host, live },
    cookieOf: async (role) => {
      const user = await services.store.read.users.get(userIdSchema.parse(`user-${role}`))
      if (user === null) throw new Error(`the seed has no ${role}`)
      const { token } = await services.store.write((tx) => openSession(tx, user, services.clock.nowMs))
      return `${SESSION_COOKIE}=${token}`
    },
    request: (path, { body, cookie, headers = {} } = {}) => {
      const given = new Headers({
        host: new URL(ORIGIN).host,
        'sec-fetch-site': 'same-origin',
        [REQUEST_HEADER]: REQUEST_HEADER_VALUE,
      })
      if (cookie !== undefined) given.set('cookie', cookie)
      if (body !== undefined)
        for (const [name, value] of [
          ['content-type', 'application/json'],
          ['origin', ORIGIN],
        ] as const)
          given.set(name, value)
      for (const [name, value] of Object.entries(headers)) {
        if (value === null) given.delete(name)
        else given.set(name, value)
      }
      return new Request(`${ORIGIN}${path}`, {
        headers: given,
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      })
    },
    close: async () => {
      await live.close()
      await services.close()
    },
  }
}
