import type { HostId, StepId } from '../../domain/ids'
import type { Step } from '../../domain/run'
import type { ShedHost, ShedLimit, ShedPlan, ShedProblem, ShedVm } from '../../domain/shedding'
import { TIER_VALUE, tierOf } from '../../domain/tier'
import type { World } from '../../domain/world'
import { checkShedding } from '../check-shedding'
import type { DurationBook } from '../durations'
import type { LoadModel } from '../load-model'
import { slotsOf } from '../scheduler'
import { outcomeOfHostStep, outcomeOfVmStep } from '../step-outcome'
import { indexOf } from '../world-index'
import { halfLifeAfter } from './expected-work'
import { needsNoDegree, shedAgain, shedSchedule } from './schedule'

/** An end that is open: of a VM or of a host. */
export interface OpenEnd {
  readonly step: Step
  /** Its moment is to be found. Else it begins as soon as it can, or is under way. */
  readonly mayWait: boolean
  /** It has been under way for so long. */
  readonly ranSeconds: number
  /** Its moment so far, from now; absent: it has none yet. */
  readonly before?: number
}

export interface MomentsQuestion {
  readonly world: World
  readonly durations: DurationBook
  readonly load: LoadModel
  /** What is drawn now. */
  readonly watts: number
  /** How long the batteries last at a steady load, from now on, at the low end of what is believed. */
  readonly runtimeAt: (watts: number) => number
  /** How full they are, 0 … 1, as they tell; null: they do not. */
  readonly charge: number | null
  readonly ends: readonly OpenEnd[]
  /** Runtime that must be left when all of these have ended, with what everything else then still takes. */
  readonly reserveSeconds: number
  /** So long the outage has lasted: of those that have, half last as long again and longer. */
  readonly lastedSeconds: number
  /** Now, on a clock whose whole slots are the moments: they do not drift from look to look. */
  readonly clockSeconds: number
}

/** When each end begins, seconds from now, by step; 0: now. With what it was found from. */
export interface StageMoments {
  readonly begins: ReadonlyMap<StepId, number>
  readonly problem: ShedProblem
  readonly plan: ShedPlan
}

/** What half of all outages last that have just begun. */
const HALF_LIFE_SECONDS = 600
const SLOTS = 90
const LEAST_SLOT_SECONDS = 15
const LONGEST_SECONDS = 12 * 3_600
/** Of a full battery, and of what is left: told charges are whole percents, and waver. */
const CUSHION = 0.01
const LEAST_CHARGE = 0.05
const CHARGE_WHERE_UNKNOWN = 0.5
/** Budgets are those of power groups: each has its plan, and its run. */
const GROUP = 'group'
const LEAST_WATTS = 10
const LOADS = [1, 0.8, 0.6, 0.45, 0.3, 0.2, 0.1] as const
/** VMs of all courses that may be played: the engine has UPSs to poll meanwhile. */
const SEARCH_WORK = 6_000
/** With more, finding moments takes too long for what decides anew with every sample: all of them end at once. */
export const MOST_WAITING = 400

/** Whole powers of two, so that a finer grid keeps the moments of a coarser one. */
const slotFor = (horizonSeconds: number): number => {
  let slot = LEAST_SLOT_SECONDS
  while (slot * SLOTS < horizonSeconds) slot *= 2
  return slot
}

/** The problem as it stands, its seconds counted from the beginning of the slot that is on: what is left counts for that much longer. */
export const problemOf = (question: MomentsQuestion): ShedProblem => {
  const { world, durations, load, watts, ends } = question
  const index = indexOf(world)
  const vmIdOf = new Map(ends.map(({ step }) => [step.id, step.object.id]))
  const limits = new Map<string, ShedLimit>()
  const hostEnds = new Map<HostId, number>()
  const carrying = new Set<HostId>()
  for (const { step, ranSeconds } of ends) {
    const host = step.object.kind === 'host' && step.action === 'shutdown-host' ? index.hosts.get(step.object.id) : undefined
    if (host !== undefined)
      hostEnds.set(host.id, Math.max(0, outcomeOfHostStep(step, host, durations, 'worst').seconds - ranSeconds))
  }
  const vms = ends.flatMap(({ step, mayWait, ranSeconds }): ShedVm[] => {
    const vm = step.object.kind === 'vm' ? index.vms.get(step.object.id) : undefined
    if (vm === undefined || vm.hostId === null) return []
    const manager = index.managers.get(vm.managerId)
    const { seconds, ends: isGone } = outcomeOfVmStep(step, vm, manager, durations, 'worst')
    const slots = slotsOf(step.action, vm, step.targetHostId, manager)
    for (const { key, limit } of slots) limits.set(key, { id: key, atOnce: limit, atMost: limit })
    carrying.add(vm.hostId)
    return [
      {
        id: vm.id,
        hostId: vm.hostId,
        watts: isGone ? (load.vmWatts.get(vm.id) ?? 0) : 0,
        // What does not wait is asked as soon as it can be: its work is worth nothing any more.
        value: mayWait ? TIER_VALUE[tierOf(vm)] : 0,
        afterIds: step.after.flatMap((id) => vmIdOf.get(id) ?? []).filter((id) => id !== vm.id),
        limitIds: slots.map(({ key }) => key),
        graceSeconds: seconds,
        saveSeconds: null,
        forceSeconds: seconds,
        endingSeconds: step.state === 'running' ? Math.max(0, seconds - ranSeconds) : null,
      },
    ]
  })
  const hosts = [...new Set([...carrying, ...hostEnds.keys()])].map((id): ShedHost => ({
    id,
    feeds: [{ batteryId: GROUP, share: 1 }],
    baseWatts: hostEnds.has(id) ? (load.hostWatts.get(id) ?? 0) : 0,
    endSeconds: hostEnds.get(id) ?? null,
  }))
  const falling = [...vms.map((vm) => vm.watts), ...hosts.map((host) => host.baseWatts)].reduce((sum, each) => sum + each, 0)
  const otherWatts = Math.max(0, watts - falling)
  const horizon = Math.min(LONGEST_SECONDS, question.runtimeAt(Math.max(1, otherWatts)))
  return {
    batteries: [
      {
        id: GROUP,
        runtimes: LOADS.map((part) => Math.max(LEAST_WATTS, watts) * part)
          .sort((one, other) => one - other)
          .map((each) => ({ watts: each, seconds: Math.max(1e-3, question.runtimeAt(each)) })),
        otherWatts,
        reserveSeconds: question.reserveSeconds,
        cushion: CUSHION + CUSHION / Math.max(LEAST_CHARGE, question.charge ?? CHARGE_WHERE_UNKNOWN),
      },
    ],
    hosts,
    vms,
    limits: [...limits.values()],
    slotSeconds: slotFor(horizon),
    slots: SLOTS,
    halfLifeSeconds: halfLifeAfter(HALF_LIFE_SECONDS, question.lastedSeconds),
  }
}

/** The plan of before, on the clock of now: only where each that waits had a moment. */
const planBefore = ({ ends }: MomentsQuestion, passedSeconds: number): ShedPlan | null => {
  const waiting = ends.filter(({ mayWait }) => mayWait)
  if (waiting.length === 0 || waiting.some(({ before }) => before === undefined)) return null
  return {
    ends: ends.map(({ step, before = 0 }) => {
      const beginSeconds = Math.max(0, Math.round(before + passedSeconds))
      return { vmId: step.object.id, way: 'shutdown', beginSeconds, endSeconds: beginSeconds }
    }),
    value: 0,
    degree: 'none',
  }
}

/**
 * When the VMs of a stage are stopped so that the most valuable work goes on the longest and everything still ends before the reserve
 * with all the grace it may take. Null: that does not fit, or the checker refuses it; then nothing waits.
 */
export const stageMoments = (question: MomentsQuestion): StageMoments | null => {
  const waiting = question.ends.filter(({ mayWait }) => mayWait)
  if (waiting.length === 0 || waiting.length > MOST_WAITING) return null
  const problem = problemOf(question)
  if (!needsNoDegree(problem)) return null
  const passedSeconds = question.clockSeconds % problem.slotSeconds
  const before = planBefore(question, passedSeconds)
  const plan = before === null ? shedSchedule(problem, SEARCH_WORK) : shedAgain(problem, before, SEARCH_WORK)
  if (checkShedding(problem, plan).length > 0) return null
  const beginOf = new Map(plan.ends.map(({ vmId, beginSeconds }) => [vmId, beginSeconds]))
  return {
    begins: new Map(waiting.map(({ step }) => [step.id, Math.max(0, (beginOf.get(step.object.id) ?? 0) - passedSeconds)])),
    problem,
    plan,
  }
}
