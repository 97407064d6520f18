import { randomUUID } from 'node:crypto'
import type { StepSight, StepVerdict } from '../../decide/decide-step'
import { type RunId, stepIdSchema } from '../../domain/ids'
import { isOpen, type Run, type Step } from '../../domain/run'
import { settingWords } from '../../domain/safeguard'
import type { World } from '../../domain/world'
import { planLateAutostart } from '../../planner/late-autostart'
import { checkedSteps } from '../checked-steps'
import { rejectionOf } from '../rejected/reject-steps'
import type { RunBook } from '../run-book'
import { stepEntry } from './step-entry'

/** Looks after hosts that have come to start VMs by themselves while they were emptied. */
export class LateAutostart {
  readonly #book: RunBook
  readonly #now: () => number
  readonly #world: () => World
  readonly #startsVms: (run: Run) => boolean

  constructor(parts: {
    readonly book: RunBook
    readonly now: () => number
    readonly world: () => World
    /** Whether the recovery of a run starts what was shut down. */
    readonly startsVms: (run: Run) => boolean
  }) {
    this.#book = parts.book
    this.#now = parts.now
    this.#world = parts.world
    this.#startsVms = parts.startsVms
  }

  /**
   * True: a host's shutdown waits, for what was seen to be new is being set aside. That is a step of its own, so that it is on record
   * and put back with the rest (A1, R8), and it has an end of its own (A3).
   */
  async isAwaited(runId: RunId, step: Step, sight: StepSight, verdict: StepVerdict): Promise<boolean> {
    const { object, attempts } = step
    const isFirst = verdict.do === 'call' && verdict.action === 'shutdown-host' && attempts.length === 0
    const run = this.#book.get(runId)
    if (!isFirst || run === null || run.kind !== 'outage' || object.kind !== 'host') return false
    const setsAside = ({ action, safeguard }: Step): boolean =>
      action === 'disarm' && safeguard?.found.kind === 'autostart' && safeguard.hostIds.includes(object.id)
    if (run.steps.some((other) => setsAside(other) && isOpen(other))) return true
    if (sight.kind !== 'host' || sight.autostart === undefined) return false
    const world = this.#world()
    const late = planLateAutostart({
      world,
      steps: run.steps,
      hostId: object.id,
      seen: sight.autostart,
      startVms: this.#startsVms(run),
      runId,
      nextSeq: 1 + Math.max(...run.steps.map(({ seq }) => seq)),
      makeId: () => stepIdSchema.parse(randomUUID()),
    })
    const { steps, rejected } = checkedSteps(world, run.steps, late === null ? [] : [late], {})
    if (rejected !== null)
      this.#book.rejected.tell({
        object: { kind: 'run', id: run.id, name: run.title },
        runId,
        actor: 'engine',
        channel: 'engine',
        message: `The independent checker does not accept that what starts VMs on ${object.name} is set aside`,
        ...rejectionOf(rejected),
      })
    const [accepted] = steps
    if (accepted?.safeguard === undefined) return false
    const entry = stepEntry(accepted, this.#now(), {
      kind: 'step.added',
      message: `${object.name} has come to start VMs by itself since: that is set aside before it goes`,
      data: { found: settingWords(accepted.safeguard.found) },
    })
    await this.#book.change(runId, { newSteps: [accepted] }, [entry])
    return true
  }
}
