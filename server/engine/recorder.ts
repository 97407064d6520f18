import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { JournalDraft } from '../domain/journal'
import type { Store, StoreWrites } from '../store/store'

/** A change of the record that waits for a store that does not answer, in order. */
interface Waiting {
  readonly work: (tx: StoreWrites) => Promise<number | null>
  readonly sinceMs: number
}

/** What is noted within so long after a note is written together: every write waits for the disk. */
const GATHER_MS = 50

/**
 * The engine's only pen. Every change is one transaction with its journal entries. When the store cannot be written,
 * the engine goes on (K3): changes wait in order and are written, with a gap marked, as soon as the store answers.
 */
export class Recorder {
  readonly #store: Store
  readonly #log: Logger
  readonly #now: () => number
  #waiting: Waiting[] = []
  #draining = false
  #notes: JournalDraft[] = []
  #noting: Promise<void> | null = null
  #making: Promise<void> = Promise.resolve()

  constructor(store: Store, log: Logger, now: () => number) {
    this.#store = store
    this.#log = log
    this.#now = now
  }

  get behind(): number {
    return this.#waiting.length
  }

  /** Writes drafts with further changes; resolves to the first entry's id, or 0 while the store can't be written. */
  async record(
    drafts: readonly JournalDraft[],
    also?: (tx: StoreWrites, firstEntryId: number) => Promise<void>,
  ): Promise<number> {
    const work = async (tx: StoreWrites): Promise<number | null> => {
      const entries = drafts.length === 0 ? [] : await tx.journal.appendMany(drafts)
      const firstId = entries[0]?.id ?? 0
      await also?.(tx, firstId)
      return firstId
    }
    if (this.#waiting.length > 0) {
      this.#waiting.push({ work, sinceMs: this.#now() })
      return 0
    }
    try {
      return (await this.#store.write(work)) ?? 0
    } catch (error) {
      this.#log.error({ err: error }, 'the record cannot be written; the engine goes on and will write it later')
      this.#waiting.push({ work, sinceMs: this.#now() })
      return 0
    }
  }

  /**
   * Drafts that nothing else hangs on. The first is written at once, those that come meanwhile together: when the mains of a
   * whole site fail, thousands of UPSs say so within a second.
   */
  note(drafts: readonly JournalDraft[]): void {
    this.#notes.push(...drafts)
    // With nothing to write it would end before it is known to have begun, and nothing would ever be written again.
    if (this.#notes.length > 0) this.#noting ??= this.#writeNotes()
  }

  /** Notes a draft that takes a while to make, one after the other. Nobody waits for it; one that cannot be made is told in the log. */
  noteOnceMade(make: (atMs: number) => Promise<JournalDraft>): void {
    const atMs = this.#now()
    this.#making = this.#making.then(async () => {
      try {
        this.note([await make(atMs)])
      } catch (error) {
        this.#log.error({ err: error }, 'an entry of the journal could not be made')
      }
    })
  }

  /** Resolves when what was noted is written, or waits for a store that does not answer. */
  async noted(): Promise<void> {
    await this.#making
    await this.#noting
  }

  async #writeNotes(): Promise<void> {
    while (this.#notes.length > 0) {
      await this.record(this.#notes.splice(0))
      await pause(GATHER_MS)
    }
    this.#noting = null
  }

  /** Called once a second: joins what waited. */
  async drain(): Promise<void> {
    if (this.#draining || this.#waiting.length === 0) return
    this.#draining = true
    try {
      const sinceMs = this.#waiting[0]?.sinceMs ?? 0
      await this.#store.write((tx) =>
        tx.journal.append({
          atMs: this.#now(),
          kind: 'journal.gap-joined',
          actor: 'engine',
          channel: 'engine',
          object: { kind: 'system', id: 'journal', name: 'journal' },
          message: `The store could not be written since ${new Date(sinceMs).toISOString()}; ${this.#waiting.length} changes follow late`,
          data: { sinceMs, changes: this.#waiting.length },
        }),
      )
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.#store.write(next.work)
        this.#waiting.shift()
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the store still cannot be written')
    } finally {
      this.#draining = false
    }
  }
}
