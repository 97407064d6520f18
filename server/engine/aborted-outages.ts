import { z } from 'zod'
import type { PowerGroupId } from '../domain/ids'
import type { Store } from '../store/store'

const KEY = 'aborted-outages'

/** Groups whose run a person aborted in an outage that still lasts: no run begins by itself until they were calm (A6). Survives a restart. */
export class AbortedOutages {
  readonly #store: Store
  #groups: ReadonlySet<string> = new Set()

  constructor(store: Store) {
    this.#store = store
  }

  async load(): Promise<void> {
    this.#groups = new Set(
      z
        .array(z.string())
        .catch([])
        .parse(await this.#store.read.settings.get(KEY)),
    )
  }

  has(group: PowerGroupId): boolean {
    return this.#groups.has(group)
  }

  async add(group: PowerGroupId): Promise<void> {
    await this.#keep(new Set([...this.#groups, group]))
  }

  async clear(group: PowerGroupId): Promise<void> {
    if (!this.#groups.has(group)) return
    await this.#keep(new Set([...this.#groups].filter((id) => id !== group)))
  }

  async #keep(groups: ReadonlySet<string>): Promise<void> {
    this.#groups = groups
    await this.#store.write((tx) => tx.settings.set(KEY, [...groups]))
  }
}
