import { setImmediate as otherTasks } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { KeptDocs } from '../domain/kept-docs'
import type { LatestKind } from '../domain/view'
import type { LatestChange, SampleRow, Store } from '../store/store'

/** What people watch: soon enough for the eye, and together with what else changes meanwhile. */
const FLUSH_MS = 100
/** Charts of the past can wait: samples of one UPS that are written together cost what one costs. */
const SAMPLES_FLUSH_MS = 5_000
/** A store that cannot be written for long must not cost the memory: the oldest samples are let go. */
const MOST_SAMPLES = 100_000
/** Of an inventory of thousands so many documents are written at a time: what is more urgent is written in between. */
const MOST_AT_ONCE = 400
const INVENTORY: ReadonlySet<LatestKind> = new Set(['manager', 'host', 'vm'])

type Written = Pick<Store, 'publish'> & { readonly samples: Pick<Store['samples'], 'add'> }

/** Latest documents and samples on their way to the store, each kind gathered and written together. */
export class Publisher {
  readonly #store: Written
  readonly #log: Logger
  readonly #now: () => number
  /** In the order in which they were last told. */
  #docs = new Map<string, LatestChange>()
  #samples: SampleRow[] = []
  #timer: NodeJS.Timeout | null = null
  #samplesTimer: NodeJS.Timeout | null = null
  #flushing: Promise<void> = Promise.resolve()

  constructor(store: Written, log: Logger, now: () => number) {
    this.#store = store
    this.#log = log
    this.#now = now
  }

  put<K extends LatestKind>(kind: K, id: string, doc: KeptDocs[K]): void {
    this.#change({ kind, id, doc, atMs: this.#now() })
  }

  remove(kind: LatestKind, id: string): void {
    this.#change({ kind, id, doc: null, atMs: this.#now() })
  }

  sample(row: SampleRow): void {
    this.#samples.push(row)
    this.#samplesTimer ??= setTimeout(() => {
      this.#samplesTimer = null
      void this.#inTurn(() => this.#writeSamples())
    }, SAMPLES_FLUSH_MS)
  }

  /** What cannot wait: documents that tell of an edge. */
  hurry(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    void this.#inTurn(() => this.#writeDocs())
  }

  /** Everything, before the process ends. */
  async flush(): Promise<void> {
    this.hurry()
    return this.#inTurn(() => this.#writeSamples())
  }

  #change(change: LatestChange): void {
    const key = `${change.kind} ${change.id}`
    this.#docs.delete(key)
    this.#docs.set(key, change)
    this.#timer ??= setTimeout(() => this.hurry(), FLUSH_MS)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#flushing = this.#flushing.then(work)
    return this.#flushing
  }

  async #writeDocs(): Promise<void> {
    for (let isMore = this.#docs.size > 0; isMore;) {
      const docs = this.#nextDocs()
      isMore = this.#docs.size > 0
      try {
        await this.#store.publish(docs.map(([, change]) => change))
      } catch (error) {
        // Telemetry may be lost; decisions never read it back. The newest documents are kept for the next flush.
        this.#log.warn({ err: error }, 'latest values could not be written')
        const newer = this.#docs
        this.#docs = new Map([...docs.filter(([key]) => !newer.has(key)), ...newer])
        return
      }
      // A store that is a file is written without a break.
      if (isMore) await otherTasks()
    }
  }

  /** All of them; where an inventory makes them thousands, first everything else, then it in parts. */
  #nextDocs(): readonly (readonly [string, LatestChange])[] {
    const all = [...this.#docs]
    const isLong = all.length > MOST_AT_ONCE
    const urgent = isLong ? all.filter(([, { kind }]) => !INVENTORY.has(kind)) : all
    const next = urgent.length > 0 ? urgent : all.slice(0, MOST_AT_ONCE)
    for (const [key] of next) this.#docs.delete(key)
    return next
  }

  async #writeSamples(): Promise<void> {
    const samples = this.#samples
    if (samples.length === 0) return
    this.#samples = []
    try {
      await this.#store.samples.add(samples)
    } catch (error) {
      this.#log.warn({ err: error }, 'samples could not be written')
      this.#samples = [...samples, ...this.#samples].slice(-MOST_SAMPLES)
    }
  }
}
