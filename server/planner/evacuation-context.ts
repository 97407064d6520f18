import type { HostId, VmId } from '../domain/ids'
import type { Host, ManagerView, World } from '../domain/world'
import type { CompanionOf } from './affinity'
import type { Commitment } from './commitments'
import type { DurationBook } from './durations'
import type { TargetPower } from './target-power'
import type { WorldIndex } from './world-index'

/** What the VMs of a host that is emptied are decided by, one after the other. */
export interface EvacuationContext {
  readonly world: World
  readonly index: WorldIndex
  readonly host: Host
  readonly manager: ManagerView
  readonly ledger: Map<HostId, Commitment>
  /** As `StorageLedger`. */
  readonly storage: Map<string, number>
  readonly power: TargetPower
  readonly durations: DurationBook
  /** By what is known of the host's VMs before their turn comes; the others end with it one way or the other. */
  readonly companionOf: CompanionOf
  /** Where VMs go by the placement of all of them together, as long as they are not decided yet. */
  readonly placed: Map<VmId, HostId>
  /** Those that would take what their cluster keeps for hosts that fail: no host is chosen for them automatically. */
  readonly withheld: ReadonlySet<VmId>
}
