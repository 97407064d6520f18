import { setMaxListeners } from 'node:events'
import PQueue from 'p-queue'
import type { Logger } from 'pino'
import { type FindKeepAlive, NOTHING_KEPT } from '../decide/find-keep-alive'
import { clustersWith, hostsWith, NO_SETTINGS, type SiteSettings } from '../domain/cluster-settings'
import { hostIdOf, type ManagerId } from '../domain/ids'
import type { Inventory } from '../domain/inventory'
import { recoveryView, replicaFinder } from '../domain/recovery'
import type { Json } from '../domain/journal'
import type { ManagerTrouble } from '../domain/refusal-cause'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import { hypervisorDrivers } from '../drivers/hypervisor/registry'
import type { ChangedObjects, CallOptions, DriverResult, HypervisorDriver, ManagerSession, ManagerTarget } from '../drivers/ports'
import { unreachable } from '../drivers/ports'
import { Turns } from '../drivers/protocols/turns'
import type { ManagerRow } from '../store/store'
import { AwaitedReadings } from './awaited-readings'
import { ChangeFollower } from './change-follower'
import { IdentityMemory } from './identity-memory'
import type { LastKnown } from './last-known'
import { newerVm, valuesOf, withNewer } from './newer-facts'
import { PlacedVms, type ReplicaOf, type VmLore } from './placed-vms'
import { pause } from './power-watch'
import { onSteadyClock } from './sensor-times'
import { settledInventory } from './settled-inventory'
import type { Clock } from './steady-clock'
import { troubleOf } from './trouble-of'
import { withUntold } from './untold-hosts'
import { withHint } from './with-hint'

const REFRESH_MS = 10_000
const REFRESH_BUSY_MS = 3_000
/** Something changed while it was read. */
const REFRESH_CHANGED_MS = 1_000
const INVENTORY_DEADLINE_MS = 30_000
/** An inventory older than this is stale: placements and recoveries do not stand on it. */
const STALE_AFTER_MS = 60_000

/** Milliseconds. */
export interface CallLimits {
  /** Longer where the manager is slow by nature. */
  readonly deadlineMs: number
  /** Also then nobody can wait longer (A3). Absent: there is no such limit. */
  readonly atMostMs?: number
  /** Among calls that wait for a place, higher goes first. Absent: 0. */
  readonly priority?: number
}

const NO_VMS: readonly VirtualMachine[] = []

/** What was last read of a manager, or why it could not be. */
interface Known {
  contact: ManagerView['contact']
  message: string | null
  trouble: ManagerTrouble | null
  refreshedAtMs: number | null
  inventory: Inventory | null
  /** The inventory is an earlier engine's. */
  isRecalled: boolean
}

interface Watch extends Known {
  row: ManagerRow
  readonly driver: HypervisorDriver
  readonly session: ManagerSession
  readonly queue: PQueue
  /** Of changes that were told: they wait here for their place in `queue`. */
  readonly looks: PQueue
  /** Ends the watching; what was called meanwhile goes on. */
  readonly stop: AbortController
  /** Ends what was called. */
  readonly calls: AbortController
  readonly placed: PlacedVms
  wake: (() => void) | null
  /** How often something of the inventory was read anew by itself: a reading that was begun before may be older. */
  changes: number
}

const NOTHING_KNOWN: Known = {
  contact: 'never',
  message: null,
  trouble: null,
  refreshedAtMs: null,
  inventory: null,
  isRecalled: false,
}

const knownOf = ({ contact, message, trouble, refreshedAtMs, inventory, isRecalled }: Watch): Known => ({
  contact,
  message,
  trouble,
  refreshedAtMs,
  inventory,
  isRecalled,
})

const CHANGED_DEADLINE_MS = 5_000
const LOOKS_PRIORITY = -1

/** A platform that is slow by nature is not silent (A3). */
const patience = (driver: HypervisorDriver, deadlineMs: number): number =>
  Math.max(deadlineMs, driver.capabilities.answersWithinMs ?? 0)

/** Keeps each manager's inventory fresh and carries the executor's calls, as many at once as the platform allows (A7). */
export class ManagerWatch {
  readonly #watches = new Map<ManagerId, Watch>()
  /** Replaced by others, with calls under way. */
  readonly #leaving = new Set<Watch>()
  readonly #clock: Clock
  readonly #log: Logger
  readonly #onRefresh: (id: ManagerId) => void
  readonly #drivers: readonly HypervisorDriver[]
  readonly #identities = new IdentityMemory()
  readonly #awaited: AwaitedReadings
  #recalled: ReadonlyMap<ManagerId, LastKnown> = new Map()
  #settings: SiteSettings = NO_SETTINGS
  #findKeepAlive: FindKeepAlive = NOTHING_KEPT
  /** Undefined: to be made anew. */
  #replicaOf: ReturnType<typeof replicaFinder> | null | undefined
  #busy = false

  constructor(
    clock: Clock,
    log: Logger,
    onRefresh: (id: ManagerId) => void,
    drivers: readonly HypervisorDriver[] = hypervisorDrivers,
  ) {
    this.#clock = clock
    this.#log = log
    this.#onRefresh = onRefresh
    this.#drivers = drivers
    this.#awaited = new AwaitedReadings(onRefresh)
  }

  /**
   * Begins to watch a manager, or goes on otherwise with one that is watched: what is known of it stands until it is read anew, for
   * a run must not lose sight of its hosts, and calls under way end by themselves.
   */
  start(row: ManagerRow, target: ManagerTarget): void {
    const before = this.#watches.get(row.id)
    if (before !== undefined) void this.#leave(before)
    const driver = this.#drivers.find((candidate) => candidate.kind === row.address.kind)
    if (driver === undefined) throw new Error(`no driver for managers of kind ${row.address.kind}`)
    const [stop, calls] = [new AbortController(), new AbortController()]
    // Every reading and every call under way listen to them.
    setMaxListeners(0, stop.signal, calls.signal)
    const callsAtOnce = Math.max(2, driver.capabilities.callsPerManager)
    const watch: Watch = {
      row,
      driver,
      session: driver.open(target),
      queue: new PQueue({ concurrency: callsAtOnce }),
      looks: new PQueue({ concurrency: Math.floor(callsAtOnce / 2) }),
      stop,
      calls,
      ...(before === undefined ? this.#recall(row.id) : knownOf(before)),
      placed: new PlacedVms(row.id),
      wake: null,
      changes: 0,
    }
    this.#watches.set(row.id, watch)
    if (watch.isRecalled && watch.contact === 'never') this.#awaited.begin(row.id)
    void this.#loop(watch)
    void new ChangeFollower({
      name: row.name,
      session: watch.session,
      log: this.#log,
      signal: stop.signal,
      look: (changed) => this.#lookAt(watch, changed),
      lookAtAll: () => {
        watch.changes += 1
        watch.wake?.()
      },
    }).follow()
  }

  async stop(id: ManagerId): Promise<void> {
    const watch = this.#watches.get(id)
    if (watch === undefined) return
    this.#watches.delete(id)
    this.#awaited.end(id)
    await this.#end(watch)
  }

  async stopAll(): Promise<void> {
    await Promise.all([
      ...[...this.#watches.keys()].map((id) => this.stop(id)),
      ...[...this.#leaving].map((watch) => this.#end(watch)),
    ])
  }

  async #leave(watch: Watch): Promise<void> {
    this.#leaving.add(watch)
    watch.stop.abort()
    watch.wake?.()
    await watch.queue.onIdle()
    await this.#end(watch)
  }

  async #end(watch: Watch): Promise<void> {
    this.#leaving.delete(watch)
    watch.stop.abort()
    watch.calls.abort()
    watch.wake?.()
    await watch.session.close().catch((error: unknown) => this.#log.debug({ err: error }, 'closing a manager session'))
  }

  /** Hosts and VMs as an earlier engine last saw them: who they are outlives a manager that cannot tell just now (D11). */
  recallIdentities(docs: readonly Json[]): void {
    this.#identities.recall(docs)
  }

  /** Inventories as an earlier engine last read them: they stand, as stale, until this one has read them (P9, A9). */
  recallInventories(known: ReadonlyMap<ManagerId, LastKnown>): void {
    this.#recalled = known
  }

  /** What was told of it by this engine, and not only by one before it. */
  hasRead(id: ManagerId): boolean {
    const watch = this.#watches.get(id)
    return watch !== undefined && watch.inventory !== null && !watch.isRecalled
  }

  #recall(id: ManagerId): Known {
    const known = this.#recalled.get(id)
    if (known === undefined) return NOTHING_KNOWN
    const refreshedAtMs = Math.min(known.refreshedAtMs, this.#clock.now())
    return { ...NOTHING_KNOWN, refreshedAtMs, inventory: known.inventory, isRecalled: true }
  }

  /** What people set of clusters and hosts: from now on they are seen so. */
  useSettings(settings: SiteSettings): void {
    this.#settings = settings
  }

  /** What the operation stands on: from now on VMs are seen so (D5). */
  useKeepAlive(find: FindKeepAlive): void {
    this.#findKeepAlive = find
  }

  /** While runs are active inventories are read more often. */
  setBusy(busy: boolean): void {
    if (busy && !this.#busy) for (const watch of this.#watches.values()) watch.wake?.()
    this.#busy = busy
  }

  refreshSoon(id: ManagerId): void {
    this.#watches.get(id)?.wake?.()
  }

  get ids(): readonly ManagerId[] {
    return [...this.#watches.keys()]
  }

  view(id: ManagerId): ManagerView | null {
    const watch = this.#watches.get(id)
    if (watch === undefined) return null
    const { row, driver, contact, message, trouble, refreshedAtMs, inventory } = watch
    return {
      id: row.id,
      name: row.name,
      kind: row.address.kind,
      capabilities: { ...driver.capabilities, ...inventory?.capabilities },
      contact,
      message,
      trouble,
      refreshedAtMs,
      ...(this.#awaited.has(id) ? { awaited: true as const } : {}),
      clusters: clustersWith(this.#settings, id, inventory?.clusters ?? []),
      datastores: inventory?.datastores ?? [],
      networks: inventory?.networks ?? [],
      safeguards: inventory?.safeguards ?? [],
      ...(inventory?.isHost === true ? { isHost: true } : {}),
      ...(inventory?.recovery === undefined ? {} : { recovery: recoveryView(inventory.recovery) }),
      ...(inventory?.affinityRules === undefined ? {} : { affinityRules: inventory.affinityRules }),
    }
  }

  hosts(id: ManagerId): readonly Host[] {
    const watch = this.#watches.get(id)
    const isOld = watch?.refreshedAtMs == null || this.#clock.now() - watch.refreshedAtMs > STALE_AFTER_MS
    const stale = isOld || watch.isRecalled
    const told = (watch?.inventory?.hosts ?? []).map((host) => ({ ...host, id: hostIdOf(id, host), managerId: id, stale }))
    return hostsWith(this.#settings, told)
  }

  vms(id: ManagerId): readonly VirtualMachine[] {
    const watch = this.#watches.get(id)
    return watch === undefined || watch.inventory === null ? NO_VMS : watch.placed.of(watch.inventory, this.#loreFor(watch))
  }

  #loreFor({ driver }: Watch): VmLore {
    const replicaOf: ReplicaOf | null = driver.kind === 'vsphere' ? this.#replicas() : null
    return { replicaOf, findKeepAlive: this.#findKeepAlive }
  }

  /** By what the managers told last; made anew when one has told again. */
  #replicas(): ReturnType<typeof replicaFinder> | null {
    if (this.#replicaOf !== undefined) return this.#replicaOf
    const watches = [...this.#watches.values()]
    const replications = watches.flatMap(({ inventory }) => inventory?.recovery?.replications ?? [])
    const vms = watches.filter(({ driver }) => driver.kind === 'vsphere').flatMap(({ inventory }) => inventory?.vms ?? [])
    this.#replicaOf = replications.length === 0 ? null : replicaFinder(replications, vms)
    return this.#replicaOf
  }

  /** Runs one call of a manager within its limits. */
  async call<T>(
    id: ManagerId,
    { deadlineMs, atMostMs = Number.POSITIVE_INFINITY, priority = 0 }: CallLimits,
    work: (session: ManagerSession, options: CallOptions) => Promise<DriverResult<T>>,
  ): Promise<DriverResult<T>> {
    const watch = this.#watches.get(id)
    if (watch === undefined) return unreachable('This manager is no longer configured.', 'Add it again under Settings.')
    const options = { deadlineMs: Math.min(patience(watch.driver, deadlineMs), atMostMs), signal: watch.calls.signal }
    return watch.queue.add(() => work(watch.session, options), { priority })
  }

  /** Looks at what is said to have changed stand behind every order, and leave half of the places to them (A3, A7). */
  #lookLater<T>(
    watch: Watch,
    look: (session: ManagerSession, options: CallOptions) => Promise<DriverResult<T>>,
  ): Promise<DriverResult<T>> {
    return watch.looks.add(() => this.call(watch.row.id, { deadlineMs: CHANGED_DEADLINE_MS, priority: LOOKS_PRIORITY }, look))
  }

  /** What was just read, ready to take the place of the inventory before. Null: the watch has ended. */
  async #settled(watch: Watch, told: Inventory): Promise<Inventory | null> {
    const { id } = watch.row
    const turns = new Turns({ deadlineMs: Number.POSITIVE_INFINITY, signal: watch.stop.signal })
    const timed = withUntold(watch.inventory, onSteadyClock(told, this.#clock.now() - Date.now()))
    const inventory = await settledInventory(watch.inventory, timed, (one) => this.#identities.completed(id, one), turns)
    if (inventory !== null) await watch.placed.prepare(inventory, this.#loreFor(watch), turns)
    return inventory
  }

  /** What a manager says has changed is read at once and takes its place in the inventory; one that is not known asks for all of it. */
  async #lookAt(watch: Watch, { vmNativeIds, hostNativeIds }: ChangedObjects): Promise<void> {
    const id = watch.row.id
    const isKnown = (known: readonly { readonly nativeId: string }[] = [], ids: readonly string[]): boolean =>
      ids.every((nativeId) => known.some((one) => one.nativeId === nativeId))
    if (!isKnown(watch.inventory?.vms, vmNativeIds) || !isKnown(watch.inventory?.hosts, hostNativeIds)) return void watch.wake?.()
    const [vms, hosts] = await Promise.all([
      Promise.all(vmNativeIds.map((one) => this.#lookLater(watch, (session, options) => session.observeVm(one, options)))),
      Promise.all(hostNativeIds.map((one) => this.#lookLater(watch, (session, options) => session.observeHost(one, options)))),
    ])
    const { inventory } = watch
    if (inventory === null || watch.stop.signal.aborted) return
    // Gone, or not to be read: the whole inventory tells.
    if ([...vms, ...hosts].some((seen) => seen.kind !== 'ok' || seen.value === null)) return void watch.wake?.()
    watch.changes += 1
    const changed = {
      ...inventory,
      vms: withNewer(inventory.vms, vms.flatMap(valuesOf), newerVm),
      hosts: withNewer(inventory.hosts, hosts.flatMap(valuesOf)),
    }
    watch.inventory = this.#identities.complete(id, changed)
    this.#onRefresh(id)
  }

  async #loop(watch: Watch): Promise<void> {
    const { signal } = watch.stop
    while (!signal.aborted) {
      const { changes } = watch
      const beganAtMs = this.#clock.now()
      const result = await watch.session
        .inventory({ deadlineMs: patience(watch.driver, INVENTORY_DEADLINE_MS), signal })
        .catch((error: unknown): DriverResult<Inventory> => {
          this.#log.error({ err: error, manager: watch.row.name }, 'a driver threw while reading its inventory')
          return unreachable(`Reading the inventory failed: ${String(error)}`, 'Report this as a defect; it is tried again.')
        })
      const inventory = result.kind === 'ok' ? await this.#settled(watch, result.value) : null
      if (signal.aborted) return
      this.#awaited.end(watch.row.id)
      if (result.kind === 'ok') {
        watch.inventory = inventory
        watch.isRecalled = false
        // Parts of it may be as old as that: whoever asks whether it was read after something happened must not be deceived (R4).
        watch.refreshedAtMs = beganAtMs
        this.#replicaOf = undefined
        watch.contact = 'ok'
        watch.message = null
        watch.trouble = null
      } else {
        if (watch.inventory !== null) watch.contact = 'lost'
        watch.message = withHint(result)
        watch.trouble = troubleOf(result)
      }
      this.#onRefresh(watch.row.id)
      await Promise.race([
        pause(watch.changes !== changes ? REFRESH_CHANGED_MS : this.#busy ? REFRESH_BUSY_MS : REFRESH_MS, signal),
        new Promise<void>((wake) => {
          watch.wake = wake
        }),
      ])
      watch.wake = null
    }
  }
}
