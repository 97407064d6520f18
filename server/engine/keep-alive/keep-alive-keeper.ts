import { isDeepStrictEqual } from 'node:util'
import { type Dependency, type FindKeepAlive, findKeepAlive, type KeepAliveSite } from '../../decide/find-keep-alive'
import type { KeepAliveMarks, OwnMachine } from '../../domain/keep-alive'
import type { ManagerRow } from '../../store/store'

/** An address may get another machine, and a name another address. */
const LOOK_AGAIN_MS = 60_000

/** How this machine and its network are asked. */
export interface Surroundings {
  readonly machine: () => Promise<OwnMachine>
  /** Null: nobody could say. */
  readonly resolve: (hostName: string) => Promise<readonly string[] | null>
  /** MACs by address. */
  readonly neighbours: () => Promise<ReadonlyMap<string, string>>
}

/** What the operation speaks to, as configured. */
export interface SpokenTo {
  readonly managers: readonly Pick<ManagerRow, 'id' | 'name' | 'address'>[]
  /** Null: the database is a file of this machine. */
  readonly databaseHost: string | null
  readonly marks: KeepAliveMarks
}

type Wanted = Pick<Dependency, 'role' | 'name' | 'managerId' | 'hostName'>

const hostOf = (url: string): string | null => {
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/^\[|\]$/g, '') : ''
  return host === '' ? null : host
}

/** What stands behind a runbook is a machine that is itself looked after, and no manager. */
const wantedOf = ({ managers, databaseHost }: SpokenTo): readonly Wanted[] => [
  ...managers.flatMap(({ id, name, address }): readonly Wanted[] => {
    const hostName = address.kind === 'runbook' ? null : hostOf(address.url)
    return hostName === null ? [] : [{ role: 'manager', name, managerId: id, hostName }]
  }),
  ...(databaseHost === null ? [] : [{ role: 'database' as const, name: databaseHost, managerId: null, hostName: databaseHost }]),
]

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

/**
 * Knows what the operation stands on (D5): the machine it runs on, and where its managers and database are. What was once resolved
 * is kept while nobody can say it anew, for name servers may be gone when it matters (A12).
 */
export class KeepAliveKeeper {
  readonly #ask: Surroundings
  readonly #onChange: (find: FindKeepAlive, machine: OwnMachine) => void
  #spokenTo: SpokenTo = { managers: [], databaseHost: null, marks: {} }
  readonly #addresses = new Map<string, readonly string[]>()
  readonly #macs = new Map<string, string>()
  #site: KeepAliveSite | null = null
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | null = null

  constructor(ask: Surroundings, onChange: (find: FindKeepAlive, machine: OwnMachine) => void) {
    this.#ask = ask
    this.#onChange = onChange
  }

  /** The configuration is this now. What needs no name server is known when this ends; the rest is looked up beside it. */
  async follow(spokenTo: SpokenTo): Promise<void> {
    this.#spokenTo = spokenTo
    await this.#conclude()
    this.#lookedAtMs = Number.NEGATIVE_INFINITY
  }

  /** Looks names and neighbours up when it is time. */
  tick(nowMs: number): void {
    if (this.#looking !== null || nowMs - this.#lookedAtMs < LOOK_AGAIN_MS) return
    this.#lookedAtMs = nowMs
    this.#looking = this.look().finally(() => (this.#looking = null))
  }

  async look(): Promise<void> {
    const hostNames = new Set(wantedOf(this.#spokenTo).map(({ hostName }) => hostName))
    await Promise.all(
      [...hostNames].map(async (hostName) => {
        const found = await this.#ask.resolve(hostName)
        if (found !== null)
          this.#addresses.set(
            hostName,
            found.filter((address) => !isLoopback(address)),
          )
      }),
    )
    const neighbours = await this.#ask.neighbours()
    for (const address of [...this.#addresses.values()].flat()) {
      const mac = neighbours.get(address)
      if (mac !== undefined) this.#macs.set(address, mac)
    }
    await this.#conclude()
  }

  async #conclude(): Promise<void> {
    const machine = await this.#ask.machine()
    const dependencies = wantedOf(this.#spokenTo).map((wanted): Dependency => {
      const addresses = this.#addresses.get(wanted.hostName) ?? []
      const neighbours = addresses.flatMap((address) => {
        const mac = this.#macs.get(address)
        return mac === undefined ? [] : [{ address, mac }]
      })
      return { ...wanted, addresses, neighbours }
    })
    const site = { machine, dependencies, marks: this.#spokenTo.marks }
    if (isDeepStrictEqual(site, this.#site)) return
    this.#site = site
    this.#onChange(findKeepAlive(site), machine)
  }
}
