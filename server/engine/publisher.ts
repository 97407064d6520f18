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

/** Latest documents and samples on their way to the store, each kind gathered and written together. */
export class Publisher {
  readonly #store: Store
  readonly #log: Logger
  readonly #now: () => number
  #docs = new Map<string, LatestChange>()
  #samples: SampleRow[] = []
  #timer: NodeJS.Timeout | null = null
  #samplesTimer: NodeJS.Timeout | null = null
  #flushing: Promise<void> = Promise.resolve()

  constructor(store: Store, log: Logger, now: () => number) {
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
    this.#docs.set(`${change.kind} ${change.id}`, change)
    this.#timer ??= setTimeout(() => this.hurry(), FLUSH_MS)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#flushing = this.#flushing.then(work)
    return this.#flushing
  }

  async #writeDocs(): Promise<void> {
    const docs = this.#docs
    if (docs.size === 0) return
    this.#docs = new Map()
    try {
      await this.#store.publish([...docs.values()])
    } catch (error) {
      // Telemetry may be lost; decisions never read it back. The newest documents are kept for the next flush.
      this.#log.warn({ err: error }, 'latest values could not be written')
      this.#docs = new Map([...docs, ...this.#docs])
    }
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
