import { isEnded, type RunWithSteps, type Step, type StepAction } from '@/server/domain/run'
import type { VirtualMachine } from '@/server/domain/world'

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

/** A VM that somebody started meanwhile is back; of one on a host that is off the manager knows nothing, and it is not. */
export const notBack = ({ steps }: Pick<RunWithSteps, 'steps'>, vms: Whereabouts): NotBack => {
  const taken = lastDone(steps).filter(({ direction }) => direction === 'down')
  const named = (isSo: (step: Step) => boolean): readonly string[] => taken.filter(isSo).map(({ object }) => object.name)
  const isRunning = ({ object }: Step): boolean => vms.get(object.id)?.power === 'on'
  return {
    down: named((step) => {
      const action = actionOf(step)
      return step.object.kind === 'vm' && action !== 'migrate' && action !== 'keep' && !isRunning(step)
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

/**
 * Outage runs of groups that are out of trouble and not all of whose VMs are: those on their way back, and those that ended by
 * themselves with something still down. What a person aborted is theirs.
 */
export const unfinished = (
  runs: readonly RunWithSteps[],
  isInNotice: (run: RunWithSteps) => boolean,
  vms: Whereabouts,
): readonly RunWithSteps[] => {
  const newest = new Map<string, RunWithSteps>()
  for (const run of runs.toSorted((one, other) => one.startedAtMs - other.startedAtMs))
    if (run.kind === 'outage' && !run.dryRun && run.powerGroupId !== null) newest.set(run.powerGroupId, run)
  return [...newest.values()].filter((run) => {
    if (isInNotice(run) || run.phase === 'aborted') return false
    return isEnded(run.phase) ? notBack(run, vms).down.length > 0 : run.phase === 'waiting' || run.phase === 'recovering'
  })
}
