import type { PlanContent } from '../domain/plan'
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
  readonly world: Pick<World, 'hosts' | 'vms'>
  /** Every run that acts. */
  readonly active: readonly RunWithSteps[]
  /** The plan that the run goes by; null: none. */
  readonly content: PlanContent | null
}

const GO: GateVerdict = { do: 'go' }

const ends = (action: StepAction): boolean => action === 'shutdown' || action === 'save-state' || action === 'power-off'

/** The plan itself shuts it down in its last stage; where hosts are shut down too, it is planned with them. */
const isPlannedLast = ({ step, content }: GateQuestion): boolean => {
  const last = content?.stages.at(-1)
  const named = last?.placements.some(({ vmId, action }) => vmId === step.object.id && action === 'shutdown') === true
  return named && (content?.hosts.action === 'shutdown' ? step.stageId === null : step.stageId === last?.id)
}

/** What of all runs still goes down and does not itself wait for a VM that the operation stands on. */
const stillGoing = ({ step, world, active }: GateQuestion): Step | undefined => {
  const kept = new Set<string>(world.vms.flatMap(({ id, keepAlive }) => (keepAlive === undefined ? [] : [id])))
  const itsHosts = new Set<string>(world.vms.flatMap(({ id, hostId }) => (kept.has(id) && hostId !== null ? [hostId] : [])))
  return active
    .filter(({ dryRun }) => !dryRun)
    .flatMap(({ steps }) => steps)
    .find(
      (other) =>
        other.id !== step.id &&
        other.direction === 'down' &&
        isOpen(other) &&
        !kept.has(other.object.id) &&
        !(other.action === 'shutdown-host' && itsHosts.has(other.object.id)),
    )
}

/**
 * The last gate before a call leaves: what the operation stands on is never saved, never switched off, and shut down only where an
 * outage's plan does so last, after all else has ended; a VM of the platform itself is ended by no step. A host is not sent into
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
  if (run.kind !== 'outage' || action !== 'shutdown' || !isPlannedLast(question))
    return { do: 'refuse', why: RUN_SENTENCES.keptAlive }
  const before = stillGoing(question)
  return before === undefined ? GO : { do: 'wait', why: `the operation stands on it: it waits for ${before.object.name}` }
}
