import type { RunWithSteps, Step, StepAction } from './run'
import type { VirtualMachine } from './world'

/** What a run took away and has not given back, by name. */
export interface NotBack {
  /** Shut down, saved or switched off, and not running. */
  readonly down: readonly string[]
  /** Moved, and not on their own host again. */
  readonly away: readonly string[]
  readonly hostsOff: readonly string[]
}

export type Whereabouts = ReadonlyMap<string, Pick<VirtualMachine, 'power' | 'hostId'>>

const actionOf = ({ action, attempts }: Step): StepAction => attempts.at(-1)?.action ?? action

/** The last thing that was verified of each object. */
const lastDone = (steps: readonly Step[]): readonly Step[] => {
  const last = new Map<string, Step>()
  for (const step of steps.toSorted((one, other) => one.seq - other.seq))
    if (step.state === 'done') last.set(step.object.id, step)
  return [...last.values()]
}

/** A VM that somebody started meanwhile is back, and one that was removed is missed by nobody; of one on a host that is off the manager knows nothing: it is not back. */
export const notBack = ({ steps }: Pick<RunWithSteps, 'steps'>, vms: Whereabouts): NotBack => {
  const taken = lastDone(steps).filter(({ direction }) => direction === 'down')
  const named = (isSo: (step: Step) => boolean): readonly string[] => taken.filter(isSo).map(({ object }) => object.name)
  const isRunning = ({ object }: Step): boolean => vms.get(object.id)?.power === 'on'
  const isStopped = ({ object }: Step): boolean => vms.has(object.id) && vms.get(object.id)?.power !== 'on'
  return {
    down: named((step) => {
      const action = actionOf(step)
      return step.object.kind === 'vm' && action !== 'migrate' && action !== 'keep' && isStopped(step)
    }),
    away: named(
      (step) =>
        step.object.kind === 'vm' &&
        actionOf(step) === 'migrate' &&
        isRunning(step) &&
        vms.get(step.object.id)?.hostId !== step.before.hostId,
    ),
    hostsOff: named(({ object }) => object.kind === 'host'),
  }
}
