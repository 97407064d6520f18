import type { HostTold } from './host-question'

type Cluster = NonNullable<HostTold['cluster']>
type Owners = Pick<Cluster, 'possible' | 'preferred'>

const AGAIN_MS = 5 * 60_000

/**
 * The owners of a cluster's roles, by its id, as one of its nodes told them last: with many roles they take long to list, and change
 * rarely. Nodes are asked in turns, so that one that is ill keeps them from nobody for long.
 */
export class RoleOwners {
  readonly #now: () => number
  readonly #known = new Map<string, Owners>()
  #heardAtMs = Number.NEGATIVE_INFINITY
  #turn = 0

  /** `now` only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Which of the hosts is to tell them in the reading that begins; null: none. */
  teller<T>(hosts: readonly T[]): T | null {
    if (this.#now() - this.#heardAtMs < AGAIN_MS) return null
    const teller = hosts[this.#turn % hosts.length] ?? null
    this.#turn += 1
    return teller
  }

  /** What hosts told in one reading, each with the owners that are known of its cluster. */
  completed<T extends { readonly told: HostTold }>(readings: readonly T[]): readonly T[] {
    for (const { told } of readings) {
      const { cluster } = told
      if (cluster === null || ((cluster.possible ?? null) === null && (cluster.preferred ?? null) === null)) continue
      this.#known.set(cluster.Id, { possible: cluster.possible, preferred: cluster.preferred })
      this.#heardAtMs = this.#now()
    }
    return readings.map((reading) => {
      const { cluster } = reading.told
      const owners = cluster === null ? undefined : this.#known.get(cluster.Id)
      return cluster === null || owners === undefined
        ? reading
        : { ...reading, told: { ...reading.told, cluster: { ...cluster, ...owners } } }
    })
  }
}
