import type { JournalEntry } from '../../domain/journal'
import type { StoreReads } from '../../store/store'
import type { LiveRow } from './live-event'
import { liveRowOf } from './live-row'
import { Mailbox } from './mailbox'

const TICK_MS = 100
const BATCH = 1_000

export interface LiveChange {
  readonly rows: readonly LiveRow[]
  readonly entries: readonly JournalEntry[]
}

/** What a reader starts from: all that is there, and the newest journal id that is not among the changes to come. */
export interface LiveStart {
  readonly rows: readonly LiveRow[]
  readonly journalId: number
  readonly changes: Mailbox<LiveChange>
}

/**
 * One per web process: reads the store's news every 100 ms while anybody listens, keeps a mirror of the latest documents, and
 * hands each change to every listener. Because mirror and cursors move together, a start and the changes after it leave no gap
 * and repeat nothing.
 */
export class LiveFeed {
  readonly #read: StoreReads
  readonly #onError: (error: unknown) => void
  readonly #mostWaiting: number
  readonly #mirror = new Map<string, LiveRow>()
  readonly #listeners = new Set<Mailbox<LiveChange>>()
  #revision = 0
  #journalId: number | null = null
  #timer: NodeJS.Timeout | null = null
  #turn: Promise<void> = Promise.resolve()

  /** `mostWaiting`: a listener with more changes than that before it has lagged. */
  constructor(read: StoreReads, onError: (error: unknown) => void, mostWaiting = 200) {
    this.#read = read
    this.#onError = onError
    this.#mostWaiting = mostWaiting
  }

  get listeners(): number {
    return this.#listeners.size
  }

  /** Catches up with the store, then starts a listener. `stop` it when done. */
  start(): Promise<LiveStart> {
    return this.#inTurn(async () => {
      const journalId = await this.#catchUp()
      const changes = new Mailbox<LiveChange>(this.#mostWaiting)
      this.#listeners.add(changes)
      this.#timer ??= setTimeout(() => void this.#tick(), TICK_MS)
      return { rows: [...this.#mirror.values()], journalId, changes }
    })
  }

  stop(changes: Mailbox<LiveChange>): void {
    this.#listeners.delete(changes)
    if (this.#listeners.size > 0 || this.#timer === null) return
    clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Lets every listener go, and ends with the read that is going on. */
  async close(): Promise<void> {
    for (const listener of [...this.#listeners]) this.stop(listener)
    await this.#turn
  }

  async #tick(): Promise<void> {
    try {
      await this.#inTurn(() => this.#catchUp())
    } catch (error) {
      // The store may be away for a while; the cursors stand where they stood, so nothing is lost.
      this.#onError(error)
    }
    if (this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#tick(), TICK_MS)
    else this.#timer = null
  }

  /** One at a time: the cursors are read and moved over several awaits. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    )
    return result
  }

  async #catchUp(): Promise<number> {
    let journalId = this.#journalId
    if (journalId === null || this.#listeners.size === 0) journalId = (await this.#read.journal.head()).id
    this.#journalId = journalId
    for (;;) {
      const entries = await this.#read.journal.since(journalId, BATCH)
      const changed = await this.#read.latest.changedSince(this.#revision, BATCH)
      const rows = changed.flatMap((row) => liveRowOf(row) ?? [])
      for (const row of rows) {
        const key = `${row.kind} ${row.id}`
        if (row.doc === null) this.#mirror.delete(key)
        else this.#mirror.set(key, row)
      }
      this.#revision = changed.at(-1)?.revision ?? this.#revision
      journalId = entries.at(-1)?.id ?? journalId
      this.#journalId = journalId
      if (entries.length > 0 || rows.length > 0) for (const listener of this.#listeners) listener.put({ rows, entries })
      if (entries.length < BATCH && changed.length < BATCH) return journalId
    }
  }
}
