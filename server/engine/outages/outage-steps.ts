import { randomUUID } from 'node:crypto'
import { type HostId, type StageId, type StepId, stepIdSchema } from '../../domain/ids'
import type { PlanContent } from '../../domain/plan'
import { isOpen, isRecordOnly, type RunWithSteps, type Step } from '../../domain/run'
import type { PowerDeviceView, PowerGroup, World } from '../../domain/world'
import { hostsGoing, planHosts } from '../../planner/host-steps'
import { openDepartures } from '../../planner/homecoming'
import { goesFurther, vmsEnding } from '../../planner/pool-autostart'
import type { RejectedPart } from '../../planner/rejected-part'
import { planStage } from '../../planner/stage-steps'
import type { PlannedSteps } from '../../planner/step-writer'
import { checkedSteps } from '../checked-steps'
import type { RejectedSteps } from '../rejected/reject-steps'
import { acceptedClaims, type ClaimedRoom, withPowerUntil } from './battery-targets'
import type { Site } from '../site'

/** New steps as the checker accepts them, and what a person should know about them. */
export interface NewSteps {
  readonly steps: readonly Step[]
  /** What the checker changed. */
  readonly changes: readonly string[]
  readonly notes: PlannedSteps['notes']
  /** As they were planned, where the checker did not accept all. Absent: it did. */
  readonly rejected?: RejectedSteps
  /** Placements and orders of moves that were found and not used, for their checkers did not accept them. Absent: none. */
  readonly rejectedParts?: readonly RejectedPart[]
}

/** By host, for which other run's danger it is left to that run, in words. */
export type Endangered = ReadonlyMap<HostId, string>

/** What steps are planned from. */
export type Sight = Pick<Site, 'world' | 'durations' | 'trustedWorld' | 'groupStates' | 'hostIdsAtRisk' | 'hostIdsOf'>

/** A step's id, unlike any other. */
export const makeId = (): StepId => stepIdSchema.parse(randomUUID())

/** After the highest, not after as many: what was planned and left out has left gaps, and no number may stand twice. */
export const nextSeq = ({ steps }: Pick<RunWithSteps, 'steps'>): number =>
  1 + steps.reduce((highest, { seq }) => Math.max(highest, seq), 0)

/** Hosts that may go in this outage: the power of a group of theirs is in trouble, whichever it is. */
export const hostsInTrouble = (
  site: Pick<Sight, 'groupStates' | 'hostIdsAtRisk'>,
  views: readonly PowerDeviceView[],
): ReadonlySet<HostId> =>
  new Set(
    site
      .groupStates(views)
      .filter(({ state }) => state.inTrouble)
      .flatMap(({ group }) => [...site.hostIdsAtRisk(group, views)]),
  )

/** Steps that are wanted, as the checker accepts them. `outlasting`: hosts in trouble whose battery outlasts the plan (D4). */
export const accepted = (
  site: Sight,
  run: RunWithSteps,
  planned: PlannedSteps,
  views: readonly PowerDeviceView[],
  alsoInTrouble: Iterable<HostId>,
  wanted: (step: Step) => boolean,
  elsewhere: readonly Step[] = [],
  outlasting: Iterable<HostId> = [],
): NewSteps => {
  const kept = planned.steps.filter(wanted)
  // Nothing waits for what was left out: the checker would take a move that does for impossible.
  const known = new Set([...run.steps, ...kept].map(({ id }) => id))
  const free = kept.map((step) => ({ ...step, after: step.after.filter((id) => known.has(id)) }))
  const lasting = new Set(outlasting)
  const inTrouble = [...hostsInTrouble(site, views)].filter((id) => !lasting.has(id))
  const { steps, changes, rejected } = checkedSteps(site.world, run.steps, free, {
    hostsInTrouble: new Set([...inTrouble, ...alsoInTrouble]),
    elsewhere,
  })
  return {
    steps,
    changes,
    notes: planned.notes,
    ...(rejected === null ? {} : { rejected }),
    ...(planned.rejected === undefined ? {} : { rejectedParts: planned.rejected }),
  }
}

/** By object, why another run's decision about it stands, in words: it gets one decision, and one shutdown (D11). */
type TakenElsewhere = ReadonlyMap<string, string>

/** Ids begin with their manager's. */
export const managerOf = ({ object }: { readonly object: { readonly id: string } }): string =>
  object.id.slice(0, object.id.indexOf(':'))

const actingBeside = (run: Pick<RunWithSteps, 'id'>, active: readonly RunWithSteps[]): readonly RunWithSteps[] =>
  active.filter((other) => other.id !== run.id && other.kind === 'outage' && !other.dryRun)

/**
 * Hosts for whose power another run sheds because of a danger, or holds what it shed: nothing is brought there, or back there, before
 * a person has continued or aborted that run (D11, P8).
 */
export const endangeredElsewhere = (
  site: Pick<Sight, 'world' | 'hostIdsOf'>,
  run: Pick<RunWithSteps, 'id'>,
  active: readonly RunWithSteps[],
): Endangered =>
  new Map(
    actingBeside(run, active).flatMap(({ danger, powerGroupId, title }): [HostId, string][] => {
      if ((danger ?? null) === null) return []
      const group = site.world.groups.find(({ id }) => id === powerGroupId)
      const why = `left to the run of ${title}, which sheds because of a danger (D11, P8)`
      return group === undefined ? [] : [...site.hostIdsOf(group)].map((id) => [id, why])
    }),
  )

/** A person said no to it in the outage that this run still carries (A6). */
const wasSpared = ({ fired }: RunWithSteps, step: Step): boolean =>
  step.state === 'skipped' && !isRecordOnly(step) && fired.some(({ firstSeq }) => step.seq >= firstSeq)

/**
 * What other runs are taking down, and what people have skipped in them. A run whose plan was disarmed begins nothing more (A10):
 * only what it has begun already is left to it.
 */
export const takenElsewhere = (
  run: Pick<RunWithSteps, 'id'>,
  active: readonly RunWithSteps[],
  isArmed: (other: RunWithSteps) => boolean,
): TakenElsewhere =>
  new Map(
    actingBeside(run, active).flatMap((other) => {
      const takes = isArmed(other) ? isOpen : (step: Step) => step.state === 'running'
      return other.steps.flatMap((step): [string, string][] => {
        if (step.direction !== 'down') return []
        if (takes(step)) return [[step.object.id, `left to the run of ${other.title}, which is taking it down (D11)`]]
        // What is restored has no outage any more that the no was about.
        return other.restored !== true && wasSpared(other, step)
          ? [[step.object.id, `left alone: a person skipped it in the run of ${other.title} (A6)`]]
          : []
      })
    }),
  )

/** What other runs, for an outage or for maintenance, may bring to a host yet: two of them must not count on the same room (D4, D11). */
export const arrivalsElsewhere = (run: Pick<RunWithSteps, 'id'>, active: readonly RunWithSteps[]): readonly Step[] =>
  active
    .filter((other) => other.id !== run.id && !other.dryRun)
    .flatMap(({ steps }) => steps.filter((step) => isOpen(step) && step.targetHostId !== null))

/** Hosts that other runs have shut down or are about to: a cluster may go by several (D10). */
const goingElsewhere = (run: Pick<RunWithSteps, 'id'>, active: readonly RunWithSteps[], world: World): ReadonlySet<HostId> =>
  new Set(actingBeside(run, active).flatMap(({ steps }) => [...hostsGoing(steps, world)]))

/**
 * What other runs took down on hosts that this group feeds again, while their own power is not back: it was left to them, and
 * would stay off until their UPS returns (R1, D11).
 */
export const leftBehind = (
  site: Sight,
  run: Pick<RunWithSteps, 'id'>,
  group: PowerGroup,
  views: readonly PowerDeviceView[],
  active: readonly RunWithSteps[],
): readonly Step[] => {
  // What a danger took down waits for a person, whoever feeds its host (P8).
  const others = actingBeside(run, active).filter(({ phase, danger }) => phase === 'shedding' && (danger ?? null) === null)
  if (others.length === 0) return []
  const fed = site.hostIdsOf(group)
  const inTrouble = hostsInTrouble(site, views)
  return others
    .flatMap(({ steps }) => openDepartures(steps))
    .filter(({ state, before: { hostId } }) => state === 'done' && hostId !== null && fed.has(hostId) && !inTrouble.has(hostId))
}

/** As it is seen while a danger takes all hosts of this group: also those that something else keeps alive. */
export const withAllHosts = (site: Sight, { id }: PowerGroup): Sight => ({
  world: site.world,
  durations: site.durations,
  trustedWorld: site.trustedWorld,
  groupStates: (views) => site.groupStates(views),
  hostIdsAtRisk: (group, views) => (group.id === id ? site.hostIdsOf(group) : site.hostIdsAtRisk(group, views)),
  hostIdsOf: (group) => site.hostIdsOf(group),
})

/** Managers that may answer at any moment: what an earlier engine knew of them is not planned by before they have, or have not. */
const awaitedManagers = ({ managers }: World): ReadonlySet<string> =>
  new Set(managers.flatMap(({ id, awaited }) => (awaited === true ? [id] : [])))

/**
 * Without the hosts of managers that may answer at any moment: what is on them is not known. While there are any, neither does one go
 * that carries what the operation stands on, which is last of all (D5).
 */
const hostsKnown = (world: World, atRisk: ReadonlySet<HostId>): ReadonlySet<HostId> => {
  const awaited = awaitedManagers(world)
  const unknown = new Set(world.hosts.flatMap(({ id, managerId }) => (awaited.has(managerId) && atRisk.has(id) ? [id] : [])))
  if (unknown.size === 0) return atRisk
  const carrying = new Set(world.vms.flatMap(({ hostId, keepAlive }) => (keepAlive === undefined ? [] : [hostId])))
  return new Set([...atRisk].filter((id) => !unknown.has(id) && !carrying.has(id)))
}

/** What is left to another run is said, in the words of a note. A host waits until nothing on it is another run's. */
const leavingTo = (taken: TakenElsewhere, planned: PlannedSteps, { vms }: World): PlannedSteps => ({
  ...planned,
  steps: planned.steps.filter(
    ({ object }) => !taken.has(object.id) && !vms.some((vm) => vm.hostId === object.id && taken.has(vm.id)),
  ),
  notes: [
    ...planned.notes,
    ...planned.steps.flatMap(({ object }) => {
      const why = taken.get(object.id)
      return why === undefined ? [] : [{ vmId: null, hostId: null, message: `${object.name}: ${why}` }]
    }),
  ],
})

/**
 * VMs of which nobody can tell any more whether they run, on hosts that this run has shut down: they did not, for a host goes only
 * once nothing runs on it (A5).
 */
const offWithTheirHosts = ({ steps }: RunWithSteps, { vms }: World): ReadonlySet<string> => {
  const gone = new Set<string>()
  for (const { object, action, attempts, state } of steps.toSorted((one, other) => one.seq - other.seq)) {
    if (action === 'shutdown-host' && attempts.length > 0) gone.add(object.id)
    // One that was only called has not been up since: what it would run has not begun.
    if (action === 'power-on-host' && state === 'done') gone.delete(object.id)
  }
  return new Set(vms.flatMap(({ id, hostId, power }) => (power === 'unknown' && hostId !== null && gone.has(hostId) ? [id] : [])))
}

/**
 * Steps of a stage that fires, or that has fired: VMs which appear later (their manager was silent, they were moved here, a person
 * or HA started them) get their step then (D8). What already had one since `firstSeq` is left to its outcome, whatever it was.
 * `elsewhere`: what other runs bring to hosts.
 */
export const stageSteps = (
  site: Sight,
  run: RunWithSteps,
  content: PlanContent,
  group: PowerGroup,
  views: readonly PowerDeviceView[],
  stage: { readonly stageId: StageId; readonly firstSeq: number },
  taken: TakenElsewhere,
  endangered: Endangered,
  batteries: ClaimedRoom | null = null,
  elsewhere: readonly Step[] = [],
): NewSteps => {
  const had = new Set(
    run.steps
      .filter((step) => step.direction === 'down' && step.seq >= stage.firstSeq && !isRecordOnly(step))
      .map((step) => step.object.id),
  )
  const awaited = awaitedManagers(site.world)
  const off = offWithTheirHosts(run, site.world)
  const wanted = (step: Step): boolean => !had.has(step.object.id) && !awaited.has(managerOf(step)) && !off.has(step.object.id)
  const planned = planStage({
    runId: run.id,
    content,
    stageId: stage.stageId,
    world: site.trustedWorld,
    groupHostIds: site.hostIdsAtRisk(group, views),
    devices: views,
    endangered,
    ...(batteries === null ? {} : { batteries: batteries.room }),
    existingSteps: run.steps,
    elsewhere,
    nextSeq: nextSeq(run),
    makeId,
  })
  const isTold = ({ vmId }: { readonly vmId: string | null }): boolean =>
    vmId === null || !awaited.has(managerOf({ object: { id: vmId } }))
  const told = { ...planned, notes: planned.notes.filter(isTold) }
  const left = leavingTo(taken, told, site.world)
  if (batteries === null) return accepted(site, run, left, views, endangered.keys(), wanted, elsewhere)
  const evidence = { groups: site.world.groups, trusted: site.trustedWorld, devices: views }
  const { accepted: claims, faults } = acceptedClaims(batteries.room, evidence, left.steps)
  const outlasting = claims.flatMap(({ hostIds }) => hostIds)
  const found = accepted(site, run, left, views, endangered.keys(), wanted, elsewhere, outlasting)
  const steps = found.steps.map((step) => withPowerUntil(step, claims, batteries.nowMs))
  return { ...found, steps, changes: [...faults, ...found.changes] }
}

/** Hosts of the group, once per outage each: one that was skipped or failed is left to a person, one that mains cancelled is not. */
export const hostSteps = (
  site: Sight,
  run: RunWithSteps,
  content: PlanContent,
  group: PowerGroup,
  views: readonly PowerDeviceView[],
  taken: TakenElsewhere,
  active: readonly RunWithSteps[] = [],
  disarmLimitSeconds?: number,
): NewSteps => {
  const firstSeq = Math.min(...run.fired.map((stage) => stage.firstSeq))
  const had = new Set(
    run.steps
      .filter(
        ({ action, seq, state }) =>
          (action === 'shutdown-host' || action === 'disarm') && seq >= firstSeq && state !== 'cancelled',
      )
      .map((step) => step.object.id),
  )
  const elsewhere = actingBeside(run, active).flatMap(({ steps }) => steps)
  const planned = planHosts({
    runId: run.id,
    content,
    world: site.world,
    groupHostIds: hostsKnown(site.world, site.hostIdsAtRisk(group, views)),
    existingSteps: run.steps,
    goingElsewhere: goingElsewhere(run, active, site.world),
    mayEnd: { hostIds: hostsInTrouble(site, views), vmIds: vmsEnding(elsewhere) },
    ...(disarmLimitSeconds === undefined ? {} : { disarmLimitSeconds }),
    nextSeq: nextSeq(run),
    makeId,
  })
  const wanted = (step: Step): boolean => !had.has(step.object.id) || goesFurther(step, run.steps)
  return accepted(site, run, leavingTo(taken, planned, site.world), views, [], wanted, elsewhere)
}
