import type { Role } from '../domain/access'
import type { ClusterSetting, HostSetting } from '../domain/cluster-settings'
import type { DeviceFeed } from '../domain/device-feed'
import type { DeviceCare, RuntimeMonthRow, SelfTestRow } from '../domain/care'
import type {
  CredentialId,
  DeviceId,
  HostId,
  ManagerId,
  OrderId,
  PlanId,
  PlanVersionId,
  PowerGroupId,
  RunId,
  UserId,
} from '../domain/ids'
import type { DirectAddress } from '../domain/direct-path'
import type { HardwareAddress, HardwareSecret } from '../domain/hardware'
import type { ChainVerdict, JournalDraft, JournalEntry, Json } from '../domain/journal'
import type { ManagerAddress, ManagerSecret } from '../domain/manager'
import type { Order } from '../domain/order'
import type { PlanContent, PlanMode } from '../domain/plan'
import type { ReadingName } from '../domain/power-reading'
import type { Supply } from '../domain/power-state'
import type { Run, RunKind, RunWithSteps, Step } from '../domain/run'
import type { KeptDocs } from '../domain/kept-docs'
import type { LatestKind } from '../domain/view'
import type { UpsAddress, UpsIdentity, UpsSecret } from '../domain/ups'
import type { Feed, PowerGroup } from '../domain/world'

/**
 * The one store. Reads go through `read`; every change goes through `write`, one transaction, in which the journal entry
 * that tells of the change is appended too. What `write` resolved is on disk.
 */
export interface Store {
  readonly dialect: 'sqlite' | 'postgresql'
  readonly read: StoreReads
  write<T>(work: (tx: StoreWrites) => Promise<T>): Promise<T>
  /** Seals what a probe's order carries, and opens it again. */
  readonly secrets: { seal(secret: Secret): string; open(sealed: string): Secret }
  /** Live documents on their way to the screens, many at once and often. */
  publish(changes: readonly LatestChange[]): Promise<void>
  /** Bulk telemetry: kept, but not journalled. */
  readonly samples: SampleStore
  close(): Promise<void>
}

export interface UserRow {
  readonly id: UserId
  readonly name: string
  readonly role: Role
  readonly passwordHash: string
  readonly createdAtMs: number
  readonly locale: 'en' | 'de' | null
}

export interface SessionRow {
  /** SHA-256 of the cookie's token, hex. */
  readonly tokenHash: string
  readonly userId: UserId
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly lastSeenAtMs: number
}

export interface DeviceRow {
  readonly id: DeviceId
  readonly name: string
  readonly address: UpsAddress
  readonly credentialId: CredentialId
  readonly enabled: boolean
  readonly identity: UpsIdentity | null
  readonly createdAtMs: number
}

export interface ManagerRow {
  readonly id: ManagerId
  readonly name: string
  readonly address: ManagerAddress
  readonly credentialId: CredentialId
  readonly enabled: boolean
  readonly createdAtMs: number
  /** Which installation it is, by its own word. Absent: it tells none, or was not asked yet. */
  readonly instanceUuid?: string
}

/** A host's own management controller. */
export interface HardwareRow {
  readonly hostId: HostId
  readonly address: HardwareAddress
  readonly credentialId: CredentialId
  readonly createdAtMs: number
}

/** How a host is reached without its manager. */
export interface DirectPathRow {
  readonly hostId: HostId
  readonly address: DirectAddress
  readonly credentialId: CredentialId
  readonly createdAtMs: number
}

export type Secret = UpsSecret | ManagerSecret | HardwareSecret

export interface PlanRow {
  readonly id: PlanId
  readonly name: string
  readonly powerGroupId: PowerGroupId
  readonly mode: PlanMode
  /** The version that acts; null: never published. */
  readonly publishedVersionId: PlanVersionId | null
  readonly createdAtMs: number
}

export interface PlanVersionRow {
  readonly id: PlanVersionId
  readonly planId: PlanId
  /** 1, 2, 3 … within the plan. */
  readonly number: number
  readonly content: PlanContent
  readonly createdBy: string
  readonly createdAtMs: number
  readonly note: string | null
}

export interface OrderRow {
  readonly id: OrderId
  readonly order: Order
  readonly actor: string
  readonly channel: JournalEntry['channel']
  readonly placedAtMs: number
  readonly state: 'placed' | 'taken' | 'done' | 'failed'
  /** What came of it, for the one who asked; a refusal carries `message` and `hint`. */
  readonly result: Json
}

/** Latest known documents, one per object; `revision` grows with every change, over all kinds. */
export interface LatestRow {
  readonly kind: LatestKind
  readonly id: string
  readonly revision: number
  readonly atMs: number
  /** Null: removed since (a tombstone, so that readers that resume see it go). */
  readonly doc: Json
}

/** `doc` null: removed. */
export interface LatestChange {
  readonly kind: LatestKind
  readonly id: string
  readonly atMs: number
  readonly doc: KeptDocs[LatestKind] | null
}

export interface JournalFilter {
  readonly text?: string
  readonly kinds?: readonly string[]
  /** Prefix of the dotted kind, e.g. `power.` */
  readonly kindPrefix?: string
  readonly actor?: string
  readonly channel?: JournalEntry['channel']
  readonly outcome?: NonNullable<JournalEntry['outcome']>
  readonly objectKind?: JournalEntry['object']['kind']
  readonly objectId?: string
  readonly runId?: RunId
  readonly fromMs?: number
  readonly toMs?: number
}

export interface JournalPageRequest extends JournalFilter {
  /** Newest first below this id; absent: from the head. */
  readonly beforeId?: number
  readonly limit: number
}

export interface StoreReads {
  readonly journal: {
    head(): Promise<{ readonly id: number; readonly hash: string }>
    /** Newest first. */
    page(request: JournalPageRequest): Promise<readonly JournalEntry[]>
    /** Oldest first, after `id`. */
    since(id: number, limit: number): Promise<readonly JournalEntry[]>
    get(id: number): Promise<JournalEntry | null>
    /** Walks the chain in batches, from entry `fromId` (default the first). */
    verify(options?: { readonly fromId?: number }): Promise<ChainVerdict>
  }
  readonly latest: {
    all(kind: LatestKind): Promise<readonly LatestRow[]>
    get(kind: LatestKind, id: string): Promise<LatestRow | null>
    changedSince(revision: number, limit: number): Promise<readonly LatestRow[]>
    revision(): Promise<number>
  }
  readonly users: {
    count(): Promise<number>
    list(): Promise<readonly UserRow[]>
    get(id: UserId): Promise<UserRow | null>
    byName(name: string): Promise<UserRow | null>
  }
  readonly sessions: { get(tokenHash: string): Promise<SessionRow | null> }
  readonly credentials: {
    list(): Promise<readonly { readonly id: CredentialId; readonly name: string; readonly kind: Secret['kind'] }[]>
    /** For the engine only: opens the seal. */
    reveal(id: CredentialId): Promise<Secret | null>
    /** The others that hold the same secret; what it is stays sealed (K5). One that cannot be opened is like none. */
    likeThis(id: CredentialId): Promise<readonly CredentialId[]>
  }
  readonly devices: { list(): Promise<readonly DeviceRow[]>; get(id: DeviceId): Promise<DeviceRow | null> }
  readonly care: {
    list(): Promise<readonly { readonly deviceId: DeviceId; readonly care: DeviceCare }[]>
    get(id: DeviceId): Promise<DeviceCare | null>
    /** Newest first. */
    tests(id: DeviceId, limit: number): Promise<readonly SelfTestRow[]>
    /** Oldest first. */
    months(id: DeviceId): Promise<readonly RuntimeMonthRow[]>
  }
  readonly managers: { list(): Promise<readonly ManagerRow[]>; get(id: ManagerId): Promise<ManagerRow | null> }
  /** What people set of clusters and hosts. */
  readonly clusters: { list(): Promise<readonly ClusterSetting[]>; hosts(): Promise<readonly HostSetting[]> }
  readonly hardware: { list(): Promise<readonly HardwareRow[]>; get(id: HostId): Promise<HardwareRow | null> }
  readonly directPaths: { list(): Promise<readonly DirectPathRow[]>; get(id: HostId): Promise<DirectPathRow | null> }
  readonly groups: { list(): Promise<readonly PowerGroup[]> }
  readonly feeds: {
    list(): Promise<readonly Feed[]>
    /** Of PDUs and ATSs. */
    ofDevices(): Promise<readonly DeviceFeed[]>
  }
  readonly plans: {
    list(): Promise<readonly PlanRow[]>
    get(id: PlanId): Promise<PlanRow | null>
    versions(id: PlanId): Promise<readonly PlanVersionRow[]>
    version(id: PlanVersionId): Promise<PlanVersionRow | null>
  }
  readonly runs: {
    list(request: { readonly limit: number; readonly kind?: RunKind; readonly activeOnly?: boolean }): Promise<readonly Run[]>
    get(id: RunId): Promise<RunWithSteps | null>
    /** Every run that has not ended, with its steps: what an engine that starts goes on with. */
    active(): Promise<readonly RunWithSteps[]>
  }
  readonly orders: {
    get(id: OrderId): Promise<OrderRow | null>
    /** Oldest first. */
    placed(): Promise<readonly OrderRow[]>
    /** Taken and not answered: what an engine that died was at. Oldest first. */
    unanswered(): Promise<readonly OrderRow[]>
  }
  readonly settings: { get(key: string): Promise<Json> }
}

export interface StoreWrites extends StoreReads {
  readonly journal: StoreReads['journal'] & {
    append(draft: JournalDraft): Promise<JournalEntry>
    appendMany(drafts: readonly JournalDraft[]): Promise<readonly JournalEntry[]>
  }
  readonly latest: StoreReads['latest'] & {
    /** Writes the documents that differ from what is stored; others keep their revision. */
    put(kind: LatestKind, docs: readonly { readonly id: string; readonly doc: Json; readonly atMs: number }[]): Promise<void>
    remove(kind: LatestKind, ids: readonly string[], atMs: number): Promise<void>
  }
  readonly users: StoreReads['users'] & { put(user: UserRow): Promise<void>; remove(id: UserId): Promise<void> }
  readonly sessions: StoreReads['sessions'] & {
    put(session: SessionRow): Promise<void>
    remove(tokenHash: string): Promise<void>
    removeExpired(nowMs: number): Promise<void>
  }
  readonly credentials: StoreReads['credentials'] & {
    put(credential: { readonly id: CredentialId; readonly name: string; readonly secret: Secret }): Promise<void>
    remove(id: CredentialId): Promise<void>
  }
  readonly devices: StoreReads['devices'] & {
    put(device: DeviceRow): Promise<void>
    /** Who these turned out to be; one that is no more is passed over. At most a few hundred at once. */
    identify(found: readonly { readonly id: DeviceId; readonly identity: UpsIdentity }[]): Promise<void>
    remove(id: DeviceId): Promise<void>
  }
  readonly care: StoreReads['care'] & {
    put(id: DeviceId, care: DeviceCare): Promise<void>
    putTest(test: SelfTestRow): Promise<void>
    putMonth(month: RuntimeMonthRow): Promise<void>
    /** All of a device that is no more. */
    remove(id: DeviceId): Promise<void>
  }
  readonly managers: StoreReads['managers'] & { put(manager: ManagerRow): Promise<void>; remove(id: ManagerId): Promise<void> }
  readonly clusters: StoreReads['clusters'] & {
    put(setting: ClusterSetting): Promise<void>
    remove(cluster: Pick<ClusterSetting, 'managerId' | 'clusterNativeId'>): Promise<void>
    putHost(setting: HostSetting): Promise<void>
    removeHost(id: HostId): Promise<void>
  }
  readonly hardware: StoreReads['hardware'] & { put(hardware: HardwareRow): Promise<void>; remove(id: HostId): Promise<void> }
  readonly directPaths: StoreReads['directPaths'] & { put(path: DirectPathRow): Promise<void>; remove(id: HostId): Promise<void> }
  readonly groups: StoreReads['groups'] & { put(group: PowerGroup): Promise<void>; remove(id: PowerGroupId): Promise<void> }
  /** Each replaces all feeds of one host, or of one PDU or ATS. */
  readonly feeds: StoreReads['feeds'] & {
    setForHost(hostId: HostId, feeds: readonly Feed[]): Promise<void>
    setForDevice(deviceId: DeviceId, feeds: readonly DeviceFeed[]): Promise<void>
  }
  readonly plans: StoreReads['plans'] & {
    put(plan: PlanRow): Promise<void>
    remove(id: PlanId): Promise<void>
    addVersion(version: PlanVersionRow): Promise<void>
  }
  readonly runs: StoreReads['runs'] & {
    put(run: Run): Promise<void>
    putSteps(steps: readonly Step[]): Promise<void>
  }
  readonly orders: StoreReads['orders'] & {
    place(order: OrderRow): Promise<void>
    /** False when another engine was faster. Wipes `sealed`. */
    take(id: OrderId): Promise<boolean>
    finish(id: OrderId, state: 'done' | 'failed', result: Json): Promise<void>
  }
  readonly settings: StoreReads['settings'] & { set(key: string, value: Json): Promise<void> }
  /** One engine owns the site: true while `owner` holds (or just got) the lease. */
  readonly lease: {
    hold(name: string, owner: string, nowMs: number, lifeMs: number): Promise<boolean>
    release(name: string, owner: string): Promise<void>
  }
}

export interface SampleRow {
  readonly deviceId: DeviceId
  readonly atMs: number
  readonly supply: Supply
  readonly values: Partial<Readonly<Record<SampledReading, number | null>>>
}

/** The readings kept as time series; one wide row per device and poll. */
export const SAMPLED_READINGS = [
  'runtimeSeconds',
  'chargePercent',
  'loadPercent',
  'outputWatts',
  'batteryVolts',
  'inputVolts',
  'outputVolts',
  'temperatureCelsius',
] as const satisfies readonly ReadingName[]
export type SampledReading = (typeof SAMPLED_READINGS)[number]

export interface SeriesPoint {
  readonly atMs: number
  /** Of the bucket: mean; with `min`/`max` where more than one sample fell into it. */
  readonly mean: number | null
  readonly min: number | null
  readonly max: number | null
}

export interface SampleStore {
  add(rows: readonly SampleRow[]): Promise<void>
  /** At most `points` buckets over the span, from raw, minute or hour rows, whichever is fine enough and still kept. */
  series(
    deviceId: DeviceId,
    reading: SampledReading,
    fromMs: number,
    toMs: number,
    points: number,
  ): Promise<readonly SeriesPoint[]>
  /** Builds minute and hour rows up to `nowMs` and drops what retention no longer keeps (raw 24 h, minutes 90 d, hours 5 y). */
  rollUp(nowMs: number): Promise<{ readonly minutes: number; readonly hours: number; readonly dropped: number }>
}
