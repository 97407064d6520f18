import { feedState } from '../../decide/feed-loads'
import { judgeFall, type Judgement } from '../../decide/cabling/judge-fall'
import { STEP_TIMES, type StepTimes } from '../../decide/cabling/load-step'
import { declaredFeed, type HostCabling, type ProofMeans } from '../../domain/cabling'
import type { HostId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import type { EffectiveFeed, PowerGroup } from '../../domain/world'
import type { Store, StoreWrites } from '../../store/store'
import type { AlarmCondition } from '../alarm-condition'
import { toJson } from '../to-json'
import { cablingAlarms, cablingNotes } from './cabling-alarms'
import type { CablingSight } from './cabling-sight'
import { chainOf } from './chain-of'
import { type HostFall, HostFalls } from './host-falls'
import { LoadRecord } from './load-record'
import { isElsewhere, meterFor, metersOf } from './meters'
import { ProofBook } from './proof-book'
import { SupplyWatch } from './supply-watch'

const KEY = 'cabling'

export interface CablingParts {
  readonly store: Store
  readonly record: (drafts: readonly JournalDraft[], also: (tx: StoreWrites) => Promise<void>) => Promise<number>
  /** Null: nothing is known of this host's cables any more. */
  readonly publish: (hostId: HostId, cabling: HostCabling | null) => void
  readonly times?: StepTimes
}

/** What was found out about one feed. */
interface Proof extends Judgement {
  readonly hostId: HostId
  readonly means: ProofMeans
}

/** Finds out whether hosts hang on the UPSs that people say; it looks on, and switches nothing. */
export class CablingKeeper {
  readonly #parts: CablingParts
  readonly #book = new ProofBook()
  readonly #record: LoadRecord
  readonly #falls: HostFalls
  readonly #supplies = new SupplyWatch()
  #feeds = ''

  constructor(parts: CablingParts, nowMs: number) {
    this.#parts = parts
    const times = parts.times ?? STEP_TIMES
    this.#record = new LoadRecord(times)
    this.#falls = new HostFalls(times, nowMs)
  }

  async load(): Promise<void> {
    this.#book.load(await this.#parts.store.read.settings.get(KEY))
    for (const cabling of this.#book.all) this.#parts.publish(cabling.hostId, cabling)
  }

  /** Once a second. */
  async look(sight: CablingSight, nowMs: number): Promise<void> {
    const { views, world, declared } = sight
    const changed = this.#book.retain(declared)
    for (const hostId of changed) this.#publish(hostId)
    if (changed.length > 0) await this.#save([])
    const devices = new Map(views.map((view) => [view.id, view]))
    const feeds = world.feeds.map((feed) => `${feed.hostId} ${feed.label} ${feed.deviceId} ${feedState(feed, devices)}`).join()
    if (feeds !== this.#feeds) this.#falls.feedsChanged(nowMs)
    this.#feeds = feeds
    this.#record.see(metersOf(sight), nowMs)
    this.#falls.see(world, nowMs)
    this.#record.learn(this.#falls.quietSinceMs, nowMs)
    const found = [
      ...this.#falls.due(nowMs).flatMap((fall) => this.#judge(fall, sight)),
      ...this.#supplies
        .look(sight, nowMs)
        .flatMap(({ hostId, judgements }) => judgements.map((one): Proof => ({ ...one, hostId, means: 'power-supply' }))),
    ]
    // When a UPS dies hundreds of cables are proved at once, in the middle of an outage: that is one write.
    const news = found.flatMap((proof) => this.#prove(proof, sight, nowMs) ?? [])
    if (news.length > 0) await this.#save(news.flatMap(({ draft }) => draft ?? []))
  }

  isContradicted(feed: EffectiveFeed): boolean {
    return this.#book.of(declaredFeed(feed))?.verdict === 'contradicted'
  }

  /** Hosts that tell of their power supplies, and since when one of them is without input (P2). */
  get witnesses(): SupplyWatch['witnesses'] {
    return this.#supplies.witnesses
  }

  alarms(sight: CablingSight, nowMs: number): readonly AlarmCondition[] {
    return cablingAlarms(sight, this.#book, (hostId) => this.#supplies.unexplained(hostId, nowMs))
  }

  /** What a group's plan counts on, and is wired otherwise. */
  notesOf(group: PowerGroup, sight: CablingSight): readonly string[] {
    return cablingNotes(group, sight, this.#book)
  }

  /** A person has looked after the cables: what was seen before holds no more. */
  async clear(hostId: HostId): Promise<void> {
    if (!this.#book.clear(hostId)) return
    this.#publish(hostId)
    await this.#save([])
  }

  #judge(fall: HostFall, sight: CablingSight): readonly Proof[] {
    const declared = sight.declared.filter(({ hostId }) => hostId === fall.hostId)
    if (declared.length === 0) return []
    const measured = (key: string) => this.#record.fall(key, fall.fromMs, fall.toMs)
    const chain = chainOf(
      declared.map(({ deviceId }) => deviceId),
      sight.deviceFeeds,
    )
    const own = new Set(declared.map((feed) => meterFor(feed, sight)))
    const others = this.#record.meters.filter((meter) => isElsewhere(meter, own, chain)).flatMap(({ key }) => measured(key) ?? [])
    const judgements = judgeFall({
      hostName: fall.hostName,
      hostWatts: fall.hostWatts,
      declared: declared.map((feed) => ({ feed, measured: measured(meterFor(feed, sight)) })),
      others,
    })
    return judgements.map((one) => ({ ...one, hostId: fall.hostId, means: 'load-step' }))
  }

  /** Null: it is known already. Without a draft only the evidence is new. */
  #prove(proof: Proof, { world, views }: CablingSight, nowMs: number): { readonly draft: JournalDraft | null } | null {
    const { hostId, feed, verdict, means, evidence } = proof
    const before = this.#book.of(feed)
    if (before?.verdict === verdict && before.means === means && before.evidence === evidence) return null
    const { label, deviceId, outletId } = feed
    this.#book.put(hostId, { label, deviceId, outletId, verdict, means, atMs: nowMs, evidence })
    this.#publish(hostId)
    if (before?.verdict === verdict) return { draft: null }
    const name = world.hosts.find(({ id }) => id === hostId)?.name ?? hostId
    const source = views.find(({ id }) => id === deviceId)?.name ?? deviceId
    const words = verdict === 'proved' ? 'is proved' : 'is contradicted'
    const draft: JournalDraft = {
      atMs: nowMs,
      kind: verdict === 'proved' ? 'host.cabling-proved' : 'host.cabling-contradicted',
      actor: 'engine',
      channel: 'engine',
      object: { kind: 'host', id: hostId, name },
      message: `${name}: feed ${label} from ${source}${outletId === null ? '' : `, outlet ${outletId}`} ${words}: ${evidence}`,
      data: { label, deviceId, outletId, verdict, means, evidence, before: before?.verdict ?? 'unproved' },
    }
    return { draft }
  }

  #publish(hostId: HostId): void {
    const cabling = this.#book.host(hostId)
    this.#parts.publish(hostId, cabling.feeds.length === 0 ? null : cabling)
  }

  async #save(drafts: readonly JournalDraft[]): Promise<void> {
    const kept = toJson(this.#book.all)
    await this.#parts.record(drafts, (tx) => tx.settings.set(KEY, kept))
  }
}
