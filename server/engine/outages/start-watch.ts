import { answerOf, askedAfterStart } from '../../decide/start-readiness'
import type { StepId, VmId } from '../../domain/ids'
import type { RunWithSteps, StartAnswer, Step } from '../../domain/run'
import { probeWords, type VmProbe } from '../../domain/vm-probe'
import type { World } from '../../domain/world'
import { pause } from '../power-watch'
import type { RunBook } from '../run-book'
import { stepEntry } from '../steps/step-entry'

const ASK_EVERY_MS = 1_000

interface Asking {
  readonly stop: AbortController
  hasAnswered: boolean
}

export interface StartWatchParts {
  readonly now: () => number
  readonly probeOf: (vmId: VmId) => VmProbe | null
  readonly ask: (probe: VmProbe, signal: AbortSignal) => Promise<boolean>
}

/** Asks the guests of started VMs whether they are there, where others wait for them; what came of it stands in their steps (A1). */
export class StartWatch {
  readonly #parts: StartWatchParts
  readonly #asking = new Map<StepId, Asking>()

  constructor(parts: StartWatchParts) {
    this.#parts = parts
  }

  /** What has come out of those that were asked is written down, and whoever is there no more to be asked is asked no more. */
  async settle(book: RunBook, run: RunWithSteps, world: World): Promise<void> {
    const nowMs = this.#parts.now()
    const asked = run.phase === 'recovering' ? askedAfterStart(run, nowMs) : []
    const answers = new Map(
      asked.flatMap((step): [StepId, StartAnswer][] => {
        const answer = this.#look(step, world, nowMs)
        return answer === null ? [] : [[step.id, answer]]
      }),
    )
    const going = new Set(asked.flatMap(({ id }) => (answers.has(id) ? [] : [id])))
    for (const [id, { stop }] of this.#asking)
      if (run.steps.some((step) => step.id === id) && !going.has(id)) {
        stop.abort()
        this.#asking.delete(id)
      }
    if (answers.size === 0) return
    const silent = asked.filter(({ id }) => answers.get(id)?.isThere === false)
    await book.change(
      run.id,
      {
        stepIds: answers.keys(),
        patchStep: (step) => {
          const answer = answers.get(step.id)
          return answer === undefined ? step : { ...step, answer }
        },
      },
      silent.map((step) =>
        stepEntry(step, nowMs, {
          kind: 'step.silent',
          message: `${step.object.name}: it was started, but its guest does not answer (${answers.get(step.id)?.asked ?? ''}); what waits for it goes on (R3)`,
          outcome: 'failed',
        }),
      ),
    )
  }

  /** A VM that is not known is asked all the same: an engine that has just been started has not read its managers yet (A1). */
  #look(step: Step, { vms, managers }: World, nowMs: number): StartAnswer | null {
    const { object } = step
    if (object.kind !== 'vm') return null
    const vm = vms.find(({ id }) => id === object.id)
    const manager = managers.find(({ id }) => id === vm?.managerId)
    // A machine is on only once its own probe says so.
    if (manager?.kind === 'runbook') return { isThere: true, asked: null }
    const probe = this.#parts.probeOf(object.id)
    const asking = probe === null ? null : { asked: probeWords(probe), hasAnswered: this.#ask(step.id, probe) }
    const isRead = (manager?.refreshedAtMs ?? 0) > (step.endedAtMs ?? 0)
    return answerOf(step, { probe: asking, guestTools: isRead ? (vm?.guestTools ?? null) : null }, nowMs)
  }

  /** Whether it has answered so far; the first time, it begins to be asked. */
  #ask(id: StepId, probe: VmProbe): boolean {
    const known = this.#asking.get(id)
    if (known !== undefined) return known.hasAnswered
    const asking: Asking = { stop: new AbortController(), hasAnswered: false }
    this.#asking.set(id, asking)
    void this.#keepAsking(probe, asking)
    return false
  }

  async #keepAsking(probe: VmProbe, asking: Asking): Promise<void> {
    const { signal } = asking.stop
    while (!signal.aborted && !asking.hasAnswered) {
      asking.hasAnswered = await this.#parts.ask(probe, signal).catch(() => false)
      if (!asking.hasAnswered) await pause(ASK_EVERY_MS, signal)
    }
  }
}
