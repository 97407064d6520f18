import { z } from 'zod'

/** What of a site recovery platform (VMware Site Recovery Manager) is known: recovery plans, and replicas with their age. */

/**
 * - `test`: copies start in a bubble of their own; what is in production goes on untouched. Needs a cleanup afterwards.
 * - `cleanup`: ends a test, its copies are removed.
 * - `planned-migration`: VMs are shut down here, synchronized and started over there; an error stops it.
 * - `recovery`: the same for a disaster: it goes on over errors, also without this site.
 * - `reprotect`: after a recovery, replication is turned around.
 * - `cancel`: ends what runs; what it has done already stays done.
 */
export const RECOVERY_VERBS = ['test', 'cleanup', 'planned-migration', 'recovery', 'reprotect', 'cancel'] as const
export const recoveryVerbSchema = z.enum(RECOVERY_VERBS)
export type RecoveryVerb = z.infer<typeof recoveryVerbSchema>

/** `other`: a state that is neither ready nor running, in the platform's own word (`said`). */
export type RecoveryState = 'ready' | 'running' | 'waiting-for-input' | 'other'

export interface RecoveryPlan {
  readonly nativeId: string
  readonly name: string
  readonly state: RecoveryState
  /** The platform's own word. */
  readonly said: string
  /** 0–100 while it runs, where told. */
  readonly progressPercent: number | null
  readonly protectedSite: string | null
  readonly recoverySite: string | null
}

/** `unknown`: a word that is not listed. */
export type ReplicationState =
  'ok' | 'syncing' | 'initial-sync' | 'paused' | 'not-active' | 'changing' | 'recovered' | 'error' | 'unknown'

/** One VM's replica, as far as it concerns the VM. */
export interface ReplicationFacts {
  readonly state: ReplicationState
  readonly rpoSeconds: number | null
  /** Epoch ms; null: never, or not told. */
  readonly lastSyncAtMs: number | null
  /** As the platform says: the replica is older than promised. Null: it does not say. */
  readonly rpoViolated: boolean | null
}

export interface Replication extends ReplicationFacts {
  readonly nativeId: string
  readonly vmName: string
  /** The VM's id on its vCenter, as the platform writes it. */
  readonly vmNativeId: string | null
  readonly sourceSite: string | null
  readonly targetSite: string | null
}

export interface RecoveryFacts {
  readonly plans: readonly RecoveryPlan[]
  /** Null: replicas are not read here. */
  readonly replications: readonly Replication[] | null
}

/** Older than promised, or failed: what an alarm names. */
export const isBehind = ({ state, rpoViolated }: ReplicationFacts): boolean => rpoViolated === true || state === 'error'

/** Why this makes no sense for a plan in this state; null: the platform is to decide. */
export const recoveryRefusal = ({ name, state, said }: RecoveryPlan, verb: RecoveryVerb): string | null => {
  const runs = state === 'running' || state === 'waiting-for-input'
  if (verb === 'cancel') return runs ? null : `${name} does not run (${said}): there is nothing to cancel`
  if (runs) return `${name} runs already (${said})`
  return verb === 'test' && state !== 'ready' ? `${name} is not ready for a test (${said})` : null
}
