import { randomUUID } from 'node:crypto'
import { secondsOnBattery, type PowerTrack } from '../decide/power-track'
import type { FindKeepAlive } from '../decide/find-keep-alive'
import { kindOf } from '../domain/device-kind'
import { isUnderWay } from '../domain/run'
import type { DeviceId, ManagerId, PowerGroupId } from '../domain/ids'
import type { CommandScene } from '../decide/command-refusal'
import type { DeviceDoc } from '../domain/view'
import type { VirtualMachine } from '../domain/world'
import { keptDevice } from '../domain/kept-docs'
import { KEEP_ALIVE_MARKS, keepAliveMarksOf, type OwnMachine } from '../domain/keep-alive'
import { VM_PROBES, type VmProbes, vmProbesOf } from '../domain/vm-probe'
import { SAMPLED_READINGS } from '../store/store'
import { followDevices, followManagers } from './follow-configuration'
import { clearLiveView } from './clear-live-view'
import { DownSince } from './control/down-since'
import { hostsInQuestion } from './hardware/hosts-in-question'
import { deviceDoc } from './live-docs'
import { powerEdges } from './power-journal'
import { type WatchedDevice } from './power-watch'
import { Rounds } from './rounds'
import { endedStillShown, isStillShown, type SightOfVms } from './still-shown'
import { releaseOfDeadOwner, rememberOwner, SITE_LEASE } from './site-owner'
import { groupsUnheard } from './first-word'
import { type EngineOptions, type EngineParts, engineParts } from './engine-parts'

const ORDER_LOOK_MS = 50
const TICK_MS = 1_000
/** Answers that come in between are looked at together. */
const CONSIDER_EDGES_EVERY_MS = 50
const CONSIDER_EVERY_MS = 200
const ROLL_UP_EVERY_MS = 60_000
const LEASE_MS = 5_000

/** The engine process as an object: watches, decides, acts, tells. One of them owns a site at a time. */
export class Engine {
  readonly #options: EngineOptions
  readonly #id = randomUUID()
  readonly #startedAtMs: number
  readonly #parts: EngineParts
  readonly #downSince = new DownSince()
  readonly #timers: NodeJS.Timeout[] = []
  readonly #rounds: Rounds
  #rolledUpAtMs = 0
  #watchesSinceMs = Number.POSITIVE_INFINITY
  #rollingUp: Promise<void> | null = null
  #maintained = ''
  #probes: VmProbes = {}
  #machine: OwnMachine | null = null
  #stopped = false

  constructor(options: EngineOptions) {
    const { clock, log } = options
    this.#options = options
    this.#startedAtMs = clock.now()
    this.#rounds = new Rounds(clock, log, () => this.#consider())
    this.#parts = engineParts(options, {
      polled: (before, after) => this.#polled(before, after),
      inventoryRead: (id) => this.#inventoryRead(id),
      vmProbeOf: (id) => this.#probes[id] ?? null,
      deviceDocOf: (watched) => this.#docOf(watched),
      commandScene: (id) => this.#commandScene(id),
      reload: () => this.#reload(),
      wake: () => this.wake(),
      keepAliveChanged: (find, machine) => this.#keepAliveChanged(find, machine),
    })
  }

  /** Takes the site over: waits for the lease, goes on with what an earlier engine left, then watches. */
  async start(): Promise<void> {
    const { store, clock, log } = this.#options
    let told = false
    while (!(await this.#holdLease())) {
      if (!told) log.warn('another engine owns this site; waiting for it to end')
      told = true
      await releaseOfDeadOwner(store)
      await new Promise((next) => setTimeout(next, 100))
      if (this.#stopped) return
    }
    await rememberOwner(store, this.#id)
    await this.#parts.aborted.load()
    const runs = await store.read.runs.active()
    for (const run of runs) if (run.planVersionId !== null) await this.#parts.site.keepVersion(store, run.planVersionId)
    await clearLiveView(store, this.#parts, clock.now())
    await this.#parts.discovery.load()
    await this.#parts.batteries.load()
    await this.#parts.durations.load()
    await this.#parts.care.load({ interrupted: true })
    await this.#parts.cabling.load()
    this.#parts.book.adopt(runs)
    await this.#parts.recorder.record([
      {
        atMs: clock.now(),
        kind: 'engine.started',
        actor: 'engine',
        channel: 'engine',
        object: { kind: 'system', id: this.#id, name: 'engine' },
        outcome: 'ok',
        message: `Engine ${this.#options.version} starts${runs.length > 0 ? ` and goes on with ${runs.length} runs` : ''}`,
        data: { pid: process.pid, runs: runs.map((run) => run.id) },
      },
    ])
    this.#watchesSinceMs = clock.now()
    await this.#reload()
    await this.#parts.orders.resume()
    void this.#guarded('what ended and is not back', async () =>
      this.#parts.book.adopt(await endedStillShown(store, this.#sightOfVms(), clock.now())),
    )
    this.#every(ORDER_LOOK_MS, () => this.#parts.orders.look())
    this.#every(TICK_MS, () => this.#tick())
    await this.#tick()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#parts.executor.stop()
    this.#parts.power.stopAll()
    await this.#parts.served.stop()
    await this.#parts.traps.stop()
    this.#parts.discovery.stop()
    await this.#parts.hardware.stop()
    await this.#parts.readiness.stop()
    await this.#parts.targets.stop()
    await this.#parts.managers.stopAll()
    await this.#rounds.stop()
    await this.#rollingUp
    await this.#parts.recorder.noted()
    await this.#parts.tracks.save(this.#trackMap())
    await this.#parts.batteries.save()
    await this.#parts.durations.save()
    await this.#parts.publisher.flush()
    await this.#options.store.write((tx) => tx.lease.release(SITE_LEASE, this.#id)).catch(() => undefined)
  }

  wake(): void {
    this.#rounds.wake()
  }

  async #consider(): Promise<void> {
    const views = this.#parts.site.deviceViews()
    const states = this.#parts.site.groupStates(views)
    const unheard = this.#groupsUnheard()
    // One group's trouble must not keep the others, nor the steps under way, from their turn.
    for (const { group, state } of states) {
      if (unheard.has(group.id)) continue
      const before = this.#parts.outages.runOf(group.id)
      await this.#guarded(group.name, () => this.#parts.outages.consider(group, state, views))
      await this.#guarded(group.name, () => this.#parts.thrift.consider(group, state, views))
      // What was decided begins before the next group is looked at.
      if (this.#parts.outages.runOf(group.id) !== before)
        await this.#guarded('the executor', () => this.#parts.executor.advance(unheard))
    }
    await this.#guarded('aborted runs', () => this.#parts.outages.endAbandoned())
    await this.#guarded('maintenance', () => this.#parts.maintenance.consider())
    this.#parts.hardware.setUrgent(hostsInQuestion(this.#parts.site, states, views))
    const maintained = [...this.#parts.maintenance.holds]
      .map((hold) => hold.join())
      .sort()
      .join()
    if (maintained !== this.#maintained) this.#parts.site.worldChanged()
    this.#maintained = maintained
    await this.#guarded('the executor', () => this.#parts.executor.advance(unheard))
    this.#parts.managers.setBusy(this.#parts.book.active.some((run) => run.phase !== 'in-maintenance'))
    this.#parts.groups.tell(views, states, this.#options.clock.now())
  }

  #groupsUnheard(): ReadonlySet<PowerGroupId> {
    const { site, power } = this.#parts
    return groupsUnheard(site.configuration.groups, power.devices, this.#options.clock.now() - this.#watchesSinceMs)
  }

  async #guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.log.error({ err: error }, `considering ${what} failed; it is done again within a second`)
    }
  }

  #polled(before: WatchedDevice, after: WatchedDevice): void {
    const { clock } = this.#options
    const nowMs = clock.now()
    const edges = powerEdges(before, after, nowMs)
    if (this.#parts.identities.see(after) && kindOf(after.identity) !== kindOf(after.row.identity)) this.#parts.site.identified()
    this.#parts.cards.polled(before, after, this.#parts.power.session(after.row.id), nowMs)
    if (edges.length > 0) {
      this.#parts.recorder.note(edges)
      this.#parts.tracks.changed(after.row.id)
      this.#parts.traps.edge(after.row.id)
    }
    if (edges.length > 0 || after.observation?.isBrief !== true || after.track.contact !== 'ok')
      this.#parts.publisher.put('device', after.row.id, keptDevice(this.#docOf(after)))
    if (edges.length > 0) this.#parts.publisher.hurry()
    if (after.track.answeredAtMs !== before.track.answeredAtMs && after.observation !== null) {
      const { readings } = after.observation
      this.#parts.publisher.sample({
        deviceId: after.row.id,
        atMs: nowMs,
        supply: after.track.supply,
        values: Object.fromEntries(SAMPLED_READINGS.map((name) => [name, readings[name].value])),
      })
    }
    if (edges.length > 0) this.#rounds.wakeWithin(CONSIDER_EDGES_EVERY_MS)
    else if (secondsOnBattery(after.track, nowMs) !== null) this.#rounds.wakeWithin(CONSIDER_EVERY_MS)
  }

  #docOf(watched: WatchedDevice): DeviceDoc {
    const { id } = watched.row
    return deviceDoc(watched, this.#parts.site.deviceView(watched), {
      commands: this.#parts.power.commands(id),
      window: this.#parts.care.windowOf(id, this.#options.clock.now()),
    })
  }

  #commandScene(id: DeviceId): CommandScene | null {
    const nowMs = this.#options.clock.now()
    const devices = this.#parts.site.deviceViews()
    const device = devices.find((view) => view.id === id)
    const { world } = this.#parts.site
    if (device === undefined) return null
    return {
      device,
      devices,
      groups: world.groups,
      world,
      declared: this.#parts.site.configuration,
      hostDownForMs: (hostId) => this.#downSince.forMs(hostId, nowMs),
      bmcPower: (hostId) => this.#parts.hardware.powerOf(hostId),
      isContradicted: (feed) => this.#parts.cabling.isContradicted(feed),
      outageRuns: this.#parts.book.active.some(isUnderWay),
      underTest: new Set([...this.#parts.commander.tellingTests, ...this.#parts.selfTests.underWay]),
    }
  }

  #inventoryRead(id: ManagerId): void {
    this.#parts.site.worldChanged()
    this.#downSince.see(this.#parts.site.world.hosts, this.#options.clock.now())
    this.#parts.inventories.tell(id)
    void this.#parts.instances.see(id)
    // With ten thousand VMs each of the two takes its time.
    setImmediate(() => this.wake())
  }

  async #tick(): Promise<void> {
    const { clock, log, version } = this.#options
    const nowMs = clock.now()
    if (!(await this.#holdLease())) {
      log.fatal('another engine has taken this site over; this one ends')
      this.#options.onLeaseLost()
      return
    }
    this.#parts.publisher.put('engine', 'engine', {
      id: this.#id,
      version,
      pid: process.pid,
      startedAtMs: this.#startedAtMs,
      beatAtMs: nowMs,
      ...(this.#machine === null ? {} : { machine: this.#machine }),
    })
    await this.#parts.recorder.drain()
    this.#parts.book.showProgress()
    const sight = this.#sightOfVms()
    for (const run of this.#parts.book.ended) if (!isStillShown(run, sight, nowMs)) this.#parts.book.forget(run.id)
    await this.#parts.tracks.saveIfDue(this.#trackMap(), nowMs)
    this.#parts.batteries.look(this.#parts.power.devices, nowMs)
    await this.#parts.batteries.saveIfDue(nowMs)
    this.#parts.durations.look([...this.#parts.book.active, ...this.#parts.book.ended])
    await this.#parts.durations.save()
    await this.#parts.identities.save()
    await this.#parts.care.tick(nowMs)
    this.#parts.readiness.tick(nowMs)
    this.#parts.targets.tick()
    this.#parts.deleted.tick()
    this.#parts.keepAlive.tick(nowMs)
    if (this.#parts.hardware.takeNews()) this.#parts.site.worldChanged()
    // Where no host hangs on anything, nothing is looked at: with thousands of UPSs that would cost.
    await this.#parts.cabling.look(
      this.#parts.site.cablingSight(this.#parts.site.configuration.feeds.length > 0 ? this.#parts.site.deviceViews() : []),
      nowMs,
    )
    void this.#parts.selfTests.look(nowMs)
    if (this.#rollingUp === null && nowMs - this.#rolledUpAtMs > ROLL_UP_EVERY_MS) {
      this.#rolledUpAtMs = nowMs
      this.#rollingUp = this.#rollUp(nowMs).finally(() => (this.#rollingUp = null))
    }
    this.wake()
  }

  /** As of now; the VMs are gone through only where they are asked for. */
  #sightOfVms(): SightOfVms {
    const { deleted, site } = this.#parts
    const { world } = site
    let placed: ReadonlyMap<string, VirtualMachine> | null = null
    return {
      managers: world.managers,
      isDeleted: deleted.has,
      vms: () => (placed ??= new Map(world.vms.map((vm) => [String(vm.id), vm]))),
    }
  }

  /** Beside the ticks: with thousands of UPSs it takes some seconds. */
  async #rollUp(nowMs: number): Promise<void> {
    const { store, log } = this.#options
    try {
      await store.samples.rollUp(nowMs)
      await store.write((tx) => tx.sessions.removeExpired(nowMs))
    } catch (error) {
      log.error({ err: error }, 'samples could not be rolled up; it is tried again in a minute')
    }
  }

  async #reload(): Promise<void> {
    const { store, log } = this.#options
    const before = this.#parts.site.configuration
    this.#parts.managers.useSettings({ clusters: await store.read.clusters.list(), hosts: await store.read.clusters.hosts() })
    const now = await this.#parts.site.load(store)
    this.#probes = vmProbesOf(await store.read.settings.get(VM_PROBES))
    await this.#parts.keepAlive.follow({
      managers: now.managers,
      databaseHost: this.#options.databaseHost,
      marks: keepAliveMarksOf(await store.read.settings.get(KEEP_ALIVE_MARKS)),
    })
    await this.#parts.care.load({ interrupted: false })
    const tracks = await this.#parts.tracks.load(this.#options.clock.now())
    for (const kept of [this.#parts.batteries, this.#parts.identities]) kept.retain(new Set(now.devices.map(({ id }) => id)))
    const followed = { store, log, power: this.#parts.power, managers: this.#parts.managers, tracks }
    await followDevices(
      { before: before.devices, now: now.devices },
      { ...followed, onGone: (id) => this.#parts.publisher.remove('device', id) },
    )
    await followManagers(
      { before: before.managers, now: now.managers },
      { ...followed, onGone: (id) => this.#parts.inventories.forget(id) },
    )
    for (const group of before.groups)
      if (!now.groups.some((candidate) => candidate.id === group.id)) this.#parts.publisher.remove('group', group.id)
    this.#tellInventories()
    const hardware = await store.read.hardware.list()
    await this.#parts.hardware.follow(hardware)
    const used = { managers: now.managers, directPaths: await store.read.directPaths.list(), hardware, plans: now.plans }
    if (this.#parts.waysInUse.follow(used)) this.#parts.readiness.changed()
    this.#parts.groups.forgetForecasts()
    await this.#parts.served.reload()
    await this.#parts.traps.reload()
    this.#parts.discovery.changed()
    this.wake()
  }

  #tellInventories(): void {
    for (const id of this.#parts.managers.ids)
      if (this.#parts.managers.view(id)?.refreshedAtMs != null) this.#parts.inventories.tell(id)
  }

  #keepAliveChanged(find: FindKeepAlive, machine: OwnMachine): void {
    this.#machine = machine
    this.#parts.managers.useKeepAlive(find)
    this.#parts.site.runsOn(machine)
    this.#parts.groups.forgetForecasts()
    this.#tellInventories()
    this.wake()
  }

  #trackMap(): ReadonlyMap<DeviceId, PowerTrack> {
    return new Map(this.#parts.power.devices.map(({ row, track }) => [row.id, track]))
  }

  #holdLease(): Promise<boolean> {
    const { store, clock, log } = this.#options
    return store
      .write((tx) => tx.lease.hold(SITE_LEASE, this.#id, clock.now(), LEASE_MS))
      .catch((error: unknown) => {
        log.error({ err: error }, 'the store does not answer')
        return true
      })
  }

  #every(ms: number, work: () => Promise<void>): void {
    const round = (): void => {
      if (this.#stopped) return
      work()
        .catch((error: unknown) => this.#options.log.error({ err: error }, 'a periodic task failed; it is done again'))
        .finally(() => {
          if (!this.#stopped) this.#timers.push(setTimeout(round, ms))
          if (this.#timers.length > 1_000) this.#timers.splice(0, 900)
        })
    }
    round()
  }
}
