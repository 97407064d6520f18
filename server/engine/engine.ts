import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { secondsOnBattery, type PowerTrack } from '../decide/power-track'
import { kindOf } from '../domain/device-kind'
import { isUnderWay } from '../domain/run'
import type { DeviceId, ManagerId } from '../domain/ids'
import type { CommandScene } from '../decide/command-refusal'
import type { DeviceDoc } from '../domain/view'
import type { VirtualMachine } from '../domain/world'
import { keptDevice } from '../domain/kept-docs'
import { VM_PROBES, type VmProbes, vmProbesOf } from '../domain/vm-probe'
import { askGuest } from '../drivers/protocols/probe/ask-guest'
import { SAMPLED_READINGS, type Store } from '../store/store'
import { AbortedOutages } from './aborted-outages'
import { Executor } from './executor'
import { followDevices, followManagers } from './follow-configuration'
import { GroupTeller } from './group-teller'
import { InventoryTeller } from './inventory-teller'
import { CardRestarts } from './care/card-restarts'
import { CareKeeper } from './care/care-keeper'
import { CablingKeeper } from './cabling/cabling-keeper'
import { SelfTestWatch } from './care/self-test-watch'
import { DeviceCommander } from './control/device-commander'
import { DownSince } from './control/down-since'
import { DISCOVERY } from '../domain/discovery'
import { READINESS } from '../domain/readiness'
import { DiscoveryKeeper } from './discovery/discovery-keeper'
import { HardwareKeeper } from './hardware/hardware-keeper'
import { hostsInQuestion } from './hardware/hosts-in-question'
import { deviceDoc } from './live-docs'
import { IdentityKeeper } from './identity-keeper'
import { heldHostIds } from './held-hosts'
import { MaintenanceKeeper } from './maintenance-keeper'
import { ManagerWatch } from './manager-watch'
import { MoveWatch } from './move-watch'
import { type OrderParts, OrderDesk } from './order-desk'
import { OutageKeeper } from './outage-keeper'
import { powerEdges } from './power-journal'
import { RecoveryDesk } from './recovery/recovery-desk'
import { PowerWatch, type WatchedDevice } from './power-watch'
import { Publisher } from './publisher'
import { ReadinessKeeper } from './readiness/readiness-keeper'
import { failingUpses, managerWays } from './readiness/ways'
import { Recorder } from './recorder'
import { Rounds } from './rounds'
import { RunBook } from './run-book'
import { Site } from './site'
import type { Clock } from './steady-clock'
import { endedWithAside } from './still-aside'
import { isStillShown } from './still-shown'
import { releaseOfDeadOwner, rememberOwner, SITE_LEASE } from './site-owner'
import { BatteryKeeper } from './battery-keeper'
import { TrackKeeper } from './track-keeper'
import { TrapKeeper } from './traps/trap-keeper'
import { firedStageIds } from './upsd/low-battery'
import { UpsdKeeper } from './upsd/upsd-keeper'

const ORDER_LOOK_MS = 50
const TICK_MS = 1_000
/** Answers that come in between are looked at together. */
const CONSIDER_EDGES_EVERY_MS = 50
const CONSIDER_EVERY_MS = 200
const ROLL_UP_EVERY_MS = 60_000
const LEASE_MS = 5_000

export interface EngineOptions {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly version: string
  readonly probe: OrderParts['probe']
  readonly demo: OrderParts['demo']
  /** UDP port for SNMP traps and informs; null: none are taken. */
  readonly trapPort: number | null
  /** Two engines must never act on one site: the process ends. */
  readonly onLeaseLost: () => void
}

/** The engine process as an object: watches, decides, acts, tells. One of them owns a site at a time. */
export class Engine {
  readonly #options: EngineOptions
  readonly #id = randomUUID()
  readonly #startedAtMs: number
  readonly #recorder: Recorder
  readonly #publisher: Publisher
  readonly #book: RunBook
  readonly #power: PowerWatch
  readonly #managers: ManagerWatch
  readonly #site: Site
  readonly #outages: OutageKeeper
  readonly #maintenance: MaintenanceKeeper
  readonly #aborted: AbortedOutages
  readonly #executor: Executor
  readonly #commander: DeviceCommander
  readonly #care: CareKeeper
  readonly #selfTests: SelfTestWatch
  readonly #cabling: CablingKeeper
  readonly #cards: CardRestarts
  readonly #downSince = new DownSince()
  readonly #orders: OrderDesk
  readonly #tracks: TrackKeeper
  readonly #identities: IdentityKeeper
  readonly #batteries: BatteryKeeper
  readonly #served: UpsdKeeper
  readonly #traps: TrapKeeper
  readonly #discovery: DiscoveryKeeper
  readonly #hardware: HardwareKeeper
  readonly #readiness: ReadinessKeeper
  readonly #timers: NodeJS.Timeout[] = []
  readonly #rounds: Rounds
  readonly #groups: GroupTeller
  readonly #inventories: InventoryTeller
  #rolledUpAtMs = 0
  #rollingUp: Promise<void> | null = null
  #maintained = ''
  #probes: VmProbes = {}
  #stopped = false

  constructor(options: EngineOptions) {
    const { store, clock, log } = options
    const now = () => clock.now()
    this.#options = options
    this.#startedAtMs = clock.now()
    this.#rounds = new Rounds(clock, log, () => this.#consider())
    this.#recorder = new Recorder(store, log, now)
    this.#publisher = new Publisher(store, log, now)
    this.#book = new RunBook(this.#recorder, this.#publisher)
    this.#power = new PowerWatch(clock, log, (before, after) => this.#polled(before, after))
    this.#managers = new ManagerWatch(clock, log, (id) => this.#inventoryRead(id))
    this.#batteries = new BatteryKeeper(store, log, (id, doc) =>
      doc === null ? this.#publisher.remove('battery', id) : this.#publisher.put('battery', id, doc),
    )
    this.#site = new Site(
      clock,
      this.#power,
      this.#managers,
      this.#batteries,
      () => this.#maintenance.holds,
      (feed) => this.#cabling.isContradicted(feed),
      { factsOf: (host) => this.#hardware.factsOf(host), witnesses: () => this.#cabling.witnesses },
    )
    this.#hardware = new HardwareKeeper({
      now,
      log,
      reveal: (id) => store.read.credentials.reveal(id),
      publish: (hostId, doc) =>
        doc === null ? this.#publisher.remove('hardware', hostId) : this.#publisher.put('hardware', hostId, doc),
      hostOf: (hostId) => this.#site.world.hosts.find(({ id }) => id === hostId) ?? null,
      note: (drafts) => this.#recorder.note(drafts),
    })
    this.#cabling = new CablingKeeper(
      {
        store,
        record: (drafts, also) => this.#recorder.record(drafts, also),
        publish: (hostId, cabling) =>
          cabling === null ? this.#publisher.remove('cabling', hostId) : this.#publisher.put('cabling', hostId, cabling),
      },
      clock.now(),
    )
    this.#aborted = new AbortedOutages(store)
    this.#tracks = new TrackKeeper(store, log)
    this.#identities = new IdentityKeeper(store, log)
    this.#outages = new OutageKeeper({ clock, log, book: this.#book, site: this.#site, aborted: this.#aborted })
    this.#maintenance = new MaintenanceKeeper(clock, this.#book, this.#site)
    this.#executor = new Executor({
      clock,
      log,
      book: this.#book,
      managers: this.#managers,
      moves: new MoveWatch({ now, probeOf: (id) => this.#probes[id] ?? null, ask: askGuest }),
      world: () => this.#site.world,
      hardware: this.#hardware,
      onStepEnd: () => this.wake(),
    })
    this.#served = new UpsdKeeper({
      ...options,
      now,
      record: (drafts) => this.#recorder.record(drafts),
      devices: () => this.#site.configuration.devices,
      isUps: (id) => kindOf(this.#power.get(id)?.identity ?? null) === 'ups',
      doc: (id) => {
        const watched = this.#power.get(id)
        return watched === null ? null : this.#docOf(watched)
      },
      mayBeOnBattery: (id) => {
        const track = this.#power.get(id)?.track
        return track?.supply === 'battery' || track?.contact === 'lost'
      },
      firedStageIds: () => firedStageIds(this.#book.active),
    })
    this.#traps = new TrapKeeper({
      store,
      log,
      now,
      port: options.trapPort,
      record: (drafts) => this.#recorder.record(drafts),
      devices: () => this.#power.targets,
      hurry: (id) => this.#power.hurry(id),
    })
    this.#discovery = new DiscoveryKeeper({
      store,
      log,
      now,
      record: (drafts) => this.#recorder.record(drafts),
      publish: (doc) => this.#publisher.put('discovery', DISCOVERY, doc),
      devices: () =>
        this.#site.configuration.devices.map(({ id, name, address, identity }) => {
          return { id, name, address, identity: this.#power.get(id)?.identity ?? identity }
        }),
    })
    this.#readiness = new ReadinessKeeper({
      log,
      now,
      localHour: (nowMs) => new Date(nowMs).getHours(),
      ways: () => managerWays(this.#site.configuration.managers, store.read.credentials),
      upses: (nowMs) => {
        const views = this.#site.deviceViews()
        return { failing: failingUpses(views, nowMs), count: views.length }
      },
      isOutage: () => this.#book.active.some(isUnderWay),
      record: (drafts) => this.#recorder.record(drafts),
      publish: (doc) => this.#publisher.put('readiness', READINESS, doc),
    })
    this.#cards = new CardRestarts((drafts) => this.#recorder.record(drafts))
    this.#selfTests = new SelfTestWatch({
      session: (id) => this.#power.session(id),
      nameOf: (id) => this.#power.get(id)?.row.name ?? id,
      record: (drafts, also) => this.#recorder.record(drafts, also),
      onEnd: (row) => {
        this.#care.testEnded(row)
        this.wake()
      },
    })
    this.#care = new CareKeeper({
      store,
      log,
      views: () => this.#site.deviceViews(),
      record: (drafts, also) => this.#recorder.record(drafts, also),
      give: (id, command, by) => this.#commander.give(id, command, by),
    })
    this.#groups = new GroupTeller({
      site: this.#site,
      publisher: this.#publisher,
      outages: this.#outages,
      care: this.#care,
      cabling: this.#cabling,
      hardware: this.#hardware,
      readiness: this.#readiness,
      runs: () => [...this.#book.active, ...this.#book.ended],
    })
    this.#inventories = new InventoryTeller({
      publisher: this.#publisher,
      managers: this.#managers,
      maintenance: this.#maintenance,
      isOurs: (id) => heldHostIds(this.#book.active).has(id),
      note: (drafts) => this.#recorder.note(drafts),
      now,
    })
    this.#commander = new DeviceCommander({
      now,
      record: (drafts) => this.#recorder.record(drafts),
      device: (id) => this.#power.get(id)?.row ?? null,
      session: (id) => this.#power.session(id),
      scene: (id) => this.#commandScene(id),
      beforeTest: (id) => this.#selfTests.remember(id),
      testBegun: (id, startedBy, confirmed) => this.#selfTests.begin(id, startedBy, confirmed, clock.now()),
      look: (id) => void this.#power.hurry(id),
    })
    this.#orders = new OrderDesk({
      ...options,
      commander: this.#commander,
      discovery: this.#discovery,
      recovery: new RecoveryDesk({
        now,
        record: (drafts) => this.#recorder.record(drafts),
        managers: this.#managers,
      }),
      readiness: this.#readiness,
      batteryReplaced: (id) => this.#batteries.replaced(id, clock.now()),
      clearCabling: (hostId) => this.#cabling.clear(hostId),
      book: this.#book,
      site: this.#site,
      outages: this.#outages,
      maintenance: this.#maintenance,
      aborted: this.#aborted,
      reload: () => this.#reload(),
      wake: () => this.wake(),
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
    await this.#aborted.load()
    const runs = await store.read.runs.active()
    for (const run of runs) if (run.planVersionId !== null) await this.#site.keepVersion(store, run.planVersionId)
    await this.#clearLiveView()
    await this.#discovery.load()
    await this.#batteries.load()
    await this.#care.load({ interrupted: true })
    await this.#cabling.load()
    this.#book.adopt(runs)
    await this.#recorder.record([
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
    await this.#reload()
    await this.#orders.resume()
    void this.#guarded('what stayed set aside', async () => this.#book.adopt(await endedWithAside(store)))
    this.#every(ORDER_LOOK_MS, () => this.#orders.look())
    this.#every(TICK_MS, () => this.#tick())
    await this.#tick()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#executor.stop()
    this.#power.stopAll()
    await this.#served.stop()
    await this.#traps.stop()
    this.#discovery.stop()
    await this.#hardware.stop()
    await this.#readiness.stop()
    await this.#managers.stopAll()
    await this.#rounds.stop()
    await this.#rollingUp
    await this.#recorder.noted()
    await this.#tracks.save(this.#trackMap())
    await this.#batteries.save()
    await this.#publisher.flush()
    await this.#options.store.write((tx) => tx.lease.release(SITE_LEASE, this.#id)).catch(() => undefined)
  }

  wake(): void {
    this.#rounds.wake()
  }

  async #consider(): Promise<void> {
    const views = this.#site.deviceViews()
    const states = this.#site.groupStates(views)
    // One group's trouble must not keep the others, nor the steps under way, from their turn.
    for (const { group, state } of states) {
      const before = this.#outages.runOf(group.id)
      await this.#guarded(group.name, () => this.#outages.consider(group, state, views))
      // What was decided begins before the next group is looked at.
      if (this.#outages.runOf(group.id) !== before) await this.#guarded('the executor', () => this.#executor.advance())
    }
    await this.#guarded('aborted runs', () => this.#outages.endAbandoned())
    await this.#guarded('maintenance', () => this.#maintenance.consider())
    this.#hardware.setUrgent(hostsInQuestion(this.#site, states, views))
    const maintained = [...this.#maintenance.holds]
      .map((hold) => hold.join())
      .sort()
      .join()
    if (maintained !== this.#maintained) this.#site.worldChanged()
    this.#maintained = maintained
    await this.#guarded('the executor', () => this.#executor.advance())
    this.#managers.setBusy(this.#book.active.some((run) => run.phase !== 'in-maintenance'))
    this.#groups.tell(views, states, this.#options.clock.now())
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
    if (this.#identities.see(after) && kindOf(after.identity) !== kindOf(after.row.identity)) this.#site.identified()
    this.#cards.polled(before, after, this.#power.session(after.row.id), nowMs)
    if (edges.length > 0) {
      this.#recorder.note(edges)
      this.#tracks.changed(after.row.id)
      this.#traps.edge(after.row.id)
    }
    if (edges.length > 0 || after.observation?.isBrief !== true || after.track.contact !== 'ok')
      this.#publisher.put('device', after.row.id, keptDevice(this.#docOf(after)))
    if (edges.length > 0) this.#publisher.hurry()
    if (after.track.answeredAtMs !== before.track.answeredAtMs && after.observation !== null) {
      const { readings } = after.observation
      this.#publisher.sample({
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
    return deviceDoc(watched, this.#site.deviceView(watched), {
      commands: this.#power.commands(id),
      window: this.#care.windowOf(id, this.#options.clock.now()),
    })
  }

  #commandScene(id: DeviceId): CommandScene | null {
    const nowMs = this.#options.clock.now()
    const devices = this.#site.deviceViews()
    const device = devices.find((view) => view.id === id)
    const { world } = this.#site
    if (device === undefined) return null
    return {
      device,
      devices,
      groups: world.groups,
      world,
      declared: this.#site.configuration,
      hostDownForMs: (hostId) => this.#downSince.forMs(hostId, nowMs),
      bmcPower: (hostId) => this.#hardware.powerOf(hostId),
      isContradicted: (feed) => this.#cabling.isContradicted(feed),
      outageRuns: this.#book.active.some(isUnderWay),
      underTest: new Set([...this.#commander.tellingTests, ...this.#selfTests.underWay]),
    }
  }

  #inventoryRead(id: ManagerId): void {
    this.#site.worldChanged()
    this.#downSince.see(this.#site.world.hosts, this.#options.clock.now())
    this.#inventories.tell(id)
    this.wake()
  }

  async #tick(): Promise<void> {
    const { clock, log, version } = this.#options
    const nowMs = clock.now()
    if (!(await this.#holdLease())) {
      log.fatal('another engine has taken this site over; this one ends')
      this.#options.onLeaseLost()
      return
    }
    this.#publisher.put('engine', 'engine', {
      id: this.#id,
      version,
      pid: process.pid,
      startedAtMs: this.#startedAtMs,
      beatAtMs: nowMs,
    })
    await this.#recorder.drain()
    let placed: ReadonlyMap<string, VirtualMachine> | null = null
    const vms = () => (placed ??= new Map(this.#site.world.vms.map((vm) => [String(vm.id), vm])))
    const { managers } = this.#site.world
    for (const run of this.#book.ended) if (!isStillShown(run, { vms, managers }, nowMs)) this.#book.forget(run.id)
    await this.#tracks.saveIfDue(this.#trackMap(), nowMs)
    this.#batteries.look(this.#power.devices, nowMs)
    await this.#batteries.saveIfDue(nowMs)
    await this.#identities.save()
    await this.#care.tick(nowMs)
    this.#readiness.tick(nowMs)
    if (this.#hardware.takeNews()) this.#site.worldChanged()
    // Where no host hangs on anything, nothing is looked at: with thousands of UPSs that would cost.
    await this.#cabling.look(
      this.#site.cablingSight(this.#site.configuration.feeds.length > 0 ? this.#site.deviceViews() : []),
      nowMs,
    )
    void this.#selfTests.look(nowMs)
    if (this.#rollingUp === null && nowMs - this.#rolledUpAtMs > ROLL_UP_EVERY_MS) {
      this.#rolledUpAtMs = nowMs
      this.#rollingUp = this.#rollUp(nowMs).finally(() => (this.#rollingUp = null))
    }
    this.wake()
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
    const before = this.#site.configuration
    this.#managers.useSettings({ clusters: await store.read.clusters.list(), hosts: await store.read.clusters.hosts() })
    const now = await this.#site.load(store)
    this.#probes = vmProbesOf(await store.read.settings.get(VM_PROBES))
    await this.#care.load({ interrupted: false })
    const tracks = await this.#tracks.load(this.#options.clock.now())
    this.#batteries.retain(new Set(now.devices.map((device) => device.id)))
    const followed = { store, log, power: this.#power, managers: this.#managers, tracks }
    await followDevices(
      { before: before.devices, now: now.devices },
      { ...followed, onGone: (id) => this.#publisher.remove('device', id) },
    )
    await followManagers(
      { before: before.managers, now: now.managers },
      { ...followed, onGone: (id) => this.#inventories.forget(id) },
    )
    for (const group of before.groups)
      if (!now.groups.some((candidate) => candidate.id === group.id)) this.#publisher.remove('group', group.id)
    for (const id of this.#managers.ids) if (this.#managers.view(id)?.refreshedAtMs != null) this.#inventories.tell(id)
    await this.#hardware.follow(await store.read.hardware.list())
    this.#groups.forgetForecasts()
    await this.#served.reload()
    await this.#traps.reload()
    this.#discovery.changed()
    if (JSON.stringify(before.managers) !== JSON.stringify(now.managers)) this.#readiness.changed()
    this.wake()
  }

  /** What an earlier engine showed is not true any more until it is seen again. */
  async #clearLiveView(): Promise<void> {
    const { store, clock } = this.#options
    await store.write(async (tx) => {
      for (const kind of ['run', 'alarm', 'demo', 'device', 'group', 'manager', 'cabling', 'hardware'] as const) {
        const rows = await tx.latest.all(kind)
        await tx.latest.remove(
          kind,
          rows.map((row) => row.id),
          clock.now(),
        )
      }
    })
    this.#managers.recallIdentities(await this.#inventories.adopt(store))
  }

  #trackMap(): ReadonlyMap<DeviceId, PowerTrack> {
    return new Map(this.#power.devices.map(({ row, track }) => [row.id, track]))
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
