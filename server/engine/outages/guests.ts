import type { RunWithSteps, Step } from '../../domain/run'
import { isMove, isOpen } from '../../domain/run'
import type { World } from '../../domain/world'
import { openDepartures } from '../../planner/homecoming'

const othersOf = (run: Pick<RunWithSteps, 'id'>, active: readonly RunWithSteps[]): readonly RunWithSteps[] =>
  active.filter((other) => other.id !== run.id && other.kind === 'outage' && !other.dryRun)

/** Steps that end a VM where another run has moved it say so: its home is that other run's business (R6, D11). */
export const withGuests = (
  steps: readonly Step[],
  run: Pick<RunWithSteps, 'id'>,
  active: readonly RunWithSteps[],
  { vms }: World,
): readonly Step[] => {
  const movedTo = new Map(
    othersOf(run, active).flatMap((other) =>
      openDepartures(other.steps).flatMap(({ object, action, state, targetHostId }) =>
        isMove(action) && state === 'done' && targetHostId !== null ? [[object.id as string, targetHostId] as const] : [],
      ),
    ),
  )
  if (movedTo.size === 0) return steps
  const guests = new Set<string>(vms.flatMap(({ id, hostId }) => (hostId !== null && movedTo.get(id) === hostId ? [id] : [])))
  return steps.map((step) =>
    step.direction === 'down' && guests.has(step.object.id) ? { ...step, isGuest: true as const } : step,
  )
}

/** By VM, the title of another run that is bringing it back just now: it gets one start (D11). */
export const broughtBackElsewhere = (
  run: Pick<RunWithSteps, 'id'>,
  active: readonly RunWithSteps[],
): ReadonlyMap<string, string> =>
  new Map(
    othersOf(run, active).flatMap(({ steps, title }) =>
      steps.flatMap((step) =>
        step.direction === 'up' && step.object.kind === 'vm' && isOpen(step) ? [[step.object.id, title] as const] : [],
      ),
    ),
  )
