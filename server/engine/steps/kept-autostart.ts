import { randomUUID } from 'node:crypto'
import { type RunId, stepIdSchema } from '../../domain/ids'
import { isEnded, type RunWithSteps } from '../../domain/run'
import { startingVms, vmNames } from '../../domain/safeguard'
import type { World } from '../../domain/world'
import { planKeptBack } from '../../planner/kept-aside'
import { checkedSteps } from '../checked-steps'
import { rejectionOf } from '../rejected/reject-steps'
import type { RunBook } from '../run-book'
import { stepEntry } from './step-entry'

/** Puts the autostart of VMs back on which the operation has come to stand since a run has set it aside (D5). */
export class KeptAutostart {
  readonly #book: RunBook
  readonly #now: () => number
  readonly #world: () => World
  readonly #writing = new Set<RunId>()

  constructor(parts: { readonly book: RunBook; readonly now: () => number; readonly world: () => World }) {
    this.#book = parts.book
    this.#now = parts.now
    this.#world = parts.world
  }

  /** By steps of its own, so that it is on record, and an engine that starts later goes on with it (A1, A2). */
  async putBack(run: RunWithSteps): Promise<void> {
    if (run.kind !== 'outage' || run.dryRun || isEnded(run.phase) || this.#writing.has(run.id)) return
    const world = this.#world()
    const nextSeq = 1 + run.steps.reduce((highest, { seq }) => Math.max(highest, seq), 0)
    const makeId = () => stepIdSchema.parse(randomUUID())
    const planned = planKeptBack({ world, steps: run.steps, runId: run.id, nextSeq, makeId })
    if (planned.length === 0) return
    const { steps, rejected } = checkedSteps(world, run.steps, planned, {})
    if (rejected !== null)
      this.#book.rejected.tell({
        object: { kind: 'run', id: run.id, name: run.title },
        runId: run.id,
        actor: 'engine',
        channel: 'engine',
        message: 'The independent checker does not accept that what the operation stands on is put back before the rest',
        ...rejectionOf(rejected),
      })
    if (steps.length === 0) return
    const entries = steps.map((step) => {
      const found = step.safeguard?.found
      const names = found === undefined ? [] : vmNames(found, [...startingVms(found)])
      return stepEntry(step, this.#now(), {
        kind: 'step.added',
        message: `The operation stands on ${names.join(', ')} since: ${step.object.name} is put back for that at once`,
        data: { vms: names.join(', ') },
      })
    })
    this.#writing.add(run.id)
    try {
      await this.#book.change(run.id, { newSteps: steps }, entries)
    } finally {
      this.#writing.delete(run.id)
    }
  }
}
