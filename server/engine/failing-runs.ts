import type { Logger } from 'pino'
import type { RunId } from '../domain/ids'
import type { RunWithSteps } from '../domain/run'
import { type AlarmCondition, alarmCondition } from './alarm-condition'
import type { Recorder } from './recorder'

/** A part of what is done for a run, in words. */
export type RunPart =
  'keeping its record' | 'keeping its charge' | 'putting back what the operation stands on' | 'beginning its steps'

type Run = Pick<RunWithSteps, 'id' | 'title' | 'powerGroupId' | 'hostId'>

/** Parts of runs that fail: no other run, and no other part, stands still with one; it is told, and tried again with the next look. */
export class FailingRuns {
  readonly #recorder: Pick<Recorder, 'note'>
  readonly #failing = new Map<RunId, Set<RunPart>>()

  constructor(recorder: Pick<Recorder, 'note'>) {
    this.#recorder = recorder
  }

  /** Never rejects. What is thrown is in the log alone, for it may hold anything (K5). */
  async guard(
    run: Run,
    part: RunPart,
    { nowMs, log }: { readonly nowMs: number; readonly log: Pick<Logger, 'error'> },
    work: () => Promise<unknown>,
  ): Promise<void> {
    const failing = this.#failing.get(run.id) ?? new Set()
    try {
      await work()
      if (!failing.delete(part)) return
      this.#tell(run, nowMs, `${part} works again`)
    } catch (error) {
      log.error({ err: error, runId: run.id }, `${part} failed; it is done again with the next look`)
      if (failing.has(part)) return
      failing.add(part)
      this.#failing.set(run.id, failing)
      this.#tell(run, nowMs, `${part} fails; it is tried again, and everything else goes on. The engine's log has the error`)
    }
  }

  forget(runId: RunId): void {
    this.#failing.delete(runId)
  }

  alarms(runs: readonly Run[]): readonly AlarmCondition[] {
    return runs.flatMap(({ id, title, powerGroupId, hostId }) => {
      const parts = [...(this.#failing.get(id) ?? [])]
      if (parts.length === 0) return []
      const object =
        powerGroupId === null
          ? { kind: 'host' as const, id: hostId ?? id, name: title }
          : { kind: 'group' as const, id: powerGroupId, name: title }
      const message = 'A part of its run fails again and again; the rest goes on'
      return [
        alarmCondition('run-part-fails', 'critical', object, message, `${parts.join(', ')}: the engine’s log has the error.`),
      ]
    })
  }

  #tell({ id, title }: Run, atMs: number, words: string): void {
    this.#recorder.note([
      {
        atMs,
        kind: 'run.part-fails',
        actor: 'engine',
        channel: 'engine',
        object: { kind: 'run', id, name: title },
        runId: id,
        message: `${title}: ${words}`,
      },
    ])
  }
}
