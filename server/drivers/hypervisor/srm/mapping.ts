import type { z } from 'zod'
import type { RecoveryPlan, RecoveryState, Replication, ReplicationState } from '../../../domain/recovery'
import type { planSchema, replicationSchema } from './wire'

const SECONDS_IN_MINUTE = 60
/** Later than this in seconds is a time in milliseconds. */
const MILLISECONDS_FROM = 100_000_000_000

/** The pairing is part of the id: a plan is found again without asking for all of them. Neither holds a blank. */
export const planNativeId = (pairingId: string, planId: string): string => `${pairingId} ${planId}`

export const planParts = (nativeId: string): { readonly pairingId: string; readonly planId: string } | null => {
  const [pairingId = '', planId = '', ...more] = nativeId.split(' ')
  return pairingId === '' || planId === '' || more.length > 0 ? null : { pairingId, planId }
}

/** Only what the reference spells out is concluded from; every other word is shown as it is. */
const stateOf = (status: string, isRunning: boolean): RecoveryState => {
  if (status === 'WAITING_FOR_USER_INPUT') return 'waiting-for-input'
  if (isRunning || status.endsWith('_IN_PROGRESS') || status === 'DELETING') return 'running'
  return status === 'READY_STATE' ? 'ready' : 'other'
}

export const planFacts = (pairingId: string, plan: z.infer<typeof planSchema>): RecoveryPlan => {
  const state = stateOf(plan.status, plan.is_running === true)
  return {
    nativeId: planNativeId(pairingId, plan.id),
    name: plan.name,
    state,
    said: plan.status,
    progressPercent: state === 'running' && plan.progress != null ? Math.min(100, Math.max(0, plan.progress)) : null,
    protectedSite: plan.protected_site_name ?? null,
    recoverySite: plan.recovery_site_name ?? null,
  }
}

const REPLICATION_STATES: Readonly<Record<string, ReplicationState>> = {
  OK: 'ok',
  RPO_VIOLATION: 'ok',
  SYNC: 'syncing',
  SYNC_RPO_VIOLATION: 'syncing',
  FULL_SYNC: 'syncing',
  FULL_SYNC_RPO_VIOLATION: 'syncing',
  INITIAL_FULL_SYNC: 'initial-sync',
  PAUSED: 'paused',
  NOT_ACTIVE: 'not-active',
  NOT_ACTIVE_RPO_VIOLATION: 'not-active',
  MOVING: 'changing',
  CONFIGURING: 'changing',
  DISK_RESIZING: 'changing',
  RECOVERING: 'changing',
  RECOVERED: 'recovered',
  ERROR: 'error',
  ERROR_RPO_VIOLATION: 'error',
}

const timeMs = (time: string | number | null | undefined): number | null => {
  if (time == null) return null
  const ms = typeof time === 'number' ? (time < MILLISECONDS_FROM ? time * 1000 : time) : Date.parse(time)
  return Number.isFinite(ms) && ms > 0 ? ms : null
}

/** Some words say themselves that the replica is too old. */
const violated = (status: string, flag: boolean | null): boolean | null => (status.endsWith('RPO_VIOLATION') ? true : flag)

export const replicationFacts = (replication: z.infer<typeof replicationSchema>): Replication => {
  const status = replication.status?.status ?? ''
  const { rpo } = replication
  return {
    nativeId: replication.id,
    vmName: replication.name,
    vmNativeId: replication.vm_id ?? null,
    state: Object.hasOwn(REPLICATION_STATES, status) ? (REPLICATION_STATES[status] ?? 'unknown') : 'unknown',
    rpoSeconds: rpo == null || rpo <= 0 ? null : rpo * SECONDS_IN_MINUTE,
    lastSyncAtMs: timeMs(replication.last_sync_time),
    rpoViolated: violated(status, replication.status?.rpo_violation ?? null),
    sourceSite: replication.source_site_name ?? null,
    targetSite: replication.target_site_name ?? null,
  }
}
