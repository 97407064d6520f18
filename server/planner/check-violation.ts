import type { CheckedStep as Step } from '../domain/checked-world'
import type { StepId } from '../domain/ids'

/** What the independent checker of steps may find. */
export type ViolationRule =
  | 'duplicate-id'
  | 'duplicate-seq'
  | 'twice'
  | 'limit'
  | 'unknown-object'
  | 'dependency-unknown'
  | 'dependency-circle'
  | 'order'
  | 'direction'
  | 'target-missing'
  | 'target-unknown'
  | 'target-is-source'
  | 'target-not-up'
  | 'target-in-maintenance'
  | 'target-without-power'
  | 'target-going-down'
  | 'reboot-in-service'
  | 'target-memory'
  | 'target-reserve'
  | 'target-storage'
  | 'runs-once'
  | 'affinity'
  | 'target-foreign'
  | 'target-other-cluster'
  | 'host-not-empty'
  | 'not-running-before'
  | 'not-home'
  | 'silent-guest'
  | 'disarm-not-whole'
  | 'disarm-late'
  | 'disarm-needed'
  | 'restore-unknown'
  | 'restore-early'
  | 'technician-inside'
  | 'system-vm'
  | 'keep-alive'
  | 'save-forbidden'
  | 'unsupported'

/** `stepId` null: about the list as a whole. */
export interface Violation {
  readonly stepId: StepId | null
  readonly rule: ViolationRule
  readonly message: string
}

/** `step` null: about the list as a whole. */
export type Report = (step: Step | null, rule: ViolationRule, message: string) => void
