import type { JournalDraft } from '../../domain/journal'
import { overrulableWait, type Run } from '../../domain/run'
import { isAsShown, type ShownWait } from '../../domain/sustain'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'
import { toJson } from '../to-json'
import { type Evidence, runEntry } from './run-entry'

const words = ({ recoveryNote }: Run): string => {
  const { lack, isBlind } = recoveryNote ?? {}
  if (isBlind === true) return ' although no UPS tells whether the mains are there'
  if (lack === undefined) return ''
  const { ifNow } = lack
  const missing =
    ifNow === undefined
      ? ''
      : `; an outage right after it would leave ${Math.floor(ifNow.marginSeconds)} s above the reserve at worst, and cut off ${ifNow.lossCount} VMs`
  return `: the battery has ${lack.hasPercent} %, ${lack.needPercent} % were waited for${missing}`
}

/**
 * A person's word that the way back waits no longer for charge, or for a UPS's answer, as it was shown (A6). `unchanged`: nothing waits,
 * or it was said already. `other`: it waits for something else by now, or for more.
 */
export const goAhead = async (
  parts: { readonly book: Pick<RunBook, 'change'>; readonly clock: Clock },
  run: Run,
  shown: ShownWait,
  { actor, channel, reason }: Pick<JournalDraft, 'actor' | 'channel' | 'reason'>,
): Promise<'done' | 'unchanged' | 'other'> => {
  const wait = overrulableWait(run)
  if (wait === null || run.goAhead?.about === wait.about) return 'unchanged'
  if (!isAsShown(shown, wait)) return 'other'
  const nowMs = parts.clock.now()
  await parts.book.change(run.id, { run: { goAhead: { ...wait, by: actor, atMs: nowMs } } }, [
    {
      atMs: nowMs,
      kind: 'run.goes-ahead',
      actor,
      channel,
      object: { kind: 'run', id: run.id, name: run.title },
      reason,
      outcome: 'ok',
      message: `${run.title} waits no longer${words(run)}`,
      data: toJson({ phase: run.phase, note: run.recoveryNote ?? null }),
    },
  ])
  return 'done'
}

/** What a person has overruled is another thing now than was shown: the word counts no more. */
export const endWord = async (
  book: Pick<RunBook, 'change'>,
  run: Run,
  why: string,
  data: Evidence,
  nowMs: number,
): Promise<void> => {
  const message = `What was said of ${run.title} counts no more: ${why}`
  await book.change(run.id, { run: { goAhead: null } }, [runEntry(run, nowMs, { kind: 'run.word-ends', message, data })])
}
