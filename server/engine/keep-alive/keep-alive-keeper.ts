import { isIP } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import { type Dependency, type FindKeepAlive, findKeepAlive, type KeepAliveSite } from '../../decide/find-keep-alive'
import type { KeepAliveMarks, OwnMachine } from '../../domain/keep-alive'
import type { Json } from '../../domain/journal'
import type { ManagerRow, Store } from '../../store/store'
import { hostsOf } from './hosts-of'
import { KnownBefore } from './known-before'

/** The setting that holds what was found out, for the next engine. */
const KEY = 'keep-alive-known'

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

/** Where what was found out is kept, and what fails is told. */
export interface Home {
  readonly store: Pick<Store, 'read' | 'write'>
  readonly log: Pick<Logger, 'error' | 'warn'>
}

type Wanted = Pick<Dependency, 'role' | 'name' | 'managerId' | 'hostName'>

/** What stands behind a runbook is a machine that is itself looked after, and no manager. */
const wantedOf = ({ managers, databaseHost }: SpokenTo): readonly Wanted[] => [
  ...managers.flatMap(({ id, name, address }): readonly Wanted[] =>
    (address.kind === 'runbook' ? [] : hostsOf(address.url)).map((hostName) => ({
      role: 'manager',
      name,
      managerId: id,
      hostName,
    })),
  ),
  ...(databaseHost === null ? [] : [{ role: 'database' as const, name: databaseHost, managerId: null, hostName: databaseHost }]),
]

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

/**
 * Knows what the operation stands on (D5): the machine it runs on, and where its managers and database are. What was once resolved
 * is kept while nobody can say it anew, also for the next engine: name servers may be gone when it matters (P9, A12).
 */
export class KeepAliveKeeper {
  readonly #ask: Surroundings
  readonly #onChange: (find: FindKeepAlive, machine: OwnMachine) => void
  #spokenTo: SpokenTo = { managers: [], databaseHost: null, marks: {} }
  readonly #home: Home | null
  readonly #known = new KnownBefore()
  /** As stored; undefined: nothing was loaded yet. */
  #stored: Json | undefined
  #site: KeepAliveSite | null = null
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #looking: Promise<void> | null = null
  #saving: Promise<void> | null = null

  /** Null for a home: nothing outlives this process. */
  constructor(ask: Surroundings, onChange: (find: FindKeepAlive, machine: OwnMachine) => void, home: Home | null = null) {
    this.#ask = ask
    this.#onChange = onChange
    this.#home = home
  }

  /** The configuration is this now. What needs no name server is known when this ends; the rest is looked up beside it. */
  async follow(spokenTo: SpokenTo): Promise<void> {
    if (this.#stored === undefined) {
      this.#stored = this.#home === null ? null : await this.#home.store.read.settings.get(KEY)
      this.#known.load(this.#stored)
    }
    this.#spokenTo = spokenTo
    const hostNames = this.#hostNames()
    this.#known.retain(hostNames)
    for (const hostName of hostNames) if (isIP(hostName) !== 0) this.#found(hostName, [hostName])
    await this.#conclude()
    this.#lookedAtMs = Number.NEGATIVE_INFINITY
  }

  /** Looks names and neighbours up when it is time, and stores what is new. */
  tick(nowMs: number): void {
    this.#saving ??= this.save().finally(() => (this.#saving = null))
    if (this.#looking !== null || nowMs - this.#lookedAtMs < LOOK_AGAIN_MS) return
    this.#lookedAtMs = nowMs
    this.#looking = this.look()
      .catch((error: unknown) =>
        this.#home?.log.error({ err: error }, 'what the operation stands on could not be looked up; it is done again'),
      )
      .finally(() => (this.#looking = null))
  }

  /** A name that nobody answers for keeps no other from being known. */
  async look(): Promise<void> {
    await this.#see()
    const names = [...this.#hostNames()].filter((hostName) => isIP(hostName) === 0)
    const ends = await Promise.allSettled(
      names.map(async (hostName) => {
        const found = await this.#ask.resolve(hostName)
        // The configuration may have changed meanwhile.
        if (found === null || !this.#hostNames().has(hostName)) return
        this.#found(hostName, found)
        await this.#see()
      }),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  /** What was found out since it was last stored. */
  async save(): Promise<void> {
    if (this.#home === null || this.#stored === undefined) return
    const now = this.#known.toStore()
    if (isDeepStrictEqual(now, this.#stored)) return
    try {
      await this.#home.store.write((tx) => tx.settings.set(KEY, now))
      this.#stored = now
    } catch (error) {
      this.#home.log.warn({ err: error }, 'what the operation stands on could not be kept; it is tried again')
    }
  }

  #hostNames(): ReadonlySet<string> {
    return new Set(wantedOf(this.#spokenTo).map(({ hostName }) => hostName))
  }

  #found(hostName: string, addresses: readonly string[]): void {
    this.#known.addresses.set(
      hostName,
      addresses.filter((address) => !isLoopback(address)),
    )
  }

  async #see(): Promise<void> {
    const neighbours = await this.#ask.neighbours()
    for (const address of [...this.#known.addresses.values()].flat()) {
      const mac = neighbours.get(address)
      if (mac !== undefined) this.#known.macs.set(address, mac)
    }
    await this.#conclude()
  }

  async #conclude(): Promise<void> {
    const machine = await this.#ask.machine()
    const dependencies = wantedOf(this.#spokenTo).map((wanted): Dependency => {
      const addresses = this.#known.addresses.get(wanted.hostName) ?? []
      const neighbours = addresses.flatMap((address) => {
        const mac = this.#known.macs.get(address)
        return mac === undefined ? [] : [{ address, mac }]
      })
      return { ...wanted, addresses, neighbours }
    })
    const site = { machine, dependencies, marks: this.#spokenTo.marks }
    if (isDeepStrictEqual(site, this.#site)) return
    this.#site = site
    this.#onChange(findKeepAlive(site, this.#known), machine)
  }
}
