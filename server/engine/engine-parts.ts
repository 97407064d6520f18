import type { Logger } from 'pino'
import { kindOf } from '../domain/device-kind'
import type { FindKeepAlive } from '../decide/find-keep-alive'
import type { OwnMachine } from '../domain/keep-alive'
import { isUnderWay } from '../domain/run'
import type { DeviceId, HostId, ManagerId, VmId } from '../domain/ids'
import type { CommandScene } from '../decide/command-refusal'
import type { DeviceDoc } from '../domain/view'
import { askGuest } from '../drivers/protocols/probe/ask-guest'
import type { HypervisorDriver, UpsDriver } from '../drivers/ports'
import { type Store } from '../store/store'
import { AccessDesk } from './access/access-desk'
import { AbortedOutages } from './outages/aborted-outages'
import { batteryLeft } from './steps/battery-left'
import { Executor } from './steps/executor'
import { GroupTeller } from './group-teller'
import { InventoryTeller } from './inventory-teller'
import { CardRestarts } from './care/card-restarts'
import { CareKeeper } from './care/care-keeper'
import { CablingKeeper } from './cabling/cabling-keeper'
import { SelfTestWatch } from './care/self-test-watch'
import { DeviceCommander } from './control/device-commander'
import { DISCOVERY } from '../domain/discovery'
import { DURATIONS } from '../domain/duration'
import { READINESS } from '../domain/readiness'
import { DeletedVms } from './deleted-vms'
import { DiscoveryKeeper } from './discovery/discovery-keeper'
import { HardwareKeeper } from './hardware/hardware-keeper'
import { IdentityKeeper } from './identity-keeper'
import { heldHostIds } from './held-hosts'
import { MaintenanceKeeper } from './maintenance-keeper'
import { InstanceKeeper } from './instance-keeper'
import { ManagerWatch } from './manager-watch'
import { MoveWatch } from './steps/move-watch'
import { type OrderParts, OrderDesk } from './order-desk'
import { hostsInTrouble } from './outages/outage-steps'
import { OutageKeeper } from './outages/outage-keeper'
import { StartWatch } from './outages/start-watch'
import { Thrift } from './outages/thrift'
import { RecoveryDesk } from './recovery/recovery-desk'
import { PowerWatch, type WatchedDevice } from './power-watch'
import { KeepAliveKeeper, type Surroundings } from './keep-alive/keep-alive-keeper'
import { Publisher } from './publisher'
import { ReadinessKeeper } from './readiness/readiness-keeper'
import { planFindings } from './readiness/plan-findings'
import { failingUpses } from './readiness/ways'
import { WaysInUse } from './readiness/ways-in-use'
import { Recorder } from './recorder'
import { RunBook } from './run-book'
import { Site } from './site'
import type { Clock } from './steady-clock'
import { BatteryKeeper } from './battery-keeper'
import { DurationKeeper } from './duration-keeper'
import { TargetSweep } from './target-sweep'
import { TrackKeeper } from './track-keeper'
import { TrapKeeper } from './traps/trap-keeper'
import { firedStageIds } from './upsd/low-battery'
import { UpsdKeeper } from './upsd/upsd-keeper'
import type { VmProbe } from '../domain/vm-probe'

const OBSERVE_DEADLINE_MS = 10_000

export interface EngineOptions {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly version: string
  readonly probe: OrderParts['probe']
  readonly demo: OrderParts['demo']
  /** How this machine and its network are asked what the operation stands on (D5). */
  readonly surroundings: Surroundings
  /** Where PostgreSQL is, as configured; null: the database is a file here. */
  readonly databaseHost: string | null
  /** What UPSs and managers are spoken to by. Absent: every driver that there is. */
  readonly drivers?: { readonly ups: readonly UpsDriver[]; readonly hypervisor: readonly HypervisorDriver[] }
  /** UDP port for SNMP traps and informs; null: none are taken. */
  readonly trapPort: number | null
  /** Two engines must never act on one site: the process ends. */
  readonly onLeaseLost: () => void
}

/** What parts ask of the engine as a whole. */
export interface EngineHooks {
  readonly polled: (before: WatchedDevice, after: WatchedDevice) => void
  readonly inventoryRead: (id: ManagerId) => void
  readonly vmProbeOf: (id: VmId) => VmProbe | null
  readonly deviceDocOf: (watched: WatchedDevice) => DeviceDoc
  readonly commandScene: (id: DeviceId) => CommandScene | null
  /** The configuration changed. */
  readonly reload: () => Promise<void>
  readonly wake: () => void
  /** What the operation stands on is known, or known better. */
  readonly keepAliveChanged: (find: FindKeepAlive, machine: OwnMachine) => void
}

export type EngineParts = ReturnType<typeof engineParts>

/** All that an engine consists of, and how its parts reach each other. Nothing of it has begun yet. */
export const engineParts = (options: EngineOptions, hooks: EngineHooks) => {
  const { store, clock, log } = options
  const now = () => clock.now()
  const recorder = new Recorder(store, log, now)
  const publisher = new Publisher(store, log, now)
  const book = new RunBook(recorder, publisher)
  const power = new PowerWatch(clock, log, (before, after) => hooks.polled(before, after), options.drivers?.ups)
  const managers = new ManagerWatch(clock, log, (id) => hooks.inventoryRead(id), options.drivers?.hypervisor)
  const identities = new IdentityKeeper({
    keep: (found) => store.write((tx) => tx.devices.identify(found)),
    log,
    now,
    note: (drafts) => recorder.note(drafts),
  })
  const batteries = new BatteryKeeper(
    store,
    log,
    (id, doc) => (doc === null ? publisher.remove('battery', id) : publisher.put('battery', id, doc)),
    (id) => identities.isAnother(id),
  )
  const durations = new DurationKeeper({
    store,
    log,
    now,
    world: () => site.world,
    tell: (doc) => publisher.put('durations', DURATIONS, doc),
  })
  const site: Site = new Site(
    clock,
    power,
    managers,
    batteries,
    () => maintenance.holds,
    (feed) => cabling.isContradicted(feed),
    { factsOf: (host) => hardware.factsOf(host), witnesses: () => cabling.witnesses },
    () => durations.book,
  )
  const keepAlive = new KeepAliveKeeper(options.surroundings, (find, machine) => hooks.keepAliveChanged(find, machine), {
    store,
    log,
  })
  const hardware = new HardwareKeeper({
    now,
    log,
    reveal: (id) => store.read.credentials.reveal(id),
    publish: (hostId, doc) => (doc === null ? publisher.remove('hardware', hostId) : publisher.put('hardware', hostId, doc)),
    hostOf: (hostId) => site.world.hosts.find(({ id }) => id === hostId) ?? null,
    note: (drafts) => recorder.note(drafts),
  })
  const cabling = new CablingKeeper(
    {
      store,
      record: (drafts, also) => recorder.record(drafts, also),
      publish: (hostId, cabling) =>
        cabling === null ? publisher.remove('cabling', hostId) : publisher.put('cabling', hostId, cabling),
    },
    clock.now(),
  )
  const aborted = new AbortedOutages(store)
  const tracks = new TrackKeeper(store, log)
  const asking = { now, probeOf: (id: VmId) => hooks.vmProbeOf(id), ask: askGuest }
  const powerOf = (id: HostId) => hardware.powerOf(id)
  const outages = new OutageKeeper({ clock, log, book, site, aborted, starts: new StartWatch(asking), powerOf })
  const thrift = new Thrift({ book, clock, site, outages })
  const maintenance = new MaintenanceKeeper(clock, book, site)
  const executor = new Executor({
    clock,
    log,
    book,
    managers,
    moves: new MoveWatch(asking),
    world: () => site.world,
    trustedWorld: () => site.trustedWorld,
    devices: () => site.deviceViews(),
    hardware,
    batteryLeft: (run) =>
      batteryLeft(run, {
        group: site.configuration.groups.find(({ id }) => id === run.powerGroupId),
        devices: site.deviceViews(),
        content: site.version(run.planVersionId)?.content,
      }),
    startsVms: (run) => site.version(run.planVersionId)?.content.recovery.startVms === true,
    hostsInTrouble: () => hostsInTrouble(site, site.deviceViews()),
    onStepEnd: () => hooks.wake(),
  })
  const served = new UpsdKeeper({
    ...options,
    now,
    record: (drafts) => recorder.record(drafts),
    devices: () => site.configuration.devices,
    isUps: (id) => kindOf(power.get(id)?.identity ?? null) === 'ups',
    doc: (id) => {
      const watched = power.get(id)
      return watched === null ? null : hooks.deviceDocOf(watched)
    },
    mayBeOnBattery: (id) => {
      const track = power.get(id)?.track
      return track?.supply === 'battery' || track?.contact === 'lost'
    },
    firedStageIds: () => firedStageIds(book.active),
  })
  const traps = new TrapKeeper({
    store,
    log,
    now,
    port: options.trapPort,
    record: (drafts) => recorder.record(drafts),
    devices: () => power.targets,
    hurry: (id) => power.hurry(id),
  })
  const discovery = new DiscoveryKeeper({
    store,
    log,
    now,
    record: (drafts) => recorder.record(drafts),
    publish: (doc) => publisher.put('discovery', DISCOVERY, doc),
    devices: () =>
      site.configuration.devices.map(({ id, name, address, identity }) => {
        return { id, name, address, identity: power.get(id)?.identity ?? identity }
      }),
  })
  const waysInUse = new WaysInUse({
    ...(options.drivers === undefined ? {} : { drivers: options.drivers.hypervisor }),
    credentials: store.read.credentials,
    world: () => site.world,
    observeVm: (id, nativeId) =>
      managers.call(id, { deadlineMs: OBSERVE_DEADLINE_MS }, (session, given) => session.observeVm(nativeId, given)),
  })
  const readiness = new ReadinessKeeper({
    log,
    now,
    localHour: (nowMs) => new Date(nowMs).getHours(),
    ways: () => waysInUse.ways(),
    upses: (nowMs) => {
      const views = site.deviceViews()
      return { failing: failingUpses(views, nowMs), count: views.length }
    },
    plans: (nowMs) => planFindings(site.publishedPlans, site.world, nowMs),
    isOutage: () => book.active.some(isUnderWay),
    record: (drafts) => recorder.record(drafts),
    publish: (doc) => publisher.put('readiness', READINESS, doc),
  })
  const cards = new CardRestarts((drafts) => recorder.record(drafts))
  const selfTests = new SelfTestWatch({
    session: (id) => power.session(id),
    nameOf: (id) => power.get(id)?.row.name ?? id,
    record: (drafts, also) => recorder.record(drafts, also),
    onEnd: (row) => {
      care.testEnded(row)
      hooks.wake()
    },
  })
  const care = new CareKeeper({
    store,
    log,
    views: () => site.deviceViews(),
    record: (drafts, also) => recorder.record(drafts, also),
    give: (id, command, by) => commander.give(id, command, by),
  })
  const targets = new TargetSweep({ log, world: () => site.world, isOutage: () => book.active.some(isUnderWay), now })
  const runs = () => [...book.active, ...book.ended]
  const deleted = new DeletedVms({ managers, world: () => site.world, runs })
  const groups = new GroupTeller({
    site,
    publisher,
    outages,
    rejected: book.rejected,
    failing: book.failing,
    thrift,
    care,
    cabling,
    identities,
    hardware,
    readiness,
    targets,
    deleted,
    runs,
    now,
    log,
    wake: () => hooks.wake(),
  })
  const inventories = new InventoryTeller({
    publisher,
    managers,
    maintenance,
    isOurs: (id) => heldHostIds(book.active).has(id),
    note: (drafts) => recorder.note(drafts),
    now,
  })
  const commander = new DeviceCommander({
    now,
    record: (drafts) => recorder.record(drafts),
    device: (id) => power.get(id)?.row ?? null,
    session: (id) => power.session(id),
    scene: (id) => hooks.commandScene(id),
    beforeTest: (id) => selfTests.remember(id),
    testBegun: (id, startedBy, confirmed) => selfTests.begin(id, startedBy, confirmed, clock.now()),
    look: (id) => void power.hurry(id),
  })
  const access = new AccessDesk({ store, now, reload: () => hooks.reload(), ways: waysInUse })
  const instances = new InstanceKeeper({
    store,
    log,
    answers: (id) => managers.view(id)?.contact === 'ok',
    identify: (id) => managers.call(id, { deadlineMs: OBSERVE_DEADLINE_MS }, (session, given) => session.identify(given)),
  })
  const orders = new OrderDesk({
    ...options,
    commander,
    discovery,
    recovery: new RecoveryDesk({
      now,
      record: (drafts) => recorder.record(drafts),
      managers,
    }),
    readiness,
    access,
    batteryReplaced: (id) => {
      batteries.replaced(id, clock.now())
      identities.accept(id)
    },
    clearCabling: (hostId) => cabling.clear(hostId),
    book,
    site,
    outages,
    maintenance,
    aborted,
    reload: () => hooks.reload(),
    wake: () => hooks.wake(),
  })
  return {
    recorder,
    publisher,
    book,
    power,
    managers,
    instances,
    site,
    outages,
    thrift,
    maintenance,
    aborted,
    executor,
    commander,
    care,
    selfTests,
    cabling,
    cards,
    orders,
    tracks,
    identities,
    batteries,
    durations,
    served,
    traps,
    discovery,
    hardware,
    readiness,
    waysInUse,
    targets,
    deleted,
    groups,
    inventories,
    keepAlive,
  }
}
