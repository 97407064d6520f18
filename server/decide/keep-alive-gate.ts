import type { StepId } from '../domain/ids'
import { isOpen, type RunWithSteps, type Step, type StepAction } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import type { World } from '../domain/world'
import type { StepSight } from './decide-step'

/** Whether a call may leave (D5, D6). `wait`: not yet. `refuse`: never in this step. */
export type GateVerdict =
  { readonly do: 'go' } | { readonly do: 'wait'; readonly why: string } | { readonly do: 'refuse'; readonly why: string }

export interface GateQuestion {
  readonly run: RunWithSteps
  readonly step: Step
  /** What is about to be called: the step's own action, or its fallback. */
  readonly action: StepAction
  readonly sight: StepSight
  /** As recognised now, whatever was known when the step was planned. */
  readonly world: Pick<World, 'hosts' | 'managers' | 'vms'>
  /** Every run that acts. */
  readonly active: readonly RunWithSteps[]
  readonly nowMs: number
}

/**
 * A move that is called off is waited for so long: its manager may be silent for good, and it then never ends (A3). Where its VM is left
 * is safe; what ends that VM or its hosts is a step of its own, and is waited for.
 */
export const CALLED_OFF_HOLDS_MS = 60_000

const GO: GateVerdict = { do: 'go' }

const ends = (action: StepAction): boolean => action === 'shutdown' || action === 'save-state' || action === 'power-off'

/** Its call has left and may still be at work. */
const isAtWork = ({ state, attempts, action }: Step): boolean =>
  state === 'running' && attempts.length > 0 && action !== 'reboot-host'

/**
 * What a run still takes down. One that is held, for a person or because its plan was disarmed, begins nothing more; maintenance begins
 * nothing while an outage lasts (D11), and a host that reboots in it takes nothing along.
 */
const goesDown = ({ kind, dryRun, heldSinceMs, steps }: RunWithSteps, nowMs: number): readonly Step[] => {
  if (dryRun) return []
  const counts = kind === 'outage' && heldSinceMs === null ? isOpen : isAtWork
  const isGivenUp = ({ calledOff }: Step): boolean => calledOff !== undefined && nowMs - calledOff.atMs > CALLED_OFF_HOLDS_MS
  return steps.filter((step) => step.direction === 'down' && counts(step) && !isGivenUp(step))
}

/** A step with what waits for its end, at first hand or at second: none of it can be waited for, or nothing would ever begin (A3). */
const withDependants = (step: Step, { steps }: RunWithSteps): ReadonlySet<StepId> => {
  const found = new Set([step.id])
  let size = 0
  while (found.size > size) {
    size = found.size
    for (const { id, after } of steps) if (after.some((other) => found.has(other))) found.add(id)
  }
  return found
}

/** What of all runs still goes down and does not itself wait for a VM that the operation stands on. */
const stillGoing = ({ run, step, world, active, nowMs }: GateQuestion): Step | undefined => {
  const keptVms = world.vms.filter(({ keepAlive }) => keepAlive !== undefined)
  const kept = new Set<string>(keptVms.map(({ id }) => id))
  const itsHosts = new Set<string>(keptVms.flatMap(({ hostId }) => hostId ?? []))
  // One of their hosts goes after all others, and so after the one on which this VM is: it cannot be waited for.
  const coordinated = new Set<string>(
    world.managers.flatMap(({ id, capabilities }) =>
      capabilities.coordinatorGoesLast === true && keptVms.some(({ managerId }) => managerId === id) ? [id] : [],
    ),
  )
  const coordinatedHosts = new Set<string>(world.hosts.flatMap(({ id, managerId }) => (coordinated.has(managerId) ? [id] : [])))
  const dependants = withDependants(step, run)
  const isWaitedFor = ({ id, object, action }: Step): boolean =>
    !dependants.has(id) &&
    !kept.has(object.id) &&
    !(action === 'shutdown-host' && (itsHosts.has(object.id) || coordinatedHosts.has(object.id)))
  return active.flatMap((other) => goesDown(other, nowMs)).find(isWaitedFor)
}

/**
 * The last gate before a call leaves: what the operation stands on is never saved, never switched off, and shut down only in an
 * outage, after all else has ended, whenever that was planned; a VM of the platform itself is ended by no step. A host is not sent into
 * maintenance while such a VM is seen on it, for platforms save or stop what they find there.
 */
export const keepAliveGate = (question: GateQuestion): GateVerdict => {
  const { run, step, action, sight, world } = question
  if (action === 'enter-maintenance' && sight.kind === 'host' && (sight.keptVmNames ?? []).length > 0)
    return { do: 'wait', why: `the operation stands on what still runs on it: ${(sight.keptVmNames ?? []).join(', ')}` }
  if (step.object.kind !== 'vm' || !ends(action)) return GO
  const vm = world.vms.find(({ id }) => id === step.object.id)
  if (vm === undefined) return GO
  if (vm.systemKind !== null) return { do: 'refuse', why: RUN_SENTENCES.ofPlatform }
  if (vm.keepAlive === undefined) return GO
  if (run.kind !== 'outage' || action !== 'shutdown') return { do: 'refuse', why: RUN_SENTENCES.keptAlive }
  const before = stillGoing(question)
  return before === undefined ? GO : { do: 'wait', why: `the operation stands on it: it waits for ${before.object.name}` }
}
