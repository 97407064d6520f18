import { z } from 'zod'
import { DANGER_KINDS, type DangerKind } from '../domain/danger'
import type { PowerGroupId } from '../domain/ids'
import type { Store } from '../store/store'

const OUTAGES = 'aborted-outages'
const DANGERS = 'aborted-dangers'

const dangersSchema = z.array(z.object({ group: z.string(), kind: z.enum(DANGER_KINDS) }))
type Dismissed = z.infer<typeof dangersSchema>[number]

/**
 * Groups whose run a person aborted in an outage that still lasts: no run begins by itself until they were calm (A6). A danger that
 * had a part in it is dismissed for as long as it lasts: an outage meanwhile is another matter (P8). Survives a restart.
 */
export class AbortedOutages {
  readonly #store: Store
  #groups: ReadonlySet<string> = new Set()
  #dangers: readonly Dismissed[] = []

  constructor(store: Store) {
    this.#store = store
  }

  async load(): Promise<void> {
    const { settings } = this.#store.read
    this.#groups = new Set(
      z
        .array(z.string())
        .catch([])
        .parse(await settings.get(OUTAGES)),
    )
    this.#dangers = dangersSchema.catch([]).parse(await settings.get(DANGERS))
  }

  has(group: PowerGroupId): boolean {
    return this.#groups.has(group)
  }

  dangersOf(group: PowerGroupId): readonly DangerKind[] {
    return this.#dangers.filter((dismissed) => dismissed.group === group).map(({ kind }) => kind)
  }

  async add(group: PowerGroupId, dangers: readonly DangerKind[]): Promise<void> {
    await this.#keep(new Set([...this.#groups, group]))
    const fresh = dangers.filter((kind) => !this.dangersOf(group).includes(kind))
    if (fresh.length > 0) await this.#keepDangers([...this.#dangers, ...fresh.map((kind) => ({ group, kind }))])
  }

  async clear(group: PowerGroupId): Promise<void> {
    if (!this.#groups.has(group)) return
    await this.#keep(new Set([...this.#groups].filter((id) => id !== group)))
  }

  async clearDangers(group: PowerGroupId, passed: readonly DangerKind[]): Promise<void> {
    const left = this.#dangers.filter((dismissed) => dismissed.group !== group || !passed.includes(dismissed.kind))
    if (left.length < this.#dangers.length) await this.#keepDangers(left)
  }

  async #keep(groups: ReadonlySet<string>): Promise<void> {
    this.#groups = groups
    await this.#store.write((tx) => tx.settings.set(OUTAGES, [...groups]))
  }

  async #keepDangers(dangers: readonly Dismissed[]): Promise<void> {
    this.#dangers = dangers
    await this.#store.write((tx) =>
      tx.settings.set(
        DANGERS,
        dangers.map(({ group, kind }) => ({ group, kind })),
      ),
    )
  }
}
