import type { ManagerId, RunId } from '../../domain/ids'
import type { RunWithSteps, Step } from '../../domain/run'
import type { ManagerView } from '../../domain/world'
import type { UnreadManager } from '../../planner/unread-managers'
import type { NewSteps } from './outage-steps'

/** What has become possible is planned anew only so often: of a large site that is work. */
const LOOK_AGAIN_AFTER_MS = 10_000

/** Per recovering run, the managers that could not be read so far: what they know is brought back once they have been (R1, R4). */
export class LateReadings {
  readonly #awaited = new Map<RunId, ReadonlySet<ManagerId>>()
  readonly #lookedMs = new Map<RunId, number>()
  readonly #delayed = new Map<RunId, boolean>()

  begin(runId: RunId, unread: ReadonlySet<ManagerId>): void {
    this.#awaited.set(runId, unread)
  }

  /** Those that have been read since this was last asked: each is told once. */
  take(run: RunWithSteps, managers: readonly ManagerView[], unread: ReadonlySet<ManagerId>): ReadonlySet<ManagerId> {
    const awaited = this.#awaited.get(run.id) ?? untouched(run, managers)
    this.#awaited.set(run.id, new Set([...awaited].filter((id) => unread.has(id))))
    return new Set([...awaited].filter((id) => !unread.has(id)))
  }

  /** `isDelayed`: of what was planned last, something waits until a manager was read. */
  planned(runId: RunId, isDelayed: boolean): void {
    this.#delayed.set(runId, isDelayed)
  }

  /** Whether what waits until a manager was read is due to be looked at: after a restart nobody knows that nothing does. */
  mayLookForDelayed(runId: RunId, nowMs: number): boolean {
    return this.#delayed.get(runId) !== false && this.mayLookAgain(runId, nowMs)
  }

  /** Whether to look again now for what of a run that waits for a hand has become possible. */
  mayLookAgain(runId: RunId, nowMs: number): boolean {
    if (nowMs - (this.#lookedMs.get(runId) ?? -Infinity) < LOOK_AGAIN_AFTER_MS) return false
    this.#lookedMs.set(runId, nowMs)
    return true
  }

  end(runId: RunId): void {
    this.#awaited.delete(runId)
    this.#lookedMs.delete(runId)
    this.#delayed.delete(runId)
  }
}

/** After a restart: managers of the run for which recovery has so far woken hosts at most. */
const untouched = ({ steps }: RunWithSteps, managers: readonly ManagerView[]): ReadonlySet<ManagerId> => {
  const isOf = (id: ManagerId, { object }: Step): boolean => object.id.startsWith(`${id}:`)
  const back = steps.filter(({ direction, object }) => direction === 'up' && object.kind !== 'host')
  const ids = managers.map(({ id }) => id)
  return new Set(ids.filter((id) => steps.some((step) => isOf(id, step)) && !back.some((step) => isOf(id, step))))
}

/** Said when recovery begins without it. */
export const whyUnread = ({ name, isAsleep }: UnreadManager): NewSteps['notes'][number] => ({
  vmId: null,
  hostId: null,
  message: isAsleep
    ? `${name}: it does not answer, for it answers only from what was shut down: its hosts are woken first, and its VMs start once it has been read (R4)`
    : `${name}: it has not answered since the mains returned: what it knows of is brought back once it has been read (R4)`,
})
