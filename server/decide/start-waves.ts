import type { StepId } from '../domain/ids'
import { awaitsWave, isOpen, isUnsettled, type RunWithSteps, type StartWave, type Step } from '../domain/run'
import { isWaitedFor, startRank } from '../domain/start-group'

/** So long others wait for a wave at most, whatever its steps wait for. */
export const LONGEST_WAIT_FOR_WAVE_MS = 30 * 60_000

/** The wave that comes next; null: none is left. */
export const nextWave = (run: Pick<RunWithSteps, 'waves' | 'steps'>): StartWave | null => {
  const left = run.steps.flatMap((step) => (awaitsWave(run, step) && step.wave !== undefined ? [step.wave] : []))
  const [first] = left.sort((one, other) => startRank(one.group) - startRank(other.group) || one.no - other.no)
  return first ?? null
}

/** Whether the next wave may begin, and why; or what it waits for, by name. */
export type WaveGate =
  | { readonly isOpen: true; readonly despite: readonly string[] }
  /** `unanswered`: they have started, and do not answer yet. */
  | { readonly isOpen: false; readonly waitsFor: readonly string[]; readonly unanswered: readonly string[] }

/**
 * What the others need to work at all has started before they do (R3). `waiting`: steps that wait for a hand; nothing waits for them.
 * Pure.
 */
export const waveGate = (
  run: Pick<RunWithSteps, 'waves' | 'steps'>,
  wave: StartWave,
  waiting: ReadonlySet<StepId>,
  nowMs: number,
): WaveGate => {
  const begunAtMs = new Map(run.waves?.map(({ no, begunAtMs }) => [no, begunAtMs]))
  const unfinished = run.steps.filter(
    (step) =>
      step.wave !== undefined &&
      (isOpen(step) || (step.state === 'done' && step.answer?.isThere !== true)) &&
      !awaitsWave(run, step) &&
      isWaitedFor(step.wave.group) &&
      startRank(step.wave.group) < startRank(wave.group),
  )
  const hasTime = (step: Step): boolean =>
    !waiting.has(step.id) && nowMs - (begunAtMs.get(step.wave?.no ?? 0) ?? 0) < LONGEST_WAIT_FOR_WAVE_MS
  const isPatient = (step: Step): boolean => (isOpen(step) ? hasTime(step) : isUnsettled(step, nowMs))
  const waitsFor = unfinished.filter(isPatient)
  const names = (steps: readonly Step[]) => steps.map(({ object }) => object.name)
  if (waitsFor.length > 0)
    return {
      isOpen: false,
      waitsFor: names(waitsFor.filter(isOpen)),
      unanswered: names(waitsFor.filter((step) => !isOpen(step))),
    }
  return { isOpen: true, despite: names(unfinished) }
}

/** Started VMs whose guests do not answer yet, and that others wait for, by name. */
export const unanswered = ({ steps }: Pick<RunWithSteps, 'steps'>, nowMs: number): readonly string[] => {
  const awaited = new Set(steps.flatMap((step) => (step.state === 'pending' ? step.after : [])))
  return steps.filter((step) => awaited.has(step.id) && isUnsettled(step, nowMs)).map(({ object }) => object.name)
}
