import { z } from 'zod'
import type { AffinityRule } from '../../../domain/inventory'
import type { Budget } from './budget'
import { CallFailed, isFault } from './call-failed'
import type { Connection } from './connection'
import type { Records } from './records'

/** Groups change rarely. */
const LIFE_MS = 60_000
/** A pool without them (before XenServer 8.4 and XCP-ng 8.3) may be updated. */
const ASK_AGAIN_MS = 10 * 60_000
/** All else of a reading is worth more than they. */
const PATIENCE_MS = 3_000

const groupSchema = z.object({
  name_label: z.string().catch(''),
  placement: z.string().catch(''),
  VMs: z.array(z.string()).catch([]),
})
type VmGroup = z.infer<typeof groupSchema>
const groupsSchema = z.record(z.string(), groupSchema)

/** Groups of VMs that the pool starts on different hosts where it can: a wish, never more. Normal groups want nothing. */
const rulesOf = (groups: readonly VmGroup[], records: Records): readonly AffinityRule[] =>
  groups.flatMap((group): readonly AffinityRule[] => {
    const vmNativeIds = group.VMs.flatMap((reference) => records.get('VM', reference)?.uuid ?? [])
    if (group.placement !== 'anti_affinity' || vmNativeIds.length === 0) return []
    return [{ name: group.name_label || 'without a name', kind: 'apart', mandatory: false, vmNativeIds, hostNativeIds: [] }]
  })

/** The pool's groups of VMs, read beside its other records: a version that lacks them refuses to follow their events as well. */
export class VmGroups {
  readonly #connection: Connection
  #groups: readonly VmGroup[] = []
  #askAtMs = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** A new session, perhaps with another version of the toolstack. */
  beginAnew(): void {
    this.#askAtMs = 0
  }

  /** Never fails: what was told last stands where they cannot be read. */
  async rules(records: Records, budget: Budget): Promise<readonly AffinityRule[]> {
    if (performance.now() >= this.#askAtMs) await this.#read(budget)
    return rulesOf(this.#groups, records)
  }

  async #read(budget: Budget): Promise<void> {
    this.#askAtMs = performance.now() + LIFE_MS
    const own = { left: () => ({ ...budget.left(), deadlineMs: Math.min(budget.left().deadlineMs, PATIENCE_MS) }) }
    const call = { method: 'VM_group.get_all_records', args: [], schema: groupsSchema, doing: 'list its groups of VMs' }
    try {
      this.#groups = Object.values(await this.#connection.call(call, own))
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      if (!isFault(error, 'MESSAGE_METHOD_UNKNOWN')) return
      this.#groups = []
      this.#askAtMs = performance.now() + ASK_AGAIN_MS
    }
  }
}
