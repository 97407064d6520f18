import type { StepId } from '../domain/ids'
import { awaitsWave, isOpen, type RunWithSteps, type StartWave, type Step } from '../domain/run'
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
  | { readonly isOpen: false; readonly waitsFor: readonly string[] }

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
      isOpen(step) &&
      !awaitsWave(run, step) &&
      isWaitedFor(step.wave.group) &&
      startRank(step.wave.group) < startRank(wave.group),
  )
  const isPatient = (step: Step): boolean =>
    !waiting.has(step.id) && nowMs - (begunAtMs.get(step.wave?.no ?? 0) ?? 0) < LONGEST_WAIT_FOR_WAVE_MS
  const waitsFor = unfinished.filter(isPatient)
  const names = (steps: readonly Step[]) => steps.map(({ object }) => object.name)
  return waitsFor.length > 0 ? { isOpen: false, waitsFor: names(waitsFor) } : { isOpen: true, despite: names(unfinished) }
}
