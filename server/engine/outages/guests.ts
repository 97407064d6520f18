import type { RunWithSteps, Step } from '../../domain/run'
import { isMove, isOpen } from '../../domain/run'
import type { World } from '../../domain/world'
import { openDepartures } from '../../planner/homecoming'
import { LONGEST_WAIT_FOR_MANAGERS_MS } from '../../domain/read-since'
import { managerOf } from './outage-steps'

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

/** It was brought back, and no inventory that was begun since has shown it yet. */
const isUnseen = (step: Step, { managers }: World): boolean => {
  const id = managerOf(step)
  const readAtMs = managers.find((manager) => manager.id === id)?.refreshedAtMs ?? 0
  return step.direction === 'up' && step.object.kind === 'vm' && step.state === 'done' && readAtMs <= (step.endedAtMs ?? 0)
}

/**
 * By VM, the title of another run that brings it back, or that ended it as a guest and is to start it where it is: it gets one start, and
 * then goes home (D11).
 */
export const broughtBackElsewhere = (
  run: Pick<RunWithSteps, 'id'>,
  active: readonly RunWithSteps[],
  world: World,
): ReadonlyMap<string, string> =>
  new Map(
    othersOf(run, active).flatMap(({ steps, title, abandoned }) => {
      const isComing = (step: Step): boolean =>
        isUnseen(step, world) || (step.direction === 'up' && step.object.kind === 'vm' && isOpen(step))
      // What a person has aborted starts nothing any more.
      const toCome = abandoned === true ? [] : openDepartures(steps).filter(({ isGuest }) => isGuest === true)
      return [...steps.filter(isComing), ...toCome].map(({ object }) => [object.id as string, title] as const)
    }),
  )

/** A guest was started and is not seen yet: until then this run tells the one that has to bring it home. */
export const hasUnseenGuests = ({ steps }: Pick<RunWithSteps, 'steps'>, world: World, nowMs: number): boolean => {
  const guests = new Set<string>(steps.flatMap(({ isGuest, object }) => (isGuest === true ? [object.id] : [])))
  return steps.some(
    (step) => guests.has(step.object.id) && isUnseen(step, world) && nowMs - (step.endedAtMs ?? 0) < LONGEST_WAIT_FOR_MANAGERS_MS,
  )
}
