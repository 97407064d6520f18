import type { StepId } from '../../domain/ids'
import type { RunWithSteps, Step } from '../../domain/run'
import type { World } from '../../domain/world'

type Seen = Pick<World, 'managers' | 'hosts'>

/** Pending steps whose object is gone from a fresh inventory: they must hold up neither their dependants nor their run (A3). */
export class LostSteps {
  readonly #missingSinceMs = new Map<StepId, number>()

  /**
   * `isThere`: whether the world holds a step's object. Where the host that it was on is silent its manager may only not know of it,
   * as after a restart (A2, A9): then it is waited for as long as the step itself may take.
   */
  of(run: RunWithSteps, { managers, hosts }: Seen, isThere: (step: Step) => boolean, nowMs: number): readonly Step[] {
    return run.steps.filter((step) => {
      const manager = managers.find((candidate) => step.object.id.startsWith(`${candidate.id}:`))
      const fresh = manager?.contact === 'ok' && manager.refreshedAtMs !== null && manager.refreshedAtMs > run.startedAtMs
      if (step.state !== 'pending' || !fresh || isThere(step)) {
        this.#missingSinceMs.delete(step.id)
        return false
      }
      const sinceMs = this.#missingSinceMs.get(step.id) ?? nowMs
      this.#missingSinceMs.set(step.id, sinceMs)
      const home = hosts.find(({ id }) => id === step.before.hostId)
      const maybeUntold = home !== undefined && home.connection !== 'up'
      return !maybeUntold || nowMs - sinceMs >= step.limitSeconds * 1000
    })
  }
}
