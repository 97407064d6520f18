import type { VmFacts } from '../../../domain/inventory'
import { type Budget, budgetOf } from './budget'
import type { TagReading } from './tag-service'

/** A call per tag: with each inventory they would be most of the calls. */
const AGAIN_MS = 120_000
/** So long an inventory may wait for them. */
const PATIENCE_MS = 5_000

/** The tags of VMs as last told, for one session with a vCenter that tells them. Never all told, nobody knows which VMs bear some. */
export class TagCache {
  readonly #now: () => number
  #byVm: ReadonlyMap<string, readonly string[]> | null = null
  #askedAtMs = Number.NEGATIVE_INFINITY

  /** `now` only goes forward. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** An inventory without tags is an inventory; where they are not told (any more) the last ones stand, for plans rest on them (D9). */
  async refresh(read: (budget: Budget) => Promise<TagReading>, budget: Budget): Promise<void> {
    const nowMs = this.#now()
    if (nowMs - this.#askedAtMs < AGAIN_MS) return
    this.#askedAtMs = nowMs
    const { deadlineMs, ...rest } = budget.left()
    const share = budgetOf({ ...rest, deadlineMs: Math.min(deadlineMs / 2, PATIENCE_MS) })
    const reading = await read(share)
    if (reading.kind === 'told') this.#byVm = reading.byVm
    // Where each reading tells some more, the next inventory goes on with it.
    if (reading.kind === 'part') this.#askedAtMs = Number.NEGATIVE_INFINITY
  }

  complete(vm: VmFacts): VmFacts {
    if (this.#byVm === null) return { ...vm, tagsUntold: true }
    const tags = this.#byVm.get(vm.nativeId)
    return tags === undefined ? vm : { ...vm, tags }
  }
}
