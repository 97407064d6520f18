import type { LatestKind } from '../../domain/view'
import type { LatestRow, StoreReads } from '../../store/store'

type LatestReads = StoreReads['latest']

/** What forecasts read; all else of a change is passed over. */
const MIRRORED = ['manager', 'host', 'vm', 'device', 'battery', 'engine', 'durations'] as const satisfies readonly LatestKind[]
const BATCH = 1_000

const byId = (left: LatestRow, right: LatestRow): number => (left.id < right.id ? -1 : 1)

/**
 * The latest documents as the store has them, read whole once and from then on only what has changed: a document that stayed is the
 * very same object. As old as the last `catchUp`.
 */
export class LatestMirror implements Pick<LatestReads, 'all' | 'get'> {
  readonly #rows = new Map<LatestKind, Map<string, LatestRow>>()
  readonly #sorted = new Map<LatestKind, readonly LatestRow[]>()
  #revision: number | null = null
  #turn: Promise<void> = Promise.resolve()

  /** What was in the store when this was called is in the mirror when it resolves. */
  catchUp(latest: LatestReads): Promise<void> {
    const done = this.#turn.then(() => (this.#revision === null ? this.#readAll(latest) : this.#readNews(latest)))
    this.#turn = done.catch(() => undefined)
    return done
  }

  all(kind: LatestKind): Promise<readonly LatestRow[]> {
    const known = this.#sorted.get(kind) ?? [...this.#of(kind).values()].sort(byId)
    this.#sorted.set(kind, known)
    return Promise.resolve(known)
  }

  get(kind: LatestKind, id: string): Promise<LatestRow | null> {
    return Promise.resolve(this.#of(kind).get(id) ?? null)
  }

  #of(kind: LatestKind): Map<string, LatestRow> {
    const known = this.#rows.get(kind) ?? new Map<string, LatestRow>()
    this.#rows.set(kind, known)
    return known
  }

  async #readAll(latest: LatestReads): Promise<void> {
    this.#rows.clear()
    this.#sorted.clear()
    // What changes while this reads is read again with the news.
    const revision = await latest.revision()
    for (const kind of MIRRORED) for (const row of await latest.all(kind)) this.#of(kind).set(row.id, row)
    this.#revision = revision
    await this.#readNews(latest)
  }

  async #readNews(latest: LatestReads): Promise<void> {
    for (;;) {
      const news = await latest.changedSince(this.#revision ?? 0, BATCH)
      for (const row of news) this.#take(row)
      if (news.length < BATCH) return
    }
  }

  #take(row: LatestRow): void {
    const rows = MIRRORED.some((kind) => kind === row.kind) ? this.#of(row.kind) : null
    if (row.doc === null) rows?.delete(row.id)
    else rows?.set(row.id, row)
    this.#sorted.delete(row.kind)
    this.#revision = row.revision
  }
}
