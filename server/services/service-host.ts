import type { Store } from '../store/store'
import type { SignInLimit } from './auth/sign-in-limit'
import type { PlacementProofs } from './maintenance/proven-preview'

/** What every verb may lean on besides its input: one per process, handed in so that tests bring their own. */
export interface ServiceHost {
  readonly store: Store
  readonly now: () => number
  readonly version: string
  readonly signInLimit: SignInLimit
  /** True while the simulated datacenter is attached. */
  readonly demo: boolean
  /** Absent: placements are not proven here. */
  readonly placements?: PlacementProofs
}
