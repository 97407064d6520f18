import type { VmFacts } from '../domain/inventory'
import type { Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'

/** What is known of a VM that is where it was to be moved. */
export interface Arrival {
  /** For how long it has been seen there. */
  readonly forMs: number
  /** Null: nobody can tell. */
  readonly answers: boolean | null
  /** What was asked; see `MoveReport`. */
  readonly asked: string | null
}

export const UNCHECKED: Arrival = { forMs: 0, answers: null, asked: null }

/** Managers show a VM on its new host before they have read all of it again: what differs must differ for so long. */
export const IDENTITY_SETTLES_MS = 10_000
/** One whose UUID cannot be read there is waited for longer. */
export const IDENTITY_TOLD_WITHIN_MS = 30_000
/** A guest that is silent for so long after its move does not answer; its slot is needed by others (A3). */
export const GUEST_ANSWERS_WITHIN_MS = 20_000

const normalized = (macs: readonly string[]): string =>
  macs
    .map((mac) => mac.toLowerCase())
    .toSorted()
    .join(', ')

/** What is not as it was before the move, in words: name, UUID and MACs stay (S1-26, S3-03). Empty: nothing. */
export const changedBy = ({ object, before }: Pick<Step, 'object' | 'before'>, vm: VmFacts): readonly string[] => {
  const said: string[] = []
  if (vm.name !== object.name) said.push(`name ${object.name} → ${vm.name}`)
  if (before.uuid != null && vm.uuid?.toLowerCase() !== before.uuid.toLowerCase())
    said.push(`UUID ${before.uuid} → ${vm.uuid ?? 'not told'}`)
  // None known before: its configuration could not be read when the move was planned.
  if (before.macs.length > 0 && normalized(vm.macs) !== normalized(before.macs))
    said.push(`MACs ${normalized(before.macs) || 'none'} → ${normalized(vm.macs) || 'none'}`)
  return said
}

/**
 * What becomes of a move whose VM has arrived: the same VM, and its guest answering, is done. One that does not answer is done
 * as well, for the manager runs it there, but flagged. Another VM than before is a failure, with no fallback (A4, S0-07).
 */
export const afterMove = (
  { object, before, attempts }: Pick<Step, 'object' | 'before' | 'attempts'>,
  vm: VmFacts,
  { forMs, answers, asked }: Arrival,
):
  | { readonly do: 'done'; readonly result: string }
  | { readonly do: 'wait'; readonly why: string }
  | { readonly do: 'fail'; readonly why: string } => {
  const changed = changedBy({ object, before }, vm)
  if (changed.length > 0) {
    const why = say(RUN_SENTENCES.changed, { what: changed.join('; ') })
    const isUntold = before.uuid != null && vm.uuid === null
    return forMs >= (isUntold ? IDENTITY_TOLD_WITHIN_MS : IDENTITY_SETTLES_MS) ? { do: 'fail', why } : { do: 'wait', why }
  }
  // Found there without a call of ours: nothing was moved that would have to be checked.
  if (answers !== false || attempts.length === 0) return { do: 'done', result: RUN_SENTENCES.moved }
  const silent = say(RUN_SENTENCES.movedSilent, { asked: asked ?? '' })
  return forMs >= GUEST_ANSWERS_WITHIN_MS ? { do: 'done', result: silent } : { do: 'wait', why: silent }
}
