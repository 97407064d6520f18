import type { Logger } from 'pino'
import { parseRanges, isRangeRefusal, rangeRefusalText } from '../../domain/address-range'
import { type AddedDevice, DISCOVERY, type DiscoveryDoc, runningSearchSchema } from '../../domain/discovery'
import type { JournalDraft, Json } from '../../domain/journal'
import type { Order } from '../../domain/order'
import { type UpsSecret, upsSecretSchema } from '../../domain/ups'
import type { Finding, SearchWays } from '../../drivers/discovery/finding'
import { searchDevices } from '../../drivers/discovery/search'
import { configChanged } from '../../services/orders/place-order'
import type { Store } from '../../store/store'
import { toJson } from '../to-json'
import { addFound } from './add-found'
import { KeptCredentials } from './kept-credentials'
import { type KnownDevice, KnownDevices } from './known-devices'
import { type FoundFinding, keyOfFound, searchDoc, type SearchProgress } from './search-doc'
import { type By, endedEntry, failedEntry, interruptedEntry, startedEntry } from './search-words'

/** Screens are told so often at most, and of long lists less often: each telling carries the whole list. */
const TELL_EVERY_MS = 500
const TELL_MS_PER_FOUND = 5

type Answer =
  { readonly ok: true; readonly result: Json } | { readonly ok: false; readonly message: string; readonly hint: string }
type DiscoveryOrderRow = Extract<Order, { kind: 'discovery.start' | 'discovery.cancel' | 'discovery.add' }>
type SnmpSecret = Exclude<UpsSecret, { kind: 'nut-user' }>
type NutSecret = Extract<UpsSecret, { kind: 'nut-user' }>

/** Held in memory only: the credentials go with the engine (K5). */
interface Search extends SearchProgress {
  readonly credentials: KeptCredentials
  readonly found: Map<string, FoundFinding>
  readonly others: DiscoveryDoc['others'][number][]
  readonly stop: AbortController
  state: DiscoveryDoc['state']
  done: number
  endedAtMs: number | null
}

interface Parts {
  readonly store: Store
  readonly log: Logger
  readonly now: () => number
  readonly record: (drafts: readonly JournalDraft[]) => Promise<unknown>
  readonly publish: (doc: DiscoveryDoc) => void
  readonly devices: () => readonly KnownDevice[]
  readonly credentialsKeptMs?: number
}

const no = (message: string, hint: string): Answer => ({ ok: false, message, hint })
const isSnmp = (secret: UpsSecret): secret is SnmpSecret => secret.kind !== 'nut-user'
const isNut = (secret: UpsSecret): secret is NutSecret => secret.kind === 'nut-user'

const waysOf = (where: Extract<Order, { kind: 'discovery.start' }>['where'], secrets: readonly UpsSecret[]): SearchWays => {
  const nut = secrets.find(isNut)
  return {
    snmp: where.snmp === null ? null : { ...where.snmp, secrets: secrets.filter(isSnmp) },
    nut: where.nut === null || nut === undefined ? null : { ...where.nut, secret: nut },
  }
}

/** One search for devices at a time: begun, watched, cancelled, and what it found added. The last one is kept until the next. */
export class DiscoveryKeeper {
  readonly #parts: Parts
  #search: Search | null = null
  #telling: NodeJS.Timeout | null = null
  #adding: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A search that an earlier engine was at has ended with it, and that is said. */
  async load(): Promise<void> {
    const { store, now } = this.#parts
    const row = await store.read.latest.get(DISCOVERY, DISCOVERY)
    if (row === null) return
    const kept = runningSearchSchema.safeParse(row.doc)
    await store.write(async (tx) => {
      if (!kept.success || kept.data.state !== 'running') return tx.latest.remove(DISCOVERY, [DISCOVERY], now())
      const ended = { ...kept.data, state: 'interrupted', endedAtMs: now(), perSecond: null, etaSeconds: null }
      await tx.latest.put(DISCOVERY, [{ id: DISCOVERY, doc: toJson(ended), atMs: now() }])
      await tx.journal.append(interruptedEntry(kept.data, now()))
    })
  }

  carryOut(order: DiscoveryOrderRow, by: By): Promise<Answer> {
    switch (order.kind) {
      case 'discovery.start':
        return this.#start(order, by)
      case 'discovery.cancel':
        return this.#cancel(order.searchId, by)
      case 'discovery.add': {
        // One after the other: the names and addresses of the one before count.
        const added = this.#adding.then(() => this.#add(order, by))
        this.#adding = added.catch(() => undefined)
        return added
      }
    }
  }

  /** The configuration changed: what is watched already may be other devices now. */
  changed(): void {
    if (this.#search !== null) this.#tellSoon()
  }

  /** The engine ends; the next one says so of the search. */
  stop(): void {
    this.#search?.stop.abort()
    if (this.#telling !== null) clearTimeout(this.#telling)
    this.#search?.credentials.forget()
    this.#search = null
  }

  async #start({ searchId, where, sealed }: Extract<Order, { kind: 'discovery.start' }>, by: By): Promise<Answer> {
    const { store, now, record } = this.#parts
    const running = this.#search
    if (running?.state === 'running')
      return no(`${running.startedBy} is searching ${running.ranges} already`, 'Wait for its end, or cancel it.')
    const ranges = parseRanges(where.ranges)
    if (isRangeRefusal(ranges)) return no(rangeRefusalText(ranges), 'Correct the range.')
    const secrets = sealed.map((one) => upsSecretSchema.parse(store.secrets.open(one)))
    const ways = waysOf(where, secrets)
    const search: Search = {
      searchId,
      state: 'running',
      startedBy: by.actor,
      startedAtMs: now(),
      endedAtMs: null,
      ranges: where.ranges,
      ratePerSecond: where.ratePerSecond,
      done: 0,
      total: ranges.count,
      credentials: new KeptCredentials(ways, this.#parts.credentialsKeptMs),
      found: new Map(),
      others: [],
      stop: new AbortController(),
    }
    running?.credentials.forget()
    this.#search = search
    await record([startedEntry(search, where, secrets, by, now())])
    this.#tell()
    void this.#run(search, ways, ranges.hosts())
    return { ok: true, result: { searchId } }
  }

  async #run(search: Search, ways: SearchWays, hosts: Iterable<string>): Promise<void> {
    const { now, record, log } = this.#parts
    const known = new KnownDevices(this.#parts.devices())
    let failure: string | null = null
    try {
      await searchDevices({
        hosts,
        ways,
        ratePerSecond: search.ratePerSecond,
        signal: search.stop.signal,
        isWatched: (address) => known.at(address) !== null,
        tell: (finding) => this.#take(search, finding),
        onVisited: () => {
          search.done += 1
          this.#tellSoon()
        },
      })
    } catch (error) {
      failure = error instanceof Error ? error.message : 'for an unknown reason'
      log.error({ err: error }, 'a search for devices broke off')
    }
    if (search.state !== 'running' || search.stop.signal.aborted) return
    search.state = failure === null ? 'ended' : 'interrupted'
    search.endedAtMs = now()
    search.credentials.searchEnded()
    this.#tell()
    await record([failure === null ? endedEntry(search, null, now()) : failedEntry(search, failure, now())])
  }

  #take(search: Search, finding: Finding): void {
    if (finding.kind === 'other') {
      const { endpoint, description, problem } = finding
      search.others.push({ endpoint, description, problem })
    } else {
      search.found.set(keyOfFound(finding), finding)
      if (finding.kind === 'device') search.credentials.found(keyOfFound(finding))
    }
    this.#tellSoon()
  }

  async #cancel(searchId: string, by: By): Promise<Answer> {
    const { now, record } = this.#parts
    const search = this.#search
    if (search?.searchId !== searchId || search.state !== 'running')
      return no('This search has ended already.', 'Nothing was changed.')
    search.state = 'cancelled'
    search.endedAtMs = now()
    search.stop.abort()
    search.credentials.searchEnded()
    this.#tell()
    await record([endedEntry(search, by, now())])
    return { ok: true, result: { asked: search.done, found: search.found.size } }
  }

  async #add({ searchId, devices }: Extract<Order, { kind: 'discovery.add' }>, by: By): Promise<Answer> {
    const { store, log, now } = this.#parts
    const search = this.#search
    if (search?.searchId !== searchId || search.credentials.areForgotten)
      return no('The engine no longer has this search, nor its credentials.', 'Search again, then add what is found.')
    const given = {
      store,
      nowMs: now(),
      by,
      onError: (error: unknown) => log.error({ err: error }, 'a found device could not be saved'),
    }
    const rows: AddedDevice[] = []
    for (const { key, name } of devices) rows.push(await addFound(given, key, name, this.#foundWithSecret(search, key)))
    if (rows.some(({ deviceId }) => deviceId !== null))
      await store.write((tx) => configChanged({ tx, nowMs: now(), actorName: by.actor, channel: by.channel }))
    for (const { key, deviceId } of rows) if (deviceId !== null) search.credentials.added(key)
    return { ok: true, result: toJson({ rows }) }
  }

  #foundWithSecret(search: Search, key: string) {
    const finding = search.found.get(key)
    if (finding?.kind !== 'device') return null
    const secret = search.credentials.secretFor(finding.address, finding.credential)
    return secret === null ? null : { finding, secret }
  }

  #tellSoon(): void {
    const found = this.#search?.found.size ?? 0
    this.#telling ??= setTimeout(() => this.#tell(), TELL_EVERY_MS + found * TELL_MS_PER_FOUND)
  }

  #tell(): void {
    if (this.#telling !== null) clearTimeout(this.#telling)
    this.#telling = null
    const { publish, devices, now } = this.#parts
    if (this.#search !== null) publish(searchDoc(this.#progress(this.#search), new KnownDevices(devices()), now()))
  }

  /** Without what must not be told. */
  #progress({ credentials: _credentials, stop: _stop, ...progress }: Search): SearchProgress {
    return progress
  }
}
