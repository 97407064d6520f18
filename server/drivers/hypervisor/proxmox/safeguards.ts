import type { SafeguardFacts } from '../../../domain/safeguard'
import { type CallOptions, refused, type SafeguardOrder } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { PveClient } from './client'
import { type PveResult, other } from './failure'
import { cephFlagsSchema, cephStatusSchema, type HaStatus, haStatusSchema, nothingSchema, taskIdSchema } from './wire'

const HA = 'ha'
const CEPH = 'ceph-flags'

/** What keeps Ceph from healing what only rests: its OSDs come back with their hosts. */
const FLAGS = ['noout', 'norebalance', 'norecover', 'nobackfill'] as const
/** The warning that flags are set: ours are no reason to leave them so. */
const OWN_WARNING = 'OSDMAP_FLAGS'
/** A cluster without Ceph says so by an error, and is asked again after this. */
const WITHOUT_CEPH_MS = 10 * 60_000
/** Ceph that is not well may not answer at all: the rest of a reading does not wait for it. */
const CEPH_PATIENCE_MS = 3_000
const SILENT_CEPH_MS = 60_000

/**
 * The HA manager with its watchdogs, which reset nodes that lose quorum. Null: nothing is under HA, or this version (before 9.1)
 * cannot be told to stand down as a whole.
 */
const haOf = (status: HaStatus, hostNativeIds: readonly string[]): SafeguardFacts | null => {
  const fencing = status.find(({ type }) => type === 'fencing')
  const state = fencing?.['armed-state'] ?? null
  if (state === null || !status.some(({ type }) => type === 'service')) return null
  const quorum = status.find(({ type }) => type === 'quorum')
  return {
    nativeId: HA,
    name: 'HA of the Proxmox VE cluster',
    hostNativeIds,
    setting: { kind: 'proxmox-ha', armed: state === 'armed' || state === 'standby' },
    isDisarmed: state === 'disarmed',
    // Frozen resources take no more orders: its guests must be off before, and it must be armed before they start.
    disarmAfterVms: true,
    // Its watchdogs reset what is left without quorum. A quorum device is not counted: disarmed once too often is the lesser harm.
    needsMajority: true,
    restore: 'vms-wait',
    unhealthy: quorum !== undefined && !quorum.quorate ? ['the cluster has no quorum'] : [],
  }
}

const cephTroubles = (status: ReturnType<typeof cephStatusSchema.parse>): readonly string[] => {
  const { health } = status
  if (health?.status === 'HEALTH_OK') return []
  const checks = Object.keys(health?.checks ?? {}).filter((check) => check !== OWN_WARNING)
  if (health?.status === 'HEALTH_WARN' && health.checks !== null && checks.length === 0) return []
  return [`Ceph: ${[health?.status ?? 'health not told', ...checks].join(' ')}`]
}

export interface SafeguardReader {
  /** Whatever of them the cluster has. What fails to be read is left out, and is not fought for in an outage. */
  read(status: HaStatus, hostNativeIds: readonly string[], options: CallOptions): Promise<readonly SafeguardFacts[]>
  observe(nativeId: string, options: CallOptions): Promise<PveResult<SafeguardFacts | null>>
  set(order: SafeguardOrder, options: CallOptions): Promise<PveResult<{ readonly task: string | null }>>
}

export const safeguardReader = (client: PveClient): SafeguardReader => {
  let hosts: readonly string[] = []
  let withoutCephUntilMs = 0

  const ha = async (options: CallOptions): Promise<PveResult<SafeguardFacts | null>> => {
    const status = await client.get('/cluster/ha/status/current', {}, haStatusSchema, options)
    return status.kind === 'ok' ? { kind: 'ok', value: haOf(status.value, hosts) } : status
  }
  const ceph = async (options: CallOptions): Promise<PveResult<SafeguardFacts | null>> => {
    const budget = budgetOf(options)
    const flags = await client.get('/cluster/ceph/flags', {}, cephFlagsSchema, budget())
    if (flags.kind !== 'ok') return flags
    const status = await client.get('/cluster/ceph/status', {}, cephStatusSchema, budget())
    if (status.kind !== 'ok') return status
    const set = FLAGS.filter((flag) => flags.value.some(({ name, value }) => name === flag && value))
    return {
      kind: 'ok',
      value: {
        nativeId: CEPH,
        name: 'healing of Ceph',
        hostNativeIds: hosts,
        setting: { kind: 'ceph-flags', set },
        isDisarmed: set.length === FLAGS.length,
        disarmAfterVms: true,
        restore: 'beside',
        unhealthy: cephTroubles(status.value),
      },
    }
  }

  return {
    async read(status, hostNativeIds, options) {
      hosts = hostNativeIds
      const found = haOf(status, hosts)
      const asksCeph = performance.now() >= withoutCephUntilMs
      const patience = { ...options, deadlineMs: Math.min(options.deadlineMs / 2, CEPH_PATIENCE_MS) }
      const flags = asksCeph ? await ceph(patience) : null
      if (flags !== null && flags.kind !== 'ok')
        withoutCephUntilMs = performance.now() + (flags.kind === 'unreachable' ? SILENT_CEPH_MS : WITHOUT_CEPH_MS)
      return [found, flags?.kind === 'ok' ? flags.value : null].filter((each) => each !== null)
    },
    async observe(nativeId, options) {
      if (nativeId === HA) return ha(options)
      return nativeId === CEPH ? ceph(options) : { kind: 'ok', value: null }
    },
    async set({ do: what, nativeId, found }, options) {
      const isBack = what === 'restore'
      if (nativeId === HA && found.kind === 'proxmox-ha') {
        const path = `/cluster/ha/status/${isBack ? 'arm-ha' : 'disarm-ha'}`
        const done = await client.post(path, isBack ? {} : { 'resource-mode': 'freeze' }, nothingSchema, options)
        return done.kind === 'ok' ? { kind: 'ok', value: { task: null } } : done
      }
      if (nativeId === CEPH && found.kind === 'ceph-flags') {
        // Those that stood before us stay.
        const ours = FLAGS.filter((flag) => !found.set.includes(flag))
        if (ours.length === 0) return { kind: 'ok', value: { task: null } }
        const flags = Object.fromEntries(ours.map((flag) => [flag, !isBack]))
        const task = await client.put('/cluster/ceph/flags', flags, taskIdSchema.catch(null), options)
        return task.kind === 'ok' ? { kind: 'ok', value: { task: task.value } } : task
      }
      return other(refused('This is no safeguard of Proxmox VE.', 'Read the inventory again.'))
    },
  }
}
