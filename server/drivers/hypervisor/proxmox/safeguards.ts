import type { SafeguardFacts, SafeguardSetting } from '../../../domain/safeguard'
import { type CallOptions, refused, type SafeguardOrder } from '../../ports'
import { autostartOrder, hostOfAutostart } from '../../protocols/autostart'
import { budgetOf } from '../../protocols/call-deadline'
import type { NodeAutostart } from './autostart'
import type { PveClient } from './client'
import { type PveResult, other } from './failure'
import { cephFlagsSchema, cephStatusSchema, type HaStatus, haStatusSchema, nothingSchema, taskIdSchema } from './wire'

const HA = 'ha'
const CEPH = 'ceph-flags'

/** What keeps Ceph from healing what only rests: its OSDs come back with their hosts. */
const FLAGS = ['noout', 'norebalance', 'norecover', 'nobackfill'] as const
/**
 * What flags are kept for: OSDs, or whole hosts or racks of them, that are not back yet. Much else stays as it is until the flags are
 * gone (PG_DEGRADED: they keep it from healing), or for good (a clock skew, a crash report). That its monitors have quorum is shown
 * by its answer.
 */
const AWAY = /^OSD_(?:[A-Z]+_)?DOWN$/
/** A cluster without Ceph says so by an error, as one may whose monitors just elect: it is asked again after this. */
const ASK_CEPH_AGAIN_MS = 60_000
/** So long what Ceph last said stands when it does not answer: an outage may come just then. */
const LAST_WORD_MS = 10 * 60_000
/** Ceph that is not well may not answer at all: the rest of a reading does not wait for it. */
const CEPH_PATIENCE_MS = 3_000

/**
 * The HA manager with its watchdogs, which reset nodes that lose quorum. Null: nothing is under HA, or this version (before 9.1)
 * cannot be told to stand down as a whole.
 */
const haOf = (status: HaStatus, hostNativeIds: readonly string[]): SafeguardFacts | null => {
  const fencing = status.find(({ type }) => type === 'fencing')
  const state = fencing?.['armed-state'] ?? null
  if (state === null || !status.some(({ type }) => type === 'service')) return null
  const quorum = status.find(({ type }) => type === 'quorum')
  const isChanging = state === 'disarming'
  return {
    nativeId: HA,
    name: 'HA of the Proxmox VE cluster',
    hostNativeIds,
    setting: { kind: 'proxmox-ha', armed: state !== 'disarmed' },
    isDisarmed: state === 'disarmed',
    // Frozen resources take no more orders: its guests must be off before, and it must be armed before they start.
    disarmAfterVms: true,
    // Its watchdogs reset what is left without quorum. A quorum device is not counted: disarmed once too often is the lesser harm.
    needsMajority: true,
    restore: 'vms-wait',
    ...(isChanging ? { isChanging } : {}),
    unhealthy: [
      // Hosts are not waited for one by one, so quorum must be certain.
      ...(quorum?.quorate === true ? [] : ['the cluster has no quorum']),
      ...(isChanging ? ['it is being disarmed'] : []),
    ],
  }
}

const cephTroubles = (status: ReturnType<typeof cephStatusSchema.parse>): readonly string[] => {
  const { health } = status
  if (health?.status === 'HEALTH_OK') return []
  if (health?.status == null || health.checks === null) return ['Ceph: health not told']
  const away = Object.keys(health.checks).filter((check) => AWAY.test(check))
  return away.length === 0 ? [] : [`Ceph: ${[health.status, ...away].join(' ')}`]
}

export interface SafeguardReader {
  /** Whatever of them the cluster has. What fails to be read is left out, and is not fought for in an outage. */
  read(status: HaStatus, hostNativeIds: readonly string[], options: CallOptions): Promise<readonly SafeguardFacts[]>
  observe(nativeId: string, options: CallOptions, found?: SafeguardSetting): Promise<PveResult<SafeguardFacts | null>>
  set(order: SafeguardOrder, options: CallOptions): Promise<PveResult<{ readonly task: string | null }>>
}

export const safeguardReader = (client: PveClient, autostart: NodeAutostart): SafeguardReader => {
  let hosts: readonly string[] = []
  let askCephAtMs = 0
  let lastCeph: { readonly facts: SafeguardFacts; readonly readAtMs: number } | null = null

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
      const patience = { ...options, deadlineMs: Math.min(options.deadlineMs / 2, CEPH_PATIENCE_MS) }
      const flags = performance.now() >= askCephAtMs ? await ceph(patience) : null
      if (flags?.kind === 'ok') lastCeph = flags.value === null ? null : { facts: flags.value, readAtMs: performance.now() }
      else if (flags !== null) askCephAtMs = performance.now() + ASK_CEPH_AGAIN_MS
      const stands = lastCeph !== null && performance.now() - lastCeph.readAtMs < LAST_WORD_MS
      return [found, stands ? (lastCeph?.facts ?? null) : null].filter((each) => each !== null)
    },
    async observe(nativeId, options, found) {
      if (nativeId === HA) return ha(options)
      if (hostOfAutostart(nativeId) !== null) return autostart.observe(nativeId, options, found)
      return nativeId === CEPH ? ceph(options) : { kind: 'ok', value: null }
    },
    async set(order, options) {
      const { do: what, nativeId, found } = order
      const ofNode = autostartOrder(order)
      if (ofNode !== null) return autostart.set(ofNode, options)
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
