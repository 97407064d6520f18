import type { RunWithSteps } from '../../domain/run'
import { type leftUndone, notesOn } from './run-end'
import { type Evidence, remarks, type RunEntry, runEntry } from './run-entry'
import type { WayBack } from './way-back'

/** What the journal says as a run ends: that all is as before, or what is not, and why. `more`: null where its plan is not known. */
export const finishedEntries = (
  run: RunWithSteps,
  groupName: string,
  {
    left: { words, ...left },
    more,
    evidence,
    nowMs,
  }: {
    readonly left: ReturnType<typeof leftUndone>
    readonly more: WayBack | null
    readonly evidence: Evidence
    readonly nowMs: number
  },
): readonly RunEntry[] => {
  const message = words.length === 0 ? `${groupName} is restored` : `${groupName}: the run has ended, but ${words.join('; ')}`
  const finished = runEntry(run, nowMs, { kind: 'run.finished', message, data: { ...evidence, ...left } })
  if (more === null) return [finished]
  const notes = notesOn([...left.stillOff, ...left.notKnown], more)
  return [finished, ...remarks(run, { ...more, notes }, evidence, nowMs)]
}
