import type { ReplicationFacts, ReplicationState } from '../../../domain/recovery'
import type { VmsTold } from './vm-question'

type Told = NonNullable<VmsTold['replications']>[number]

/** Every state that Microsoft documents (VMReplicationState). */
const STATES: Readonly<Record<string, ReplicationState>> = {
  Disabled: 'not-active',
  ReadyForInitialReplication: 'initial-sync',
  WaitingForInitialReplication: 'initial-sync',
  InitialReplicationInProgress: 'initial-sync',
  Replicating: 'ok',
  Resynchronizing: 'syncing',
  WaitingForStartResynchronize: 'syncing',
  Suspended: 'paused',
  ResynchronizeSuspended: 'paused',
  PreparedForFailover: 'changing',
  PreparedForSyncReplication: 'changing',
  PreparedForGroupReverseReplication: 'changing',
  FailedOverWaitingCompletion: 'changing',
  FailbackInProgress: 'changing',
  FiredrillInProgress: 'changing',
  RecoveryInProgress: 'changing',
  WaitingForUpdateCompletion: 'changing',
  WaitingForRepurposeCompletion: 'changing',
  FailedOver: 'recovered',
  FailbackComplete: 'recovered',
  Error: 'error',
  UpdateError: 'error',
}

/** Health is about the cycles of the last hours; `Warning` also stands for what has nothing to do with age. */
const tooOld = (health: string | null | undefined): boolean | null =>
  health === 'Critical' ? true : health === 'Normal' ? false : null

const replicaOf = (told: Told): ReplicationFacts => {
  const lastSyncAtMs = Date.parse(told.LastReplicationTime ?? '')
  return {
    state: STATES[told.State ?? ''] ?? 'unknown',
    rpoSeconds: told.FrequencySec || null,
    lastSyncAtMs: Number.isFinite(lastSyncAtMs) ? lastSyncAtMs : null,
    rpoViolated: tooOld(told.Health),
  }
}

/** The VM's own replica; where that is replicated further (extended), the first one counts. Null: it has none, or none was told. */
export const replicationOf = (vmId: string, told: VmsTold): ReplicationFacts | null => {
  const own = (told.replications ?? []).filter(({ VMId }) => VMId.toLowerCase() === vmId.toLowerCase())
  const chosen = own.find(({ Relationship }) => Relationship !== 'Extended') ?? own[0]
  return chosen === undefined ? null : replicaOf(chosen)
}
