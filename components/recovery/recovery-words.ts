import { isBehind, type RecoveryPlan, type ReplicationFacts, recoveryRefusal, RECOVERY_VERBS } from '@/server/domain/recovery'
import type { Severity } from '@/server/domain/severity'

/** Colour is for what needs somebody: a plan that waits, a replica that is too old. */
export const planSeverity = ({ state }: Pick<RecoveryPlan, 'state'>): Severity => {
  switch (state) {
    case 'ready':
      return 'normal'
    case 'running':
      return 'advisory'
    case 'waiting-for-input':
      return 'warning'
    case 'other':
      return 'stale'
  }
}

export const replicaSeverity = (replica: ReplicationFacts): Severity => {
  if (isBehind(replica)) return 'warning'
  switch (replica.state) {
    case 'ok':
    case 'syncing':
      return 'normal'
    case 'initial-sync':
    case 'changing':
    case 'recovered':
      return 'advisory'
    case 'paused':
    case 'not-active':
    case 'error':
      return 'warning'
    case 'unknown':
      return 'stale'
  }
}

/** What makes sense to order of a plan now. */
export const verbsFor = (plan: RecoveryPlan) => RECOVERY_VERBS.filter((verb) => recoveryRefusal(plan, verb) === null)
