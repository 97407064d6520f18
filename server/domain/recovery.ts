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

/** What is shown of a platform: all plans, and those replicas that need a look first. */
export interface RecoveryView extends RecoveryFacts {
  /** Of all, also of those that are not shown. */
  readonly replicationCount: number
  readonly behindCount: number
}

const MOST_SHOWN = 200

/** Those that are behind first, then those that were synchronized longest ago. */
export const recoveryView = ({ plans, replications }: RecoveryFacts): RecoveryView => {
  const all = replications ?? []
  const order = (replication: Replication): number => (isBehind(replication) ? 0 : 1)
  const worst = all.toSorted((left, right) => order(left) - order(right) || (left.lastSyncAtMs ?? 0) - (right.lastSyncAtMs ?? 0))
  return {
    plans,
    replications: replications === null ? null : worst.slice(0, MOST_SHOWN),
    replicationCount: all.length,
    behindCount: all.filter(isBehind).length,
  }
}

/** A VM as its manager knows it, for finding its replica. */
interface NamedVm {
  readonly nativeId: string
  readonly name: string
}

/**
 * The replica of each VM of one vCenter: name and managed object id must both fit, and only one VM and one replica may do so
 * anywhere, or none is taken for the VM's own (D11). For showing only: nothing is decided by it.
 */
export const replicaFinder = (
  replications: readonly Replication[],
  allVms: readonly NamedVm[],
): ((vm: NamedVm) => Replication | null) => {
  const keyOf = (name: string, nativeId: string): string => `${nativeId} ${name}`
  const vms = new Map<string, number>()
  for (const { name, nativeId } of allVms) vms.set(keyOf(name, nativeId), (vms.get(keyOf(name, nativeId)) ?? 0) + 1)
  const found = new Map<string, Replication | null>()
  for (const replication of replications) {
    const moref = replication.vmNativeId?.split(':').find((part) => /^vm-\d+$/.test(part))
    if (moref === undefined) continue
    const key = keyOf(replication.vmName, moref)
    found.set(key, found.has(key) ? null : replication)
  }
  return ({ name, nativeId }) => {
    const key = keyOf(name, nativeId)
    return vms.get(key) === 1 ? (found.get(key) ?? null) : null
  }
}

/** Why this makes no sense for a plan in this state; null: the platform is to decide. */
export const recoveryRefusal = ({ name, state, said }: RecoveryPlan, verb: RecoveryVerb): string | null => {
  const runs = state === 'running' || state === 'waiting-for-input'
  if (verb === 'cancel') return runs ? null : `${name} does not run (${said}): there is nothing to cancel`
  if (runs) return `${name} runs already (${said})`
  return verb === 'test' && state !== 'ready' ? `${name} is not ready for a test (${said})` : null
}
