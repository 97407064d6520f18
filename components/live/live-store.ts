import type { JournalEntry } from '@/server/domain/journal'
import { LATEST_KINDS, type LatestDocs, type LatestKind } from '@/server/domain/view'
import { applyRow, emptyTables, type LiveMessage, type LiveRow } from './live-rows'

/** `connecting`: no snapshot has come yet. `reconnecting`: the last values stay, hatched. */
export type LivePhase = 'connecting' | 'live' | 'reconnecting'

export interface LiveStatus {
  readonly phase: LivePhase
  /** Server time minus this browser's time. */
  readonly clockOffsetMs: number
  readonly lastMessageAtMs: number | null
}

type Listener = () => void
type Channel = LatestKind | 'status' | 'journal'
type Lists = { [K in LatestKind]?: readonly LatestDocs[K][] }

const JOURNAL_KEPT = 300

/**
 * What the live stream said last, outside React. Components subscribe to one kind, so that a change of a UPS does not
 * render the list of VMs. Time comes in as a parameter; this class reads no clock.
 */
export class LiveStore {
  #tables = emptyTables()
  #lists: Lists = {}
  #journal: readonly JournalEntry[] = []
  #status: LiveStatus = { phase: 'connecting', clockOffsetMs: 0, lastMessageAtMs: null }
  readonly #listeners = new Map<Channel, Set<Listener>>()

  subscribe(channel: Channel, listener: Listener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  receive(message: LiveMessage, browserNowMs: number): void {
    // What comes before the first snapshot says little: a tab that joins hears another one's beats before it knows anything.
    if (message.type === 'snapshot' || this.#status.phase !== 'connecting')
      this.#setStatus({ phase: 'live', clockOffsetMs: message.nowMs - browserNowMs, lastMessageAtMs: browserNowMs })
    switch (message.type) {
      case 'snapshot':
        return this.#replace(message.rows)
      case 'latest':
        return this.#apply(message.rows)
      case 'journal':
        return this.#append(message.entries)
      case 'beat':
        return
    }
  }

  lost(): void {
    if (this.#status.phase === 'live') this.#setStatus({ ...this.#status, phase: 'reconnecting' })
  }

  status(): LiveStatus {
    return this.#status
  }

  get<K extends LatestKind>(kind: K, id: string): LatestDocs[K] | null {
    return this.#tables[kind].get(id)?.doc ?? null
  }

  /** All documents of a kind; the same array until one of them changes. */
  list<K extends LatestKind>(kind: K): readonly LatestDocs[K][] {
    const lists: { [P in K]?: readonly LatestDocs[P][] } = this.#lists
    const known = lists[kind]
    if (known) return known
    const fresh = [...this.#tables[kind].values()].map(({ doc }) => doc)
    lists[kind] = fresh
    return fresh
  }

  /** Newest first: what the stream told since this page opened. */
  journal(): readonly JournalEntry[] {
    return this.#journal
  }

  /** Everything as one message, for a tab that joins the stream of another. */
  snapshot(serverNowMs: number): LiveMessage {
    const rows = LATEST_KINDS.flatMap((kind) => this.#rows(kind))
    return { type: 'snapshot', nowMs: serverNowMs, rows, journalId: this.#journal[0]?.id ?? 0 }
  }

  #rows<K extends LatestKind>(kind: K): LiveRow<K>[] {
    const rows: LiveRow<K>[] = []
    for (const [id, { doc, revision, atMs }] of this.#tables[kind]) {
      const row: LiveRow<K> = { kind, id, revision, atMs, doc }
      rows.push(row)
    }
    return rows
  }

  #replace(rows: readonly LiveRow[]): void {
    this.#tables = emptyTables()
    for (const row of rows) applyRow(this.#tables, row)
    this.#lists = {}
    for (const kind of LATEST_KINDS) this.#notify(kind)
  }

  #apply(rows: readonly LiveRow[]): void {
    const changed = new Set<LatestKind>()
    for (const row of rows) if (applyRow(this.#tables, row)) changed.add(row.kind)
    for (const kind of changed) {
      delete this.#lists[kind]
      this.#notify(kind)
    }
  }

  #append(entries: readonly JournalEntry[]): void {
    const newest = this.#journal[0]?.id ?? 0
    const fresh = entries.filter(({ id }) => id > newest).sort((a, b) => b.id - a.id)
    if (fresh.length === 0) return
    this.#journal = [...fresh, ...this.#journal].slice(0, JOURNAL_KEPT)
    this.#notify('journal')
  }

  #setStatus(next: LiveStatus): void {
    this.#status = next
    this.#notify('status')
  }

  #notify(channel: Channel): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener()
  }
}
