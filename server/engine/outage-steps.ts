import { randomUUID } from 'node:crypto'
import { type HostId, type StageId, type StepId, stepIdSchema } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import type { RunWithSteps, Step } from '../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../domain/world'
import { planHosts } from '../planner/host-steps'
import { planRecovery } from '../planner/recovery-steps'
import { planStage } from '../planner/stage-steps'
import type { PlannedSteps } from '../planner/step-writer'
import { checkedSteps } from './checked-steps'
import type { Site } from './site'

/** New steps as the checker accepts them, and what a person should know about them. */
export interface NewSteps {
  readonly steps: readonly Step[]
  /** What the checker changed. */
  readonly changes: readonly string[]
  readonly notes: PlannedSteps['notes']
}

const makeId = (): StepId => stepIdSchema.parse(randomUUID())

const hostsInTrouble = (site: Site, views: readonly PowerDeviceView[]): ReadonlySet<HostId> =>
  new Set(
    site
      .groupStates(views)
      .filter(({ state }) => state.inTrouble)
      .flatMap(({ group }) => [...site.hostIdsAtRisk(group, views)]),
  )

const accepted = (
  site: Site,
  run: RunWithSteps,
  planned: PlannedSteps,
  views: readonly PowerDeviceView[],
  wanted: (step: Step) => boolean,
): NewSteps => {
  const { steps, changes } = checkedSteps(site.world, run.steps, planned.steps.filter(wanted), hostsInTrouble(site, views))
  return { steps, changes, notes: planned.notes }
}

/** By object, the title of another run that is taking it down: it gets one decision, and one shutdown (D11). */
type TakenElsewhere = ReadonlyMap<string, string>

const isOpen = (step: Step): boolean => step.state === 'pending' || step.state === 'running'

export const takenElsewhere = (run: Pick<RunWithSteps, 'id'>, active: readonly RunWithSteps[]): TakenElsewhere => {
  const acting = active.filter((other) => other.id !== run.id && other.kind === 'outage' && !other.dryRun)
  return new Map(
    acting.flatMap((other) =>
      other.steps
        .filter((step) => step.direction === 'down' && isOpen(step))
        .map((step) => [step.object.id, other.title] as const),
    ),
  )
}

/** What is left to another run is said, in the words of a note. A host waits until nothing on it is another run's. */
const leavingTo = (taken: TakenElsewhere, planned: PlannedSteps, { vms }: World): PlannedSteps => ({
  steps: planned.steps.filter(
    ({ object }) => !taken.has(object.id) && !vms.some((vm) => vm.hostId === object.id && taken.has(vm.id)),
  ),
  notes: [
    ...planned.notes,
    ...planned.steps.flatMap(({ object }) => {
      const title = taken.get(object.id)
      return title === undefined
        ? []
        : [{ vmId: null, hostId: null, message: `${object.name}: left to the run of ${title}, which is taking it down (D11)` }]
    }),
  ],
})

/**
 * Steps of a stage that fires, or that has fired: VMs which appear later (their manager was silent, they were moved here, a person
 * or HA started them) get their step then (D8). What already had one since `firstSeq` is left to its outcome, whatever it was.
 */
export const stageSteps = (
  site: Site,
  run: RunWithSteps,
  content: PlanContent,
  group: PowerGroup,
  views: readonly PowerDeviceView[],
  stage: { readonly stageId: StageId; readonly firstSeq: number },
  taken: TakenElsewhere,
): NewSteps => {
  const had = new Set(
    run.steps.filter((step) => step.direction === 'down' && step.seq >= stage.firstSeq).map((step) => step.object.id),
  )
  const planned = planStage({
    runId: run.id,
    content,
    stageId: stage.stageId,
    world: site.world,
    groupHostIds: site.hostIdsAtRisk(group, views),
    devices: views,
    existingSteps: run.steps,
    nextSeq: run.steps.length + 1,
    makeId,
  })
  return accepted(site, run, leavingTo(taken, planned, site.world), views, (step) => !had.has(step.object.id))
}

/** Hosts of the group, once per outage each: one that was skipped or failed is left to a person. */
export const hostSteps = (
  site: Site,
  run: RunWithSteps,
  content: PlanContent,
  group: PowerGroup,
  views: readonly PowerDeviceView[],
  taken: TakenElsewhere,
): NewSteps => {
  const firstSeq = Math.min(...run.fired.map((stage) => stage.firstSeq))
  const had = new Set(
    run.steps.filter((step) => step.action === 'shutdown-host' && step.seq >= firstSeq).map((step) => step.object.id),
  )
  const planned = planHosts({
    runId: run.id,
    content,
    world: site.world,
    groupHostIds: site.hostIdsAtRisk(group, views),
    existingSteps: run.steps,
    nextSeq: run.steps.length + 1,
    makeId,
  })
  return accepted(site, run, leavingTo(taken, planned, site.world), views, (step) => !had.has(step.object.id))
}

/** The way back; what had its step up since the mains returned is not tried again by itself. */
export const recoverySteps = (
  site: Site,
  run: RunWithSteps,
  content: PlanContent,
  views: readonly PowerDeviceView[],
): NewSteps => {
  const lastDownSeq = Math.max(0, ...run.steps.filter((step) => step.direction === 'down').map((step) => step.seq))
  const had = new Set(run.steps.filter((step) => step.direction === 'up' && step.seq > lastDownSeq).map((step) => step.object.id))
  const planned = planRecovery({
    runId: run.id,
    content,
    world: site.world,
    steps: run.steps,
    nextSeq: run.steps.length + 1,
    makeId,
  })
  return accepted(site, run, planned, views, (step) => !had.has(step.object.id))
}
