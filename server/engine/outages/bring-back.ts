import type { JournalDraft } from '../../domain/journal'
import type { RunWithSteps } from '../../domain/run'
import { broughtBack } from './outage-turns'
import { takeTurn, type TurnParts } from './take-turn'

/** A person wants back what a danger holds down on mains, although it lasts (A6, R1). False: none does. */
export const bringBack = async (
  parts: TurnParts,
  run: RunWithSteps,
  { actor, channel, reason }: Pick<JournalDraft, 'actor' | 'channel' | 'reason'>,
): Promise<boolean> => {
  const nowMs = parts.clock.now()
  const turn = broughtBack(run, nowMs)
  if (turn === null) return false
  await takeTurn(parts, run, turn, {
    atMs: nowMs,
    kind: turn.entry.kind,
    actor,
    channel,
    object: { kind: 'run', id: run.id, name: run.title },
    reason,
    outcome: 'ok',
    message: turn.entry.message,
    data: { setAside: [...(turn.setAside ?? [])] },
  })
  return true
}
