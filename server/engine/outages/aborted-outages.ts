import { z } from 'zod'
import type { GroupState } from '../../decide/group-state'
import { DANGER_KINDS, type DangerKind } from '../../domain/danger'
import type { PowerGroupId } from '../../domain/ids'
import type { Store, StoreWrites } from '../../store/store'

const OUTAGES = 'aborted-outages'
const DANGERS = 'aborted-dangers'

const dangersSchema = z.array(z.object({ group: z.string(), kind: z.enum(DANGER_KINDS), untilOutage: z.boolean().optional() }))
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

  /** The run of this group is aborted: holds at once; what it returns writes it down, in the transaction of the run's end. */
  abort(group: PowerGroupId, dangers: readonly DangerKind[]): (tx: StoreWrites) => Promise<void> {
    this.#groups = new Set([...this.#groups, group])
    const writeDangers = this.dismiss(group, dangers)
    return async (tx) => {
      await this.#writeGroups(tx)
      await writeDangers(tx)
    }
  }

  /** Holds at once; what it returns writes it down, in the transaction of what dismisses them. `untilOutage`: the next one ends it. */
  dismiss(group: PowerGroupId, kinds: readonly DangerKind[], untilOutage = false): (tx: StoreWrites) => Promise<void> {
    const others = this.#dangers.filter((dismissed) => dismissed.group !== group || !kinds.includes(dismissed.kind))
    this.#dangers = [...others, ...kinds.map((kind) => ({ group, kind, untilOutage }))]
    return (tx) => this.#writeDangers(tx)
  }

  /** An outage: what was dismissed only until then counts again. */
  async outageBegins(group: PowerGroupId): Promise<void> {
    const left = this.#dangers.filter((dismissed) => dismissed.group !== group || dismissed.untilOutage !== true)
    if (left.length < this.#dangers.length) await this.#keepDangers(left)
  }

  async clear(group: PowerGroupId): Promise<void> {
    if (!this.#groups.has(group)) return
    await this.#keep(new Set([...this.#groups].filter((id) => id !== group)))
  }

  /** The group as it counts: what a person dismissed by aborting a run is left out for as long as it lasts (A6). */
  async withoutDismissed(group: PowerGroupId, state: GroupState, hasPassed: (kind: DangerKind) => boolean): Promise<GroupState> {
    const dismissed = this.dangersOf(group)
    if (dismissed.length === 0) return state
    const passed = dismissed.filter(hasPassed)
    await this.clearDangers(group, passed)
    return { ...state, dangers: state.dangers.filter(({ kind }) => passed.includes(kind) || !dismissed.includes(kind)) }
  }

  async clearDangers(group: PowerGroupId, passed: readonly DangerKind[]): Promise<void> {
    const left = this.#dangers.filter((dismissed) => dismissed.group !== group || !passed.includes(dismissed.kind))
    if (left.length < this.#dangers.length) await this.#keepDangers(left)
  }

  async #keep(groups: ReadonlySet<string>): Promise<void> {
    this.#groups = groups
    await this.#store.write((tx) => this.#writeGroups(tx))
  }

  /** As it is at the moment of writing: two that wait for the store end in one and the same state. */
  async #writeGroups(tx: StoreWrites): Promise<void> {
    await tx.settings.set(OUTAGES, [...this.#groups])
  }

  async #keepDangers(dangers: readonly Dismissed[]): Promise<void> {
    this.#dangers = dangers
    await this.#store.write((tx) => this.#writeDangers(tx))
  }

  async #writeDangers(tx: StoreWrites): Promise<void> {
    await tx.settings.set(
      DANGERS,
      this.#dangers.map(({ group, kind, untilOutage = false }) => ({ group, kind, untilOutage })),
    )
  }
}
