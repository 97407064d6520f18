import type { ShedPlan, ShedProblem } from '../../../server/domain/shedding'
import { checkShedding } from '../../../server/planner/check-shedding'
import { halfLifeAfter } from '../../../server/planner/shed/expected-work'
import { shedAgain, shedSchedule } from '../../../server/planner/shed/schedule'
import { createBelief } from './belief'
import { HALF_LIFE_SECONDS, type Outage } from './outage'
import { createPhysics, type Physics } from './physics'

const STEP_SECONDS = 5
/** Samples between two plans. */
const STEPS_PER_PLAN = 3
/** Samples lie on the grid of the plans: an end that began with one takes as many slots less as have passed, and no more. */
const SLOT_SECONDS = STEP_SECONDS * STEPS_PER_PLAN
const SLOTS = 120
/** A UPS tells its charge in whole percents: so much of a full battery, and of what is left, is put off for nobody. */
const CUSHION = 0.01

type Beliefs = ReadonlyMap<string, ReturnType<typeof createBelief>>

export interface Played {
  readonly physics: Physics
  /** VMs that lost their work: cut off, or forced. */
  readonly killed: ReadonlySet<string>
  readonly faults: number
  readonly plans: number
  /** Whether the foretold bands held what then came, each time one was foretold. */
  readonly bands: readonly boolean[]
}

const killedOf = (outage: Outage, physics: Physics): ReadonlySet<string> =>
  new Set(outage.vms.flatMap(({ id }) => (['forced', 'cut'].includes(physics.fate(id)) ? id : [])))

/** How everything stands now, as the policy believes it: the low end of each battery's band. */
const problemNow = (outage: Outage, physics: Physics, beliefs: Beliefs): ShedProblem => {
  const living = outage.vms.filter(({ id }) => ['runs', 'ending'].includes(physics.fate(id)))
  return {
    batteries: outage.batteries
      .filter(({ id }) => physics.charge(id) > 0)
      .map((battery) => {
        const low = Math.max(1e-6, beliefs.get(battery.id)?.left().low ?? 0)
        return {
          id: battery.id,
          runtimes: battery.table.map(({ watts, seconds }) => ({ watts, seconds: seconds * low })),
          otherWatts: battery.otherWatts,
          reserveSeconds: battery.reserveSeconds,
          cushion: Math.min(0.5, CUSHION + CUSHION / low),
        }
      }),
    hosts: outage.hosts
      .filter(({ id }) => physics.isOn(id))
      .map((host) => {
        const live = host.feeds.filter(({ batteryId }) => physics.charge(batteryId) > 0)
        const all = live.reduce((sum, { share }) => sum + share, 0)
        const begunAt = physics.endBegunAt(host.id)
        // What began to end takes so much less.
        const endSeconds =
          host.endSeconds === null || begunAt === null
            ? host.endSeconds
            : Math.max(0, host.endSeconds - (physics.now() - begunAt))
        return { ...host, endSeconds, feeds: live.map((feed) => ({ ...feed, share: feed.share / all })) }
      }),
    vms: living.map((vm) => ({
      ...vm,
      afterIds: vm.afterIds.filter((id) => living.some((other) => other.id === id)),
      endingSeconds: physics.fate(vm.id) === 'ending' ? Math.max(0, physics.forcedAt(vm.id) - physics.now()) : null,
    })),
    limits: outage.limits,
    slotSeconds: SLOT_SECONDS,
    slots: SLOTS,
    halfLifeSeconds: halfLifeAfter(HALF_LIFE_SECONDS, physics.now()),
  }
}

const laterBy = (plan: ShedPlan, seconds: number): ShedPlan => ({
  ...plan,
  ends: plan.ends.map((end) => ({ ...end, beginSeconds: end.beginSeconds - seconds, endSeconds: end.endSeconds - seconds })),
})

/** The last moment to force what has not ended on a host, for everything to end before the reserve, by what is believed. */
const isLate = (outage: Outage, physics: Physics, beliefs: Beliefs, hostId: string): boolean => {
  const host = outage.hosts.find(({ id }) => id === hostId)
  return outage.batteries.some((battery) => {
    if (host?.feeds.some(({ batteryId }) => batteryId === battery.id) !== true || physics.charge(battery.id) === 0) return false
    const left = physics.tableRuntime(battery, beliefs.get(battery.id)?.left().low ?? 0)
    return left <= battery.reserveSeconds + (host.endSeconds ?? 0) + STEP_SECONDS
  })
}

/** Does what a plan says is due now; whoever has no time left is forced when the plan says, unless the next one gives it more. */
const carryOut = (outage: Outage, physics: Physics, { ends }: ShedPlan): void => {
  for (const { vmId, way, beginSeconds, endSeconds } of ends) {
    const vm = outage.vms.find(({ id }) => id === vmId)
    if (beginSeconds > 0 || vm === undefined || !['runs', 'ending'].includes(physics.fate(vmId))) continue
    if (physics.fate(vmId) === 'runs') {
      if (way === 'save') physics.ask(vmId, (vm.saveSeconds ?? 0) + STEP_SECONDS, vm.saveSeconds)
      else physics.ask(vmId, vm.graceSeconds)
    }
    const dueSeconds = {
      shutdown: Infinity,
      save: Infinity,
      short: endSeconds,
      force: Math.max(0, endSeconds - vm.forceSeconds),
    }[way]
    // What is due later is for the next plan to say.
    physics.forceAfter(vmId, dueSeconds < SLOT_SECONDS ? dueSeconds : Infinity)
  }
}

/** The outage under the policy, planned anew with what each sample shows. */
export const playPolicy = (outage: Outage): Played => {
  const physics = createPhysics(outage)
  const beliefs = new Map(outage.batteries.map((battery) => [battery.id, createBelief(battery, physics)]))
  const lives = (id: string): boolean => ['runs', 'ending'].includes(physics.fate(id))
  const bands: boolean[] = []
  const foretellDark = (): void => {
    for (const battery of outage.batteries) {
      const left = beliefs.get(battery.id)?.left()
      const truth = physics.trueRuntime(battery)
      if (left === undefined || truth < 60) continue
      bands.push(physics.tableRuntime(battery, left.low) <= truth && truth <= physics.tableRuntime(battery, left.high))
    }
  }
  let plan: ShedPlan | null = null
  let plans = 0
  let faults = 0
  /** Foretold once everything has been asked: at the latest, all will have ended then. */
  let latestEnd: number | null = null
  let endedAt: number | null = null
  for (let step = 0; physics.now() < outage.mainsBackSeconds && outage.vms.some(({ id }) => lives(id)); step += 1) {
    if (step % 24 === 0) foretellDark()
    if (step % STEPS_PER_PLAN === 0) {
      const problem = problemNow(outage, physics, beliefs)
      plan = plan === null ? shedSchedule(problem) : shedAgain(problem, laterBy(plan, STEP_SECONDS * STEPS_PER_PLAN))
      plans += 1
      faults += checkShedding(problem, plan).length
      carryOut(outage, physics, plan)
      const ending = outage.vms.filter(({ id }) => physics.fate(id) === 'ending')
      const isLast = !outage.vms.some(({ id }) => physics.fate(id) === 'runs')
      if (latestEnd === null && isLast && ending.length > 0)
        latestEnd = Math.max(...ending.map(({ id }) => Math.min(physics.forcedAt(id), physics.now() + 90)))
    }
    for (const belief of beliefs.values()) belief.watch(STEP_SECONDS)
    physics.pass(STEP_SECONDS)
    if (latestEnd !== null && endedAt === null && !outage.vms.some(({ id }) => lives(id))) endedAt = physics.now()
  }
  if (latestEnd !== null && endedAt !== null) bands.push(endedAt <= latestEnd + STEP_SECONDS)
  return { physics, killed: killedOf(outage, physics), faults, plans, bands }
}

/**
 * Another order, by one who knows how long each guest takes: all are asked when the mains fail, those that take longest first. It too
 * has to end before the reserve, by the same belief about the batteries: what has not ended by the last moment for that is forced.
 */
export const playAllAtOnce = (outage: Outage): Played => {
  const physics = createPhysics(outage)
  const beliefs = new Map(outage.batteries.map((battery) => [battery.id, createBelief(battery, physics)]))
  const longestFirst = [...outage.vms].sort(
    (left, right) => (outage.trueEndSeconds.get(right.id) ?? 0) - (outage.trueEndSeconds.get(left.id) ?? 0),
  )
  const lives = (id: string): boolean => ['runs', 'ending'].includes(physics.fate(id))
  while (physics.now() < outage.mainsBackSeconds && outage.vms.some(({ id }) => lives(id))) {
    for (const vm of longestFirst) {
      if (physics.fate(vm.id) !== 'runs' || vm.afterIds.some((id) => lives(id))) continue
      const isFull = outage.limits.some(
        ({ id, atMost }) =>
          vm.limitIds.includes(id) &&
          outage.vms.filter((other) => other.limitIds.includes(id) && physics.fate(other.id) === 'ending').length >= atMost,
      )
      if (!isFull) physics.ask(vm.id, vm.graceSeconds)
    }
    for (const vm of outage.vms) if (lives(vm.id) && isLate(outage, physics, beliefs, vm.hostId)) physics.force(vm.id)
    for (const belief of beliefs.values()) belief.watch(STEP_SECONDS)
    physics.pass(STEP_SECONDS)
  }
  return { physics, killed: killedOf(outage, physics), faults: 0, plans: 0, bands: [] }
}

/** Kills of the policy that the other order would have avoided, without losing one that is worth more instead. */
export const avoidableKills = (outage: Outage, policy: Played, other: Played): readonly string[] => {
  const valueOf = (id: string): number => outage.vms.find((vm) => vm.id === id)?.value ?? 0
  const lost = [...other.killed].filter((id) => !policy.killed.has(id)).map(valueOf)
  return [...policy.killed].filter((id) => !other.killed.has(id) && !lost.some((value) => value > valueOf(id)))
}
