import type { VmId } from '../domain/ids'
import type { Step } from '../domain/run'
import { wasTouched } from './homecoming'

const ENDS: readonly Step['action'][] = ['shutdown', 'save-state', 'power-off']

/** Ended by these steps, verified, and not started since: a start that was never called has started nothing. */
export const endedBy = (steps: readonly Step[]): ReadonlySet<VmId> => {
  const last = new Map<VmId, Step>()
  for (const step of steps.toSorted((left, right) => left.seq - right.seq))
    if (step.object.kind === 'vm' && (step.direction === 'down' || wasTouched(step))) last.set(step.object.id, step)
  return new Set(
    [...last].flatMap(([id, { direction, state, action }]) =>
      direction === 'down' && state === 'done' && ENDS.includes(action) ? [id] : [],
    ),
  )
}
