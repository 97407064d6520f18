import type { Logger } from 'pino'
import type { LatestDocs, LatestKind } from '../domain/view'
import { toJson } from './to-json'
import type { SampleRow, Store } from '../store/store'

const FLUSH_MS = 50

/** Latest documents and samples on their way to the store: gathered and written together every 50 ms. */
export class Publisher {
  readonly #store: Store
  readonly #log: Logger
  readonly #now: () => number
  #docs = new Map<string, { kind: LatestKind; id: string; doc: LatestDocs[LatestKind] | null }>()
  #samples: SampleRow[] = []
  #timer: NodeJS.Timeout | null = null
  #flushing: Promise<void> = Promise.resolve()

  constructor(store: Store, log: Logger, now: () => number) {
    this.#store = store
    this.#log = log
    this.#now = now
  }

  put<K extends LatestKind>(kind: K, id: string, doc: LatestDocs[K]): void {
    this.#docs.set(`${kind} ${id}`, { kind, id, doc })
    this.#arm()
  }

  remove(kind: LatestKind, id: string): void {
    this.#docs.set(`${kind} ${id}`, { kind, id, doc: null })
    this.#arm()
  }

  sample(row: SampleRow): void {
    this.#samples.push(row)
    this.#arm()
  }

  async flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write())
    return this.#flushing
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      void this.flush()
    }, FLUSH_MS)
  }

  async #write(): Promise<void> {
    const docs = [...this.#docs.values()]
    const samples = this.#samples
    if (docs.length === 0 && samples.length === 0) return
    this.#docs = new Map()
    this.#samples = []
    const atMs = this.#now()
    try {
      if (docs.length > 0)
        await this.#store.write(async (tx) => {
          for (const kind of new Set(docs.map((entry) => entry.kind))) {
            const ofKind = docs.filter((entry) => entry.kind === kind)
            const kept = ofKind.flatMap(({ id, doc }) => (doc === null ? [] : [{ id, doc: toJson(doc), atMs }]))
            const gone = ofKind.filter((entry) => entry.doc === null).map((entry) => entry.id)
            if (kept.length > 0) await tx.latest.put(kind, kept)
            if (gone.length > 0) await tx.latest.remove(kind, gone, atMs)
          }
        })
      if (samples.length > 0) await this.#store.samples.add(samples)
    } catch (error) {
      // Telemetry may be lost; decisions never read it back. The newest documents are kept for the next flush.
      this.#log.warn({ err: error }, 'latest values could not be written')
      for (const entry of docs)
        if (!this.#docs.has(`${entry.kind} ${entry.id}`)) this.#docs.set(`${entry.kind} ${entry.id}`, entry)
    }
  }
}
