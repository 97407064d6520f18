import { awaitsWave, isOpen, type RunWithSteps, type Step } from '@/server/domain/run'
import { isWaitedFor, type StartGroup, startRank } from '@/server/domain/start-group'

export interface ShownWave {
  readonly no: number
  readonly group: StartGroup
  readonly state: 'waits' | 'starts' | 'done' | 'failed'
  /** How many of them have started. */
  readonly up: number
  readonly names: readonly string[]
  /** Started, and others wait until their guests answer. */
  readonly unanswered: readonly string[]
  /** Their guests did not answer in time. */
  readonly silent: readonly string[]
  /** What the run waits for, it waits for with this one. */
  readonly isNext: boolean
}

const stateOf = (run: RunWithSteps, steps: readonly Step[]): ShownWave['state'] => {
  if (steps.some((step) => awaitsWave(run, step))) return 'waits'
  if (steps.some(isOpen)) return 'starts'
  return steps.some(({ state }) => state === 'failed') ? 'failed' : 'done'
}

/** The waves of the last way back, in their order. What another outage cancelled is left out. */
export const wavesShown = (run: RunWithSteps): readonly ShownWave[] => {
  const byNo = new Map<number, Step[]>()
  for (const step of run.steps)
    if (step.wave !== undefined && step.state !== 'cancelled') byNo.set(step.wave.no, [...(byNo.get(step.wave.no) ?? []), step])
  const awaited = new Set(run.steps.flatMap((step) => (isOpen(step) ? step.after : [])))
  const names = (steps: readonly Step[]) => steps.map(({ object }) => object.name)
  const waves = [...byNo].map(([no, steps]) => ({ no, steps, group: steps[0]?.wave?.group ?? 'tier-3' }))
  const shown = waves
    .toSorted((one, other) => startRank(one.group) - startRank(other.group) || one.no - other.no)
    .map(({ no, steps, group }) => ({
      no,
      group,
      state: stateOf(run, steps),
      up: steps.filter(({ state }) => state === 'done').length,
      names: names(steps),
      unanswered: names(
        steps.filter(
          (step) =>
            step.state === 'done' &&
            step.answer === undefined &&
            run.phase === 'recovering' &&
            (isWaitedFor(group) || awaited.has(step.id)),
        ),
      ),
      silent: names(steps.filter(({ answer }) => answer?.isThere === false)),
    }))
  const next = shown.find(({ state }) => state === 'waits')
  return shown.map((wave) => ({ ...wave, isNext: wave === next }))
}
