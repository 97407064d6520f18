import { withLongOutage } from '../domain/long-outage'
import type { PowerScene } from '../decide/feed-loads'
import { type GroupState, groupState } from '../decide/group-state'
import { hostsAtRisk } from '../decide/hosts-at-risk'
import { type InputWitness, presumedOnBattery } from '../decide/presumed-outage'
import { deviceView } from '../decide/device-view'
import type { DeviceFeed } from '../domain/device-feed'
import { kindOf } from '../domain/device-kind'
import { isConsoleUnplaced, type OwnMachine } from '../domain/keep-alive'
import { groupsOfUps } from '../domain/groups-of-ups'
import type { DeviceId, HostId, PlanVersionId } from '../domain/ids'
import type { EffectiveFeed, Host, PowerDeviceView, PowerGroup, World } from '../domain/world'
import type { DeviceRow, ManagerRow, PlanRow, PlanVersionRow, Store } from '../store/store'
import type { DurationBook } from '../planner/durations'
import type { BatteryKeeper } from './battery-keeper'
import type { CablingSight } from './cabling/cabling-sight'
import { datedGroups } from './dated-groups'
import { FeedChain } from './feed-chain'
import { asHeld, type MaintenanceHolds } from './held-hosts'
import { LoadFollower } from './load-follower'
import type { ManagerWatch } from './manager-watch'
import type { PowerWatch, WatchedDevice } from './power-watch'
import { SceneCache } from './scene-cache'
import type { Clock } from './steady-clock'

export interface ArmedPlan {
  readonly plan: PlanRow
  readonly version: PlanVersionRow
}

/** As it acts, with the hosts that its power group feeds. */
export interface PublishedPlan extends ArmedPlan {
  readonly hostIds: ReadonlySet<HostId>
}

/** What hosts' BMCs and sensors add to what managers say. */
export interface HardwareSight {
  readonly factsOf: (host: Host) => Host
  /** Hosts that tell of their power supplies, and since when one of them is without input (P2). */
  readonly witnesses: () => readonly { readonly hostId: HostId; readonly lostSinceMs: number | null }[]
}

interface Configuration {
  readonly devices: readonly DeviceRow[]
  readonly managers: readonly ManagerRow[]
  /** Of UPSs alone. */
  readonly groups: World['groups']
  /** As people declared them. */
  readonly declaredGroups: World['groups']
  /** As people declared them: of UPSs, PDUs and ATSs. */
  readonly feeds: World['feeds']
  readonly deviceFeeds: readonly DeviceFeed[]
  readonly plans: readonly PlanRow[]
}

const EMPTY: Configuration = {
  devices: [],
  managers: [],
  groups: [],
  declaredGroups: [],
  feeds: [],
  deviceFeeds: [],
  plans: [],
}

/** What screens are told of UPSs that are presumed on battery may be so old; decisions look anew. */
const PRESUMED_AGAIN_MS = 250

/** What the engine believes of its site at this moment, put together from configuration, UPSs and managers. */
export class Site {
  readonly #clock: Clock
  readonly #power: PowerWatch
  readonly #managers: ManagerWatch
  readonly #batteries: BatteryKeeper
  readonly #durations: () => DurationBook
  #configuration: Configuration = EMPTY
  #versions = new Map<PlanVersionId, PlanVersionRow>()
  /** Versions as they act, by how they are stored, with the VMs that they stand on. */
  readonly #acting = new WeakMap<PlanVersionRow, { readonly vms: World['vms']; readonly row: PlanVersionRow }>()
  #world: World | null = null
  #machine: OwnMachine | null = null
  #vmsTold: { readonly told: readonly World['vms'][]; readonly vms: World['vms'] } = { told: [], vms: [] }
  readonly #chain = new FeedChain()
  /** Of UPSs that are not on battery, for the last poll of each: nothing in it changes until the next. */
  readonly #views = new WeakMap<WatchedDevice, PowerDeviceView>()
  /** Per state of the feeds: what PDUs and ATSs say may change whom a group reaches, without a change of configuration. */
  #presumption: { readonly atMs: number; readonly sinceMs: ReadonlyMap<DeviceId, number> } = {
    atMs: Number.NEGATIVE_INFINITY,
    sinceMs: new Map(),
  }
  readonly #hostIds = new WeakMap<World['feeds'], Map<PowerGroup, ReadonlySet<HostId>>>()
  readonly #holds: () => MaintenanceHolds
  readonly #isContradicted: (feed: EffectiveFeed) => boolean
  readonly #hardware: HardwareSight
  readonly #loads = new LoadFollower()
  readonly #scenes = new SceneCache()

  /**
   * `holds`: hosts that runs of our own hold in maintenance, or are on their way there or back.
   * `isContradicted`: feeds that were seen to be wired otherwise.
   */
  constructor(
    clock: Clock,
    power: PowerWatch,
    managers: ManagerWatch,
    batteries: BatteryKeeper,
    holds: () => MaintenanceHolds,
    isContradicted: (feed: EffectiveFeed) => boolean,
    hardware: HardwareSight,
    durations: () => DurationBook,
  ) {
    this.#durations = durations
    this.#hardware = hardware
    this.#clock = clock
    this.#power = power
    this.#managers = managers
    this.#batteries = batteries
    this.#holds = holds
    this.#isContradicted = isContradicted
  }

  /** How long things take here, as learned. */
  get durations(): DurationBook {
    return this.#durations()
  }

  get configuration(): Configuration {
    return this.#configuration
  }

  async load(store: Store): Promise<Configuration> {
    const { read } = store
    const [devices, managers, declaredGroups, feeds, deviceFeeds, plans] = await Promise.all([
      read.devices.list(),
      read.managers.list(),
      read.groups.list(),
      read.feeds.list(),
      read.feeds.ofDevices(),
      read.plans.list(),
    ])
    for (const { publishedVersionId } of plans) if (publishedVersionId !== null) await this.keepVersion(store, publishedVersionId)
    const groups = this.#dated(groupsOfUps(declaredGroups, this.#passing(devices)))
    this.#configuration = { devices, managers, groups, declaredGroups, feeds, deviceFeeds, plans }
    this.worldChanged()
    return this.#configuration
  }

  /** A device has said who it is: a group does not count on what turned out to be a PDU. */
  identified(): void {
    const { devices, declaredGroups } = this.#configuration
    const groups = this.#dated(groupsOfUps(declaredGroups, this.#passing(devices)))
    this.#configuration = { ...this.#configuration, groups }
    this.worldChanged()
  }

  #dated(groups: readonly PowerGroup[]): readonly PowerGroup[] {
    return this.#configuration === EMPTY ? groups : datedGroups(this.#configuration.groups, groups, this.#clock.now())
  }

  #passing(devices: readonly DeviceRow[]): ReadonlySet<DeviceId> {
    const isPassing = ({ id, identity }: DeviceRow) => kindOf(this.#power.get(id)?.identity ?? identity) !== 'ups'
    return new Set(devices.filter(isPassing).map(({ id }) => id))
  }

  /** A version never changes once it is there. Running runs go by the one they were begun with, even when another has been published since. */
  async keepVersion(store: Store, id: PlanVersionId): Promise<void> {
    if (this.#versions.has(id)) return
    const version = await store.read.plans.version(id)
    if (version !== null) this.#versions.set(id, version)
  }

  /** As it acts now: what it says of long outages is carried out by stages and triggers. */
  version(id: PlanVersionId | null): PlanVersionRow | null {
    const row = id === null ? undefined : this.#versions.get(id)
    if (row === undefined) return null
    const { vms } = this.world
    const known = this.#acting.get(row)
    if (known?.vms === vms) return known.row
    const content = withLongOutage(row.content, vms)
    const acting = content === row.content ? row : { ...row, content }
    this.#acting.set(row, { vms, row: acting })
    return acting
  }

  planOf(group: Pick<PowerGroup, 'id'>): ArmedPlan | null {
    const plan = this.#configuration.plans.find((candidate) => candidate.powerGroupId === group.id)
    const version = plan === undefined ? null : this.version(plan.publishedVersionId)
    return plan === undefined || version === null ? null : { plan, version }
  }

  get publishedPlans(): readonly PublishedPlan[] {
    return this.#configuration.groups.flatMap((group) => {
      const armed = this.planOf(group)
      return armed === null ? [] : { ...armed, hostIds: this.hostIdsOf(group) }
    })
  }

  /** The machine that this engine runs on, as it tells it itself. */
  runsOn(machine: OwnMachine): void {
    this.#machine = machine
    this.worldChanged()
  }

  worldChanged(): void {
    this.#world = null
  }

  get world(): World {
    const feeds = this.#feeds()
    if (this.#world !== null) return this.#world.feeds === feeds ? this.#world : (this.#world = { ...this.#world, feeds })
    const holds = this.#holds()
    const vms = this.#vms()
    this.#world = {
      managers: this.#managers.ids.flatMap((id) => this.#managers.view(id) ?? []),
      hosts: this.#managers.ids
        .flatMap((id) => this.#managers.hosts(id).map(this.#hardware.factsOf))
        .map((host) => asHeld(host, holds)),
      vms,
      feeds,
      groups: this.#configuration.groups,
      ...(isConsoleUnplaced(this.#machine, vms) ? { isConsoleUnplaced: true } : {}),
    }
    return this.#world
  }

  /** The very same list as long as no manager tells of other VMs: what is known of it stays known. */
  #vms(): World['vms'] {
    const told = this.#managers.ids.map((id) => this.#managers.vms(id))
    const { told: before, vms } = this.#vmsTold
    if (told.length === before.length && told.every((ofManager, at) => ofManager === before[at])) return vms
    this.#vmsTold = { told, vms: told.flat() }
    return this.#vmsTold.vms
  }

  #feeds(): World['feeds'] {
    return this.#chain.feeds(this.#configuration.feeds, this.#configuration.deviceFeeds, this.#power.devices)
  }

  deviceViews(): readonly PowerDeviceView[] {
    const presumed = this.#presumed()
    const views = this.#power.devices.map((device) => this.#viewOf(device, presumed.get(device.row.id) ?? null))
    if (this.#configuration.feeds.length > 0 || !this.#loads.isIdle)
      this.#loads.follow(() => this.scene(views), this.#clock.now())
    return this.#loads.isIdle ? views : views.map((view) => this.#believed(view))
  }

  /** How the hosts hang on these UPSs. */
  scene(views: readonly PowerDeviceView[]): PowerScene {
    return this.#scenes.of(views, this.world)
  }

  #believed(view: PowerDeviceView): PowerDeviceView {
    return this.#loads.isIdle ? view : this.#loads.believed(view, this.#batteries.batteryOf(view.id), this.#clock.now())
  }

  /** One UPS alone, for screens: with thousands, looking at all for each answer would cost the square. */
  deviceView(device: WatchedDevice): PowerDeviceView {
    if (device.track.contact !== 'lost') return this.#believed(this.#viewOf(device, null))
    const { atMs, sinceMs } = this.#presumption
    const presumed = this.#clock.now() - atMs < PRESUMED_AGAIN_MS ? sinceMs : this.#presumed()
    return this.#believed(this.#viewOf(device, presumed.get(device.row.id) ?? null))
  }

  #presumed(): ReadonlyMap<DeviceId, number> {
    // A PDU that falls silent has no battery that it could be on.
    const upss = this.#power.devices.filter(({ identity }) => kindOf(identity) === 'ups')
    const sinceMs = presumedOnBattery(new Map(upss.map(({ row, track }) => [row.id, track])), this.#witnesses())
    this.#presumption = { atMs: this.#clock.now(), sinceMs }
    return sinceMs
  }

  #witnesses(): readonly InputWitness[] {
    const told = this.#hardware.witnesses()
    if (told.length === 0) return []
    const deviceIds = new Map<HostId, DeviceId[]>()
    for (const { hostId, deviceId } of this.#feeds()) deviceIds.set(hostId, [...(deviceIds.get(hostId) ?? []), deviceId])
    return told.map(({ hostId, lostSinceMs }) => ({ deviceIds: deviceIds.get(hostId) ?? [], lostSinceMs }))
  }

  #viewOf(device: WatchedDevice, presumedSinceMs: number | null): PowerDeviceView {
    const { row, track, observation } = device
    const stands = presumedSinceMs === null && track.onBatterySinceMs === null
    const known = stands ? this.#views.get(device) : undefined
    if (known !== undefined) return known
    const nowMs = this.#clock.now()
    const who = { id: row.id, name: row.name, kind: kindOf(device.identity) }
    const view = deviceView(who, track, observation, presumedSinceMs, nowMs, this.#batteries.batteryOf(row.id))
    if (stands) this.#views.set(device, view)
    return view
  }

  groupStates(views: readonly PowerDeviceView[]): readonly { readonly group: PowerGroup; readonly state: GroupState }[] {
    const byId = new Map(views.map((view) => [view.id, view]))
    return this.#configuration.groups.map((group) => {
      const own = group.deviceIds.flatMap((id) => byId.get(id) ?? [])
      return { group, state: groupState(group, own) }
    })
  }

  cablingSight(views: readonly PowerDeviceView[]): CablingSight {
    const { feeds, deviceFeeds } = this.#configuration
    return { views, world: this.world, declared: feeds, deviceFeeds }
  }

  /** Without the feeds that were seen to be wired otherwise: nothing is moved to where only they lead (D4, P5). */
  get trustedWorld(): World {
    const { world } = this
    const feeds = world.feeds.filter((feed) => !this.#isContradicted(feed))
    return feeds.length === world.feeds.length ? world : { ...world, feeds }
  }

  hostIdsOf(group: PowerGroup): ReadonlySet<HostId> {
    const feeds = this.#feeds()
    const ofFeeds = this.#hostIds.get(feeds) ?? new Map<PowerGroup, ReadonlySet<HostId>>()
    this.#hostIds.set(feeds, ofFeeds)
    const known = ofFeeds.get(group)
    if (known !== undefined) return known
    const deviceIds = new Set<DeviceId>(group.deviceIds)
    const hostIds = new Set(feeds.filter((feed) => deviceIds.has(feed.deviceId)).map((feed) => feed.hostId))
    ofFeeds.set(group, hostIds)
    return hostIds
  }

  /** Hosts of a group in trouble that nothing outside the group keeps alive, each with the reason (P5). */
  hostsAtRisk(group: PowerGroup, views: readonly PowerDeviceView[]): ReadonlyMap<HostId, string> {
    return hostsAtRisk(group, this.scene(views), this.#isContradicted)
  }

  hostIdsAtRisk(group: PowerGroup, views: readonly PowerDeviceView[]): ReadonlySet<HostId> {
    return new Set(this.hostsAtRisk(group, views).keys())
  }
}
