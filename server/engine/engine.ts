import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { secondsOnBattery, type PowerTrack } from '../decide/power-track'
import { kindOf } from '../domain/device-kind'
import type { DeviceId, ManagerId, PowerGroupId } from '../domain/ids'
import type { Forecast } from '../domain/forecast'
import type { CommandScene } from '../decide/command-refusal'
import type { AlarmDoc, DeviceDoc } from '../domain/view'
import { keptDevice } from '../domain/kept-docs'
import type { PowerDeviceView } from '../domain/world'
import { managerSecretSchema } from '../domain/manager'
import { upsSecretSchema } from '../domain/ups'
import { SAMPLED_READINGS, type Store } from '../store/store'
import { AbortedOutages } from './aborted-outages'
import { alarmsNow } from './alarms'
import { Executor } from './executor'
import { groupForecast } from './group-forecast'
import { CardRestarts } from './care/card-restarts'
import { CareKeeper } from './care/care-keeper'
import { CablingKeeper } from './cabling/cabling-keeper'
import type { CablingSight } from './cabling/cabling-sight'
import { SelfTestWatch } from './care/self-test-watch'
import { DeviceCommander } from './control/device-commander'
import { DownSince } from './control/down-since'
import { DISCOVERY } from '../domain/discovery'
import { DiscoveryKeeper } from './discovery/discovery-keeper'
import { deviceDoc, groupDoc } from './live-docs'
import { IdentityKeeper } from './identity-keeper'
import { MaintenanceKeeper } from './maintenance-keeper'
import { ManagerWatch } from './manager-watch'
import { type OrderParts, OrderDesk } from './order-desk'
import { OutageKeeper } from './outage-keeper'
import { powerEdges } from './power-journal'
import { phaseOf, PowerWatch, type WatchedDevice } from './power-watch'
import { Publisher } from './publisher'
import { Recorder } from './recorder'
import { RunBook } from './run-book'
import { Site } from './site'
import type { Clock } from './steady-clock'
import { SupplyAlarms, type SupplyScene } from './supply-alarms'
import { releaseOfDeadOwner, rememberOwner, SITE_LEASE } from './site-owner'
import { BatteryKeeper } from './battery-keeper'
import { TrackKeeper } from './track-keeper'
import { TrapKeeper } from './traps/trap-keeper'
import { UpsdKeeper } from './upsd/upsd-keeper'

const ORDER_LOOK_MS = 50
const TICK_MS = 1_000
const FORECAST_EVERY_MS = 2_000
/** Answers that come in between are looked at together. */
const CONSIDER_EDGES_EVERY_MS = 50
const CONSIDER_EVERY_MS = 200
/** And on a large site not so often that nothing else gets its turn. */
const CONSIDER_SHARE = 5
const LONGEST_CONSIDERED_MS = 100
/** Ended runs stay in the live view for so long. */
const SHOW_ENDED_MS = 10 * 60_000
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
  readonly #timers: NodeJS.Timeout[] = []
  #alarms: ReadonlyMap<string, AlarmDoc> = new Map()
  readonly #supplyAlarms = new SupplyAlarms()
  #forecasts = new Map<PowerGroupId, { forecast: Forecast; atMs: number }>()
  #published = new Map<ManagerId, { hosts: Set<string>; vms: Set<string> }>()
  #considering: Promise<void> | null = null
  #again = false
  #consideredAtMs = 0
  #consideringMs = 0
  #soon: { readonly atMs: number; readonly timer: NodeJS.Timeout } | null = null
  #rolledUpAtMs = 0
  #maintained = ''
  #stopped = false

  constructor(options: EngineOptions) {
    const { store, clock, log } = options
    const now = () => clock.now()
    this.#options = options
    this.#startedAtMs = clock.now()
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
      () => this.#maintenance.hostIds,
      (feed) => this.#cabling.isContradicted(feed),
    )
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
      world: () => this.#site.world,
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
      firedStageIds: () =>
        new Set(this.#book.active.flatMap((run) => (run.dryRun ? [] : run.fired.map((stage) => stage.stageId)))),
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
    this.#every(ORDER_LOOK_MS, () => this.#orders.look())
    this.#every(TICK_MS, () => this.#tick())
    await this.#tick()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    clearTimeout(this.#soon?.timer)
    this.#executor.stop()
    this.#power.stopAll()
    await this.#served.stop()
    await this.#traps.stop()
    this.#discovery.stop()
    await this.#managers.stopAll()
    await this.#considering
    await this.#recorder.noted()
    await this.#tracks.save(this.#trackMap())
    await this.#batteries.save()
    await this.#publisher.flush()
    await this.#options.store.write((tx) => tx.lease.release(SITE_LEASE, this.#id)).catch(() => undefined)
  }

  /** Something changed: consider now, and once more if it changes meanwhile. */
  wake(): void {
    if (this.#stopped) return
    if (this.#considering !== null) {
      this.#again = true
      return
    }
    this.#considering = this.#consider()
      .catch((error: unknown) =>
        this.#options.log.error({ err: error }, 'considering the site failed; it is done again within a second'),
      )
      .finally(() => {
        this.#considering = null
        if (this.#again) {
          this.#again = false
          this.wake()
        }
      })
  }

  /** At once, unless the site was considered just now: when mains fail for thousands, each answer would consider all of them. */
  #wakeWithin(everyMs: number): void {
    const nowMs = this.#options.clock.now()
    const atMs = this.#consideredAtMs + Math.max(everyMs, CONSIDER_SHARE * this.#consideringMs)
    if (atMs <= nowMs) return this.wake()
    if (this.#soon !== null && this.#soon.atMs <= atMs) return
    clearTimeout(this.#soon?.timer)
    const timer = setTimeout(() => {
      this.#soon = null
      this.wake()
    }, atMs - nowMs)
    this.#soon = { atMs, timer }
  }

  async #consider(): Promise<void> {
    const beganAtMs = this.#options.clock.now()
    const views = this.#site.deviceViews()
    const states = this.#site.groupStates(views)
    // One group's trouble must not keep the others, nor the steps under way, from their turn.
    for (const { group, state } of states) {
      const before = this.#outages.runOf(group.id)
      await this.#guarded(group.name, () => this.#outages.consider(group, state, views))
      // What was decided begins before the next group is looked at.
      if (this.#outages.runOf(group.id) !== before) await this.#guarded('the executor', () => this.#executor.advance())
    }
    await this.#guarded('maintenance', () => this.#maintenance.consider())
    const maintained = [...this.#maintenance.hostIds].sort().join()
    if (maintained !== this.#maintained) this.#site.worldChanged()
    this.#maintained = maintained
    await this.#guarded('the executor', () => this.#executor.advance())
    this.#managers.setBusy(this.#book.active.some((run) => run.phase !== 'in-maintenance'))
    this.#publishGroups(views, states)
    this.#consideredAtMs = this.#options.clock.now()
    this.#consideringMs = Math.min(LONGEST_CONSIDERED_MS, this.#consideredAtMs - beganAtMs)
  }

  async #guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.log.error({ err: error }, `considering ${what} failed; it is done again within a second`)
    }
  }

  #publishGroups(views: readonly PowerDeviceView[], states: ReturnType<Site['groupStates']>): void {
    const nowMs = this.#options.clock.now()
    const { configuration, world } = this.#site
    const plans = new Map(configuration.plans.map((plan) => [plan.powerGroupId, plan]))
    const sight = this.#cablingSight(views)
    for (const { group, state } of states) {
      const plan = plans.get(group.id) ?? null
      const run = this.#outages.runOf(group.id)
      const version = run === null ? this.#site.version(plan?.publishedVersionId ?? null) : this.#site.version(run.planVersionId)
      const known = this.#forecasts.get(group.id)
      if (version !== null && (known === undefined || nowMs - known.atMs >= FORECAST_EVERY_MS)) {
        const forecast = groupForecast({ content: version.content, group, world, views, run, nowMs })
        this.#forecasts.set(group.id, { forecast, atMs: nowMs })
        this.#outages.setMargin(group.id, forecast.marginSeconds)
      }
      this.#publisher.put(
        'group',
        group.id,
        groupDoc({
          group,
          state,
          views,
          notes: [...this.#care.notesOf(group, views, nowMs), ...this.#cabling.notesOf(group, sight)],
          world,
          hostIds: this.#site.hostIdsOf(group),
          plan: plan === null ? null : { id: plan.id, name: plan.name, mode: plan.mode, content: version?.content ?? null },
          runId: run?.id ?? null,
          forecast: version === null ? null : (this.#forecasts.get(group.id)?.forecast ?? null),
        }),
      )
    }
    const alarms = alarmsNow({
      devices: views,
      groups: states.map(({ group, state }) => ({ group, state, plan: plans.get(group.id) ?? null })),
      world,
      declared: { feeds: configuration.feeds, deviceFeeds: configuration.deviceFeeds, groups: configuration.declaredGroups },
      further: [
        ...this.#care.alarms(views, nowMs),
        ...this.#cabling.alarms(sight, nowMs),
        ...this.#supplyAlarms.look(() => this.#supplyScene(views, states), nowMs),
      ],
      silenced: this.#care.silenced(nowMs),
      before: this.#alarms,
      nowMs,
    })
    for (const [id, alarm] of alarms) if (this.#alarms.get(id) !== alarm) this.#publisher.put('alarm', id, alarm)
    for (const id of this.#alarms.keys()) if (!alarms.has(id)) this.#publisher.remove('alarm', id)
    this.#alarms = alarms
  }

  #supplyScene(views: readonly PowerDeviceView[], groups: ReturnType<Site['groupStates']>): SupplyScene {
    return {
      groups,
      scene: this.#site.scene(views),
      atRisk: (group) => this.#site.hostsAtRisk(group, views),
      hostNames: new Map(this.#site.world.hosts.map(({ id, name }) => [id, name])),
      isKnown: (id) => this.#alarms.has(id),
    }
  }

  #cablingSight(views: readonly PowerDeviceView[]): CablingSight {
    const { configuration, world } = this.#site
    return { views, world, declared: configuration.feeds, deviceFeeds: configuration.deviceFeeds }
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
    if (edges.length > 0) this.#wakeWithin(CONSIDER_EDGES_EVERY_MS)
    else if (secondsOnBattery(after.track, nowMs) !== null) this.#wakeWithin(CONSIDER_EVERY_MS)
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
      outageRuns: this.#book.active.some((run) => run.kind === 'outage' && !run.dryRun),
      underTest: new Set([...this.#commander.tellingTests, ...this.#selfTests.underWay]),
    }
  }

  #inventoryRead(id: ManagerId): void {
    this.#site.worldChanged()
    this.#downSince.see(this.#site.world.hosts, this.#options.clock.now())
    const view = this.#managers.view(id)
    if (view === null) return
    this.#publisher.put('manager', id, view)
    const before = this.#published.get(id) ?? { hosts: new Set<string>(), vms: new Set<string>() }
    const hosts = this.#managers.hosts(id).map((host) => {
      // Where the platform knows no maintenance mode, our own run is the mark.
      const ours = !view.capabilities.hostMaintenance && this.#maintenance.runOf(host.id)?.phase === 'in-maintenance'
      return ours ? { ...host, inMaintenance: true } : host
    })
    const vms = this.#managers.vms(id)
    for (const host of hosts) this.#publisher.put('host', host.id, host)
    for (const vm of vms) this.#publisher.put('vm', vm.id, vm)
    const now = { hosts: new Set<string>(hosts.map((host) => host.id)), vms: new Set<string>(vms.map((vm) => vm.id)) }
    for (const gone of before.hosts) if (!now.hosts.has(gone)) this.#publisher.remove('host', gone)
    for (const gone of before.vms) if (!now.vms.has(gone)) this.#publisher.remove('vm', gone)
    this.#published.set(id, now)
    this.wake()
  }

  async #tick(): Promise<void> {
    const { clock, log, store, version } = this.#options
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
    for (const run of this.#book.ended)
      if (run.endedAtMs !== null && nowMs - run.endedAtMs > SHOW_ENDED_MS) this.#book.forget(run.id)
    await this.#tracks.saveIfDue(this.#trackMap(), nowMs)
    this.#batteries.look(this.#power.devices, nowMs)
    await this.#batteries.saveIfDue(nowMs)
    await this.#identities.save()
    await this.#care.tick(nowMs)
    // Where no host hangs on anything, nothing is looked at: with thousands of UPSs that would cost.
    await this.#cabling.look(this.#cablingSight(this.#site.configuration.feeds.length > 0 ? this.#site.deviceViews() : []), nowMs)
    void this.#selfTests.look(nowMs)
    if (nowMs - this.#rolledUpAtMs > ROLL_UP_EVERY_MS) {
      this.#rolledUpAtMs = nowMs
      await store.samples.rollUp(nowMs)
      await store.write((tx) => tx.sessions.removeExpired(nowMs))
    }
    this.wake()
  }

  async #reload(): Promise<void> {
    const { store, log } = this.#options
    const before = this.#site.configuration
    const now = await this.#site.load(store)
    await this.#care.load({ interrupted: false })
    const tracks = await this.#tracks.load(this.#options.clock.now())
    const enabled = now.devices.filter((device) => device.enabled)
    const enabledIds = new Set(enabled.map((device) => device.id))
    const enabledBefore = new Map(before.devices.filter((device) => device.enabled).map((device) => [device.id, device]))
    this.#batteries.retain(new Set(now.devices.map((device) => device.id)))
    for (const device of before.devices)
      if (!enabledIds.has(device.id)) {
        this.#power.stop(device.id)
        this.#publisher.remove('device', device.id)
      }
    for (const [index, device] of enabled.entries()) {
      const old = enabledBefore.get(device.id)
      const sameWay =
        old !== undefined &&
        JSON.stringify([old.address, old.credentialId]) === JSON.stringify([device.address, device.credentialId])
      if (sameWay) {
        this.#power.rename(device)
        continue
      }
      const secret = upsSecretSchema.safeParse(await store.read.credentials.reveal(device.credentialId))
      if (!secret.success) {
        log.error({ device: device.name }, 'its credential cannot be opened; it is not polled')
        continue
      }
      // Spread over a poll interval, so that thousands do not speak at once.
      this.#power.start(device, { address: device.address, secret: secret.data }, tracks.get(device.id) ?? null, phaseOf(index))
    }
    const managers = now.managers.filter((manager) => manager.enabled)
    for (const manager of before.managers)
      if (!managers.some((candidate) => candidate.id === manager.id)) {
        await this.#managers.stop(manager.id)
        this.#publisher.remove('manager', manager.id)
        for (const id of this.#published.get(manager.id)?.hosts ?? []) this.#publisher.remove('host', id)
        for (const id of this.#published.get(manager.id)?.vms ?? []) this.#publisher.remove('vm', id)
        this.#published.delete(manager.id)
      }
    for (const manager of managers) {
      const old = before.managers.find((candidate) => candidate.id === manager.id && candidate.enabled)
      if (
        old !== undefined &&
        JSON.stringify([old.address, old.credentialId]) === JSON.stringify([manager.address, manager.credentialId])
      )
        continue
      const secret = managerSecretSchema.safeParse(await store.read.credentials.reveal(manager.credentialId))
      if (secret.success) this.#managers.start(manager, { address: manager.address, secret: secret.data })
      else log.error({ manager: manager.name }, 'its credential cannot be opened; it is not asked')
    }
    for (const group of before.groups)
      if (!now.groups.some((candidate) => candidate.id === group.id)) this.#publisher.remove('group', group.id)
    this.#forecasts.clear()
    await this.#served.reload()
    await this.#traps.reload()
    this.#discovery.changed()
    this.wake()
  }

  /** What an earlier engine showed is not true any more until it is seen again. */
  async #clearLiveView(): Promise<void> {
    const { store, clock } = this.#options
    await store.write(async (tx) => {
      for (const kind of ['run', 'alarm', 'demo', 'device', 'group', 'manager', 'cabling'] as const) {
        const rows = await tx.latest.all(kind)
        await tx.latest.remove(
          kind,
          rows.map((row) => row.id),
          clock.now(),
        )
      }
    })
    const [hostRows, vmRows] = [await store.read.latest.all('host'), await store.read.latest.all('vm')]
    this.#managers.recallIdentities([...hostRows, ...vmRows].map((row) => row.doc))
    for (const manager of await store.read.managers.list()) {
      const ofManager = (id: string) => id.startsWith(`${manager.id}:`)
      const hosts = hostRows.map((row) => row.id).filter(ofManager)
      const vms = vmRows.map((row) => row.id).filter(ofManager)
      this.#published.set(manager.id, { hosts: new Set(hosts), vms: new Set(vms) })
    }
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
