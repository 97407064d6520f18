import { createServer, type Server, type Socket } from 'node:net'
import type { NutService } from '../../domain/nut-service'
import { Certificate } from './certificate'
import { Connection } from './connection'
import { Session, type SeenUps } from './session'
import { UserCheck } from './user-check'

/** Room for a large site's clients, and none for one that opens connections without end. */
const MOST_CONNECTIONS = 1_000
const MOST_PER_ADDRESS = 50

export interface Login {
  readonly upsName: string
  readonly user: string
  readonly address: string
}

export interface UpsdParts {
  readonly version: string
  readonly now: () => number
  upsNames(): readonly string[]
  /** `logins` is the server's own business. */
  ups(name: string): (Omit<SeenUps, 'logins'> & { readonly id: string }) | null
  changed(): void
  refusedAct(what: string, user: string, address: string): void
}

interface Client {
  readonly connection: Connection
  readonly address: string
  login: (Login & { readonly upsId: string }) | null
}

/** An upsd-compatible server that only tells. One listening socket, one session per client. */
export class UpsdServer {
  readonly #parts: UpsdParts
  readonly #users: UserCheck
  readonly #clients = new Set<Client>()
  #server: Server | null = null
  #certificate: Certificate | null = null
  #requireTls = false

  constructor(parts: UpsdParts) {
    this.#parts = parts
    this.#users = new UserCheck(parts.now)
  }

  get connections(): number {
    return this.#clients.size
  }

  get logins(): readonly Login[] {
    return [...this.#clients].flatMap(({ login }) =>
      login === null ? [] : [{ upsName: login.upsName, user: login.user, address: login.address }],
    )
  }

  get tlsProblem(): string | null {
    return this.#certificate?.problem ?? null
  }

  /** Resolves to where it listens; throws what the socket says. */
  async listen(service: NutService): Promise<string> {
    await this.close()
    this.#users.setUsers(service.users)
    this.#requireTls = service.requireTls
    const { certificateFile, keyFile } = service
    this.#certificate =
      certificateFile === null || keyFile === null ? null : new Certificate(certificateFile, keyFile, this.#parts.now)
    this.#certificate?.context()
    const server = createServer((socket) => this.#welcome(socket))
    this.#server = server
    await new Promise<void>((done, fail) => {
      server.once('error', fail)
      server.listen({ host: service.listen, port: service.port, backlog: 511 }, () => {
        server.off('error', fail)
        // Out of descriptors: a client less, the engine goes on.
        server.on('error', () => this.#parts.changed())
        done()
      })
    })
    return `${service.listen.includes(':') ? `[${service.listen}]` : service.listen}:${service.port}`
  }

  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    for (const { connection } of [...this.#clients]) connection.end()
    if (server?.listening === true) await new Promise((done) => server.close(done))
  }

  #welcome(socket: Socket): void {
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    const fromThere = [...this.#clients].filter((client) => client.address === address).length
    if (address === '' || this.#clients.size >= MOST_CONNECTIONS || fromThere >= MOST_PER_ADDRESS) {
      socket.on('error', () => undefined)
      socket.destroy()
      return
    }
    const session = new Session({
      version: this.#parts.version,
      tls: this.#certificate === null ? 'none' : this.#requireTls ? 'required' : 'offered',
      upsNames: () => this.#parts.upsNames(),
      ups: (name) => this.#seen(name),
      roleOf: (user, password) => this.#users.roleOf(user, password, address),
      loggedIn: (upsName, user) => {
        const upsId = this.#parts.ups(upsName)?.id ?? upsName
        client.login = { upsName, user, address, upsId }
        this.#parts.changed()
      },
      refusedAct: (what, user) => this.#parts.refusedAct(what, user, address),
    })
    const client: Client = {
      address,
      login: null,
      connection: new Connection(socket, {
        session,
        secureContext: () => this.#certificate?.context() ?? null,
        onEnd: () => {
          this.#clients.delete(client)
          this.#parts.changed()
        },
      }),
    }
    this.#clients.add(client)
    this.#parts.changed()
  }

  #seen(name: string): SeenUps | null {
    const ups = this.#parts.ups(name)
    if (ups === null) return null
    return {
      ...ups,
      logins: () => [...this.#clients].flatMap(({ login }) => (login?.upsId === ups.id ? [login.address] : [])),
    }
  }
}
