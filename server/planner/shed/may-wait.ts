import { isDangerTrigger, type PlanContent, type Stage, type Trigger } from '../../domain/plan'
import type { HostId, StageId } from '../../domain/ids'
import type { Step } from '../../domain/run'
import type { PowerGroup, World } from '../../domain/world'
import type { DurationBook } from '../durations'
import { makespanSeconds, slotsOf, type Task } from '../scheduler'
import { vmsOfStage } from '../stage-steps'
import { outcomeOfVmStep } from '../step-outcome'
import { whyKeptAlive, whySystemVm } from '../vm-class'
import { indexOf } from '../world-index'

/** Hosts that hang on this group alone: what another one's battery carries too is not put off by this one's. */
export const hostsOfOnly = (world: World, group: PowerGroup): ReadonlySet<HostId> => {
  const own = new Set(world.feeds.flatMap(({ hostId, deviceId }) => (group.deviceIds.includes(deviceId) ? [hostId] : [])))
  for (const { hostId, deviceId } of world.feeds) if (!group.deviceIds.includes(deviceId)) own.delete(hostId)
  return own
}

/** The end of an ordinary VM that nobody was called for yet. A move is none; what the operation stands on waits for everything else (D5). */
export const mayWait = (step: Step, world: World, hostIds: ReadonlySet<HostId>): boolean => {
  const vm = step.object.kind === 'vm' ? indexOf(world).vms.get(step.object.id) : undefined
  return (
    vm !== undefined &&
    vm.hostId !== null &&
    hostIds.has(vm.hostId) &&
    step.direction === 'down' &&
    step.state === 'pending' &&
    step.attempts.length === 0 &&
    (step.action === 'shutdown' || step.action === 'save-state' || step.action === 'power-off') &&
    whyKeptAlive(vm) === null &&
    whySystemVm(vm) === null
  )
}

const isFiredByOutage = ({ triggers }: Stage): boolean =>
  triggers.some((trigger) => trigger.kind !== 'manual' && !isDangerTrigger(trigger))

/** From which moment on, by its triggers alone, something is ended whatever the battery holds; infinite: from none. */
const latestByTime = (triggers: readonly Trigger[], neededSeconds: number): number => {
  if (triggers.some((trigger) => trigger.kind === 'runtime-at-most' && trigger.seconds >= neededSeconds)) return 0
  return Math.min(...triggers.map((trigger) => (trigger.kind === 'seconds-on-battery' ? trigger.seconds : Infinity)))
}

/**
 * What the stages that have not fired take at worst, one after the other, and then the hosts, where they are not called yet; and before
 * that the time until a trigger ends what waits for nothing but time: all of it the battery has to last besides. Seconds.
 */
export const secondsToCome = (question: {
  readonly content: PlanContent
  readonly world: World
  readonly hostIds: ReadonlySet<HostId>
  readonly durations: DurationBook
  readonly firedIds: ReadonlySet<StageId>
  readonly hostsCalled: boolean
  readonly lastedSeconds: number
}): number => {
  const { content, world, hostIds, durations, firedIds, hostsCalled, lastedSeconds } = question
  const index = indexOf(world)
  const stages = content.stages.filter((stage) => !firedIds.has(stage.id) && isFiredByOutage(stage))
  const ofStages = stages.reduce((sum, stage) => {
    const tasks = vmsOfStage(content, stage, world, hostIds).flatMap(({ vm, wish, limitSeconds }, order): Task[] => {
      if (wish.action === 'keep' || whySystemVm(vm) !== null) return []
      const manager = index.managers.get(vm.managerId)
      const asked = { action: wish.action, fallback: wish.fallback, limitSeconds }
      const { seconds } = outcomeOfVmStep(asked, vm, manager, durations, 'worst')
      return [{ order, seconds, slots: slotsOf(wish.action, vm, wish.targetHostId, manager), after: [] }]
    })
    return sum + makespanSeconds(tasks)
  }, 0)
  const endsHosts = !hostsCalled && content.hosts.action === 'shutdown'
  const hosts = endsHosts ? [...hostIds].flatMap((id) => index.hosts.get(id) ?? []) : []
  const ofHosts = Math.max(0, ...hosts.map((host) => durations.host('shutdown-host', host).p95Seconds))
  const taken = ofStages + ofHosts
  const needed = content.reserveSeconds + taken
  const waiting = stages.map((_, at) => stages.slice(at).flatMap(({ triggers }) => triggers))
  const untils = [...waiting, ...(endsHosts ? [content.hosts.triggers] : [])].map((triggers) => latestByTime(triggers, needed))
  const until = Math.max(0, ...untils.filter(Number.isFinite))
  return taken + Math.max(0, until - lastedSeconds)
}
