import type { StepId } from '../../domain/ids'
import type { VmPower } from '../../domain/inventory'
import { isInOutage, isOpen, isRecordOnly, type RunWithSteps, type Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { type Host, isSeenUp, type VirtualMachine, type World } from '../../domain/world'
import { openDepartures } from '../homecoming'
import { neverCalled } from '../lost-power'
import { indexOf } from '../world-index'

/** It ran as an outage began, and another hand has switched it off since: it is not started after it (R6). */
export const isSwitchedOff = (step: Step): boolean =>
  isRecordOnly(step) && step.state === 'skipped' && step.result === RUN_SENTENCES.switchedOff

/** What runs have shut down, or are about to: what goes off with that was switched off by no other hand. */
const takenBy = (runs: readonly Pick<RunWithSteps, 'steps'>[]): ReadonlySet<string> =>
  new Set(
    runs.flatMap(({ steps }) =>
      [...openDepartures(steps), ...steps.filter((step) => step.direction === 'down' && isOpen(step))].map(
        ({ object }) => object.id,
      ),
    ),
  )

export interface ByAnotherHand {
  /** Records of what somebody has switched off in this outage. */
  readonly off: readonly StepId[]
  /** Those that were, of what runs again: it was only booted anew. */
  readonly onAgain: readonly StepId[]
}

/**
 * Records of this outage against what is read freshly while it lasts. On a host that is seen up, and has not booted since, a VM that is
 * off was switched off by somebody: once the battery is empty, or the host was booted, nobody could tell (R6). `active`: all runs that are
 * on. Pure.
 */
export const byAnotherHand = (run: RunWithSteps, world: World, active: readonly RunWithSteps[]): ByAnotherHand => {
  const beganAtMs = run.outageStartedAtMs ?? Infinity
  const ofThisOutage = (step: Step): boolean => isRecordOnly(step) && (step.endedAtMs ?? 0) >= beganAtMs
  const index = indexOf(world)
  const vmOf = ({ object }: Step): VirtualMachine | undefined => (object.kind === 'vm' ? index.vms.get(object.id) : undefined)
  /** Some platforms know no host of a VM that is off. */
  const hostOf = (step: Step): Host | undefined => {
    const hostId = vmOf(step)?.hostId ?? step.before.hostId
    return hostId === null ? undefined : index.hosts.get(hostId)
  }
  const powerOf = (step: Step): VmPower | null => {
    const host = hostOf(step)
    const isTold = host !== undefined && isSeenUp(host) && (host.bootedAtMs ?? 0) <= beganAtMs
    return isTold ? (vmOf(step)?.power ?? null) : null
  }
  const records = isInOutage(run) ? run.steps.filter(ofThisOutage) : []
  const offNow = records.filter((step) => step.state === 'cancelled' && powerOf(step) === 'off')
  const onAgain = records.filter((step) => isSwitchedOff(step) && powerOf(step) === 'on').map(({ id }) => id)
  if (offNow.length === 0) return { off: [], onAgain }
  const last = new Set(neverCalled(run.steps).map(({ id }) => id))
  const taken = takenBy(active)
  const isTaken = (step: Step): boolean => taken.has(step.object.id) || taken.has(hostOf(step)?.id ?? '')
  return { off: offNow.filter((step) => last.has(step.id) && !isTaken(step)).map(({ id }) => id), onAgain }
}
