import type { JournalDraft } from '../domain/journal'
import type { Order } from '../domain/order'
import { isEnded, type Run } from '../domain/run'
import type { RunId } from '../domain/ids'
import type { OrderRow, Store } from '../store/store'
import type { RunBook } from './run-book'
import type { Clock } from './steady-clock'

/** An order waits 50 ms for a living engine; one that waited so long was not heard. */
export const STALE_ORDER_MS = 10_000
/** A hold that was ordered longer ago is over: nobody may be there who would let the run go on. */
const LONGEST_LATE_HOLD_MS = 15 * 60_000

export type StopOrder = Extract<Order, { kind: 'run.hold' | 'run.abort' }>

/** `no`: it is not what was meant any more. `done`: it was carried out already. */
export type StopVerdict =
  { readonly do: 'go' } | { readonly do: 'done' } | { readonly do: 'no'; readonly message: string; readonly hint: string }

const no = (message: string, hint: string): StopVerdict => ({ do: 'no', message, hint })
const LOOK = 'Look at the run as it is now, then order again.'

/**
 * Whether a stop is carried out. It is about the run as the person saw it:
 *
 * - an abort of the very phase that still goes on is right however late it comes; one of a phase that is over is not: who wanted VMs
 *   not to be shut down has not asked that they are not brought back (R1). A second abort gives up what the first has left to be put
 *   back (R8): only who has seen the first orders it;
 * - a hold is for the moment. Late, it is carried out while its phase goes on, unless it was let go, or has expired, since: then
 *   nobody expects it, and it would keep back what somebody else has let go on (A6).
 *
 * `ageMs`: since it was ordered. `wasLetGo`: the run was continued, or a hold of it expired, since then. Pure.
 */
export const stopVerdict = (
  { kind, seen }: StopOrder,
  run: Pick<Run, 'phase' | 'abandoned'> | null,
  { ageMs, wasLetGo }: { readonly ageMs: number; readonly wasLetGo: boolean },
): StopVerdict => {
  if (run === null || isEnded(run.phase)) return no('This run has ended.', 'Nothing was changed.')
  const isOver = seen !== undefined && seen.phase !== run.phase
  const what = kind === 'run.abort' ? 'abort' : 'hold'
  const movedOn = () => no(`This run has moved on to ${run.phase} since the ${what} was ordered; nothing was done.`, LOOK)
  if (kind === 'run.abort') {
    if (run.abandoned === true && seen?.abandoned === false) return { do: 'done' }
    return isOver ? movedOn() : { do: 'go' }
  }
  if (ageMs <= STALE_ORDER_MS) return { do: 'go' }
  if (isOver) return movedOn()
  if (wasLetGo) return no('This run was let go on since the hold was ordered; nothing was done.', LOOK)
  return ageMs > LONGEST_LATE_HOLD_MS
    ? no(`This hold was ordered ${minutes(ageMs)} min ago and has expired; nothing was done.`, LOOK)
    : { do: 'go' }
}

const minutes = (ms: number): number => Math.round(ms / 60_000)

const wasLetGo = async (store: Store, runId: RunId, sinceMs: number): Promise<boolean> => {
  const kinds = ['run.continued', 'run.hold-expired']
  return (await store.read.journal.page({ kinds, runId, fromMs: sinceMs, limit: 1 })).length > 0
}

/** Whether a stop is carried out; what becomes of one that was not heard in time stands on its run, too. */
export const heedStop = async (
  { book, clock, store }: { readonly book: Pick<RunBook, 'get'>; readonly clock: Clock; readonly store: Store },
  row: OrderRow & { readonly order: StopOrder },
): Promise<StopVerdict> => {
  const { order, placedAtMs } = row
  const nowMs = clock.now()
  const ageMs = nowMs - placedAtMs
  const isLate = ageMs > STALE_ORDER_MS
  const run = book.get(order.runId)
  const verdict = stopVerdict(order, run, {
    ageMs,
    wasLetGo: isLate && order.kind === 'run.hold' && (await wasLetGo(store, order.runId, placedAtMs)),
  })
  if (!isLate) return verdict
  const title = (run ?? (await store.read.runs.get(order.runId)))?.title ?? order.runId
  await store.write((tx) => tx.journal.append(lateStopEntry(row, title, verdict, nowMs)))
  return verdict
}

/** What became of a stop that was not heard in time, on the run itself: who has ordered it may be gone (K1). */
const lateStopEntry = (
  { order, actor, channel, placedAtMs }: OrderRow & { readonly order: StopOrder },
  title: string,
  verdict: StopVerdict,
  nowMs: number,
): JournalDraft => {
  const what = order.kind === 'run.abort' ? 'abort' : 'hold'
  const ago = `${Math.round((nowMs - placedAtMs) / 1000)} s after it was ordered, for the engine had not heard it`
  return {
    atMs: nowMs,
    kind: `${order.kind}-late`,
    actor,
    channel,
    object: { kind: 'run', id: order.runId, name: title },
    reason: order.reason,
    outcome: verdict.do === 'no' ? 'refused' : 'ok',
    message: `${title}: the ${what} ${verdict.do === 'no' ? `is not carried out: ${verdict.message}` : `is carried out ${ago}`}`,
    data: { placedAtMs },
    runId: order.runId,
  }
}
