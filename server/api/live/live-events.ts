import { tracked, type TrackedEnvelope } from '@trpc/server'
import { mayDo, type Role } from '../../domain/access'
import type { JournalEntry } from '../../domain/journal'
import type { StoreReads } from '../../store/store'
import { plainJson } from '../plain-output'
import type { LiveEvent } from './live-event'
import type { LiveChange, LiveFeed } from './live-feed'

const BEAT_MS = 1_000
const REPLAY_BATCH = 500
const CHECK_EVERY_MS = 15_000

export interface LiveReader {
  readonly feed: LiveFeed
  readonly read: StoreReads
  readonly now: () => number
  readonly signal: AbortSignal
  /** The last journal entry this reader has, from its `lastEventId`; null: a new reader. */
  readonly afterId: number | null
  /** The reader's role now; throws when the session is over. Asked again now and then. */
  readonly roleNow: () => Promise<Role>
}

type Tracked = TrackedEnvelope<LiveEvent>

/**
 * Snapshot first; then, for a reader that resumes, every journal entry it missed; then changes as they come and a beat each
 * second. Each event carries the id of the last journal entry handed over, so that a reader can resume after it without a gap.
 * A reader that lags gets a new snapshot and the entries it missed.
 */
export async function* liveEvents(reader: LiveReader): AsyncGenerator<Tracked, void> {
  const { feed, now, signal } = reader
  let afterId = reader.afterId
  let role = await reader.roleNow()
  let checkedAtMs = now()
  while (!signal.aborted) {
    const { rows, journalId, changes } = await feed.start()
    const letGo = () => feed.stop(changes)
    // A reader that left may never ask for the next event, so the end of this function may never be reached.
    signal.addEventListener('abort', letGo, { once: true })
    if (signal.aborted) letGo()
    try {
      let handedId = afterId ?? journalId
      // A reader from before a restore may be ahead of the journal: it starts anew.
      if (handedId > journalId) handedId = journalId
      yield at(handedId, { type: 'snapshot', nowMs: now(), rows, journalId })
      for await (const entries of missed(reader.read, handedId, journalId)) {
        handedId = entries.at(-1)?.id ?? handedId
        yield at(handedId, { type: 'journal', nowMs: now(), entries: visibleTo(role, entries) })
      }
      let beatAtMs = now() + BEAT_MS
      while (!signal.aborted && !changes.lagged) {
        if (now() >= beatAtMs) {
          beatAtMs = now() + BEAT_MS
          yield at(handedId, { type: 'beat', nowMs: now() })
        }
        if (now() - checkedAtMs >= CHECK_EVERY_MS) {
          role = await reader.roleNow()
          checkedAtMs = now()
        }
        const { rows: changed, entries } = merged(await changes.take(Math.max(1, beatAtMs - now()), signal))
        if (changed.length > 0) yield at(handedId, { type: 'latest', nowMs: now(), rows: changed })
        if (entries.length === 0) continue
        handedId = entries.at(-1)?.id ?? handedId
        yield at(handedId, { type: 'journal', nowMs: now(), entries: visibleTo(role, entries) })
      }
      afterId = handedId
    } finally {
      signal.removeEventListener('abort', letGo)
      letGo()
    }
  }
}

const at = (journalId: number, event: LiveEvent): Tracked => tracked(String(journalId), plainJson(event))

async function* missed(read: StoreReads, afterId: number, upToId: number): AsyncGenerator<readonly JournalEntry[]> {
  let id = afterId
  while (id < upToId) {
    const entries = (await read.journal.since(id, REPLAY_BATCH)).filter((entry) => entry.id <= upToId)
    if (entries.length === 0) return
    yield entries
    id = entries.at(-1)?.id ?? upToId
  }
}

/** Several waiting changes as one; of an object that changed twice, the newest. */
const merged = (changes: readonly LiveChange[]): LiveChange => {
  const [only, ...more] = changes
  if (only === undefined) return { rows: [], entries: [] }
  if (more.length === 0) return only
  const rows = new Map(changes.flatMap((change) => change.rows).map((row) => [`${row.kind} ${row.id}`, row]))
  return { rows: [...rows.values()], entries: changes.flatMap(({ entries }) => entries) }
}

/** Who signed in, from where, and with which right is for those who audit. */
const ABOUT_PEOPLE = /^(auth|user)\./
const visibleTo = (role: Role, entries: readonly JournalEntry[]): readonly JournalEntry[] =>
  mayDo(role, 'audit') ? entries : entries.filter(({ kind }) => !ABOUT_PEOPLE.test(kind))
