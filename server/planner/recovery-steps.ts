import type { HostId, StepId, VmId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import { ACCEPTED_IN_PART, isOpen, isRecordOnly, type StartWave, type Step } from '../domain/run'
import type { Host, World } from '../domain/world'
import { type DurationBook, priorDurations } from './durations'
import { homecomings, openDepartures, ranBefore, startHostOf, type Homecoming } from './homecoming'
import { isDark } from './lost-power'
import { wasCalledOrAccepted } from './recovery/hosts-switched-off'
import { startOrder, startsAfter, stepsUp, wavesOf } from './recovery/start-order'
import { ANY_POWER, type TargetPower } from './target-power'
import { beforeOfHost, createStepWriter, type PlannedSteps, type StepSource, type StepWriter } from './step-writer'
import { writeRestores, writeRestoresAfterVms, writeRestoresBeforeVms } from './safeguard-steps'
import { indexOf } from './world-index'

/** A host that boots gets so long; servers with much memory need minutes before their hypervisor begins. */
const HOST_START_LIMIT_SECONDS = 1_200
const LEAVE_MAINTENANCE_LIMIT_SECONDS = 300
const START_LIMIT_AFTER_MAINTENANCE_SECONDS = 300

/** How a wake has ended that brought nothing up; a person may retry it. */
const WOKEN_IN_VAIN: readonly Step['state'][] = ['failed', 'skipped']

export interface RecoveryQuestion extends StepSource {
  readonly content: PlanContent
  readonly world: World
  /** Every step of the run so far. */
  readonly steps: readonly Step[]
  /** Hosts whose power is in trouble: nothing starts there that did not run there. Absent: none is. */
  readonly avoid?: ReadonlySet<HostId>
  readonly durations?: DurationBook
  /** Hosts that nobody can tell anything of, and that may have lost their power: they are woken, too. Absent: none. */
  readonly dark?: ReadonlySet<HostId>
  /** Hosts that somebody else has switched off: they are not woken (R5). Absent: none. */
  readonly switchedOff?: ReadonlySet<HostId>
}

export interface MaintenanceExitQuestion extends StepSource {
  readonly hostId: HostId
  readonly world: World
  /** Every step of the maintenance run so far. */
  readonly steps: readonly Step[]
  /** False: the host is only released, its VMs stay where and as they are. */
  readonly bringBack: boolean
  readonly durations?: DurationBook
  /** Nothing moves where power does not last, also home (D4). Absent: power restricts nothing. */
  readonly power?: TargetPower
}

/** Never less than by the priors: what went fast so far may be slow once. */
const moveLimit = (item: Homecoming, durations: DurationBook): number => {
  const [prior, learned] = [priorDurations, durations].map((book) => book.vm('migrate-home', item.vm, 4).p95Seconds)
  return Math.max(120, Math.ceil(2 * Math.max(prior ?? 0, learned ?? 0)))
}

/** What comes to a host waits for: its own step, and safeguards without which nothing can be started there. */
interface Waits {
  /** Of the run, so far. */
  readonly steps: readonly Step[]
  /** Null: what comes back was not taken down by a plan, and does not come in waves. */
  readonly content: PlanContent | null
  readonly hostSteps: ReadonlyMap<HostId, StepId>
  readonly safeguards: ReadonlyMap<HostId, readonly StepId[]>
}

const lastWave = (steps: readonly Step[]): number => Math.max(0, ...steps.map(({ wave }) => wave?.no ?? 0))

/** Writes starts and moves home, each after its host's own step, its own unfinished departure, and whom it depends on. */
const writeHomecomings = (
  writer: StepWriter,
  given: readonly Homecoming[],
  { steps, content, hostSteps, safeguards }: Waits,
  {
    startLimitSeconds,
    durations = priorDurations,
  }: { readonly startLimitSeconds: number; readonly durations?: DurationBook | undefined },
): void => {
  const waitsFor = startsAfter(steps, content)
  const written = new Map<VmId, StepId>(stepsUp(steps))
  const { ordered, dropped } = startOrder(given, waitsFor, content)
  const waves = content === null ? new Map<VmId, StartWave>() : wavesOf(ordered, 1 + lastWave(steps))
  const names = new Map(given.map(({ vm }) => [vm.id, vm.name]))
  for (const [id, other] of dropped)
    writer.note(`${names.get(id) ?? id}: does not wait for ${names.get(other) ?? other}: they wait for each other (R3)`)
  const legs = new Map<string, StepId>()
  for (const item of [...ordered.map(({ item }) => item), ...given.filter(({ action }) => action !== 'start')]) {
    const { vm, down, home, action, leg } = item
    if (action === 'stay' || home === null) {
      writer.noteVm(vm, item.why)
      continue
    }
    if (item.warning !== null) writer.noteVm(vm, item.warning)
    const third = leg?.third ?? null
    const after = [
      third === null ? hostSteps.get(home.id) : undefined,
      // Only what is under HA is refused while that is set aside (R1).
      ...(vm.highlyAvailable === true ? (safeguards.get(home.id) ?? []) : []),
      isOpen(down) ? down.id : undefined,
      ...(waitsFor.get(vm.id) ?? []).map((id) => written.get(id)),
      ...(leg?.afterIds ?? []).map((id) => legs.get(id)),
    ].filter((id) => id !== undefined)
    const limitSeconds = action === 'start' ? startLimitSeconds : moveLimit(item, durations)
    const step = writer.vm(vm, {
      direction: 'up',
      action: third === null ? action : 'migrate',
      targetHostId: third?.id ?? home.id,
      limitSeconds,
      after: [...new Set(after)],
      before: down.before,
      wave: action === 'start' ? waves.get(vm.id) : undefined,
    })
    if (leg !== undefined) legs.set(leg.id, step.id)
    written.set(vm.id, step.id)
  }
}

/** Its platform goes through maintenance to shut a host down: then the run has put it there, and takes it out (R5). */
const wasEmptiedBy = ({ attempts }: Step): boolean => attempts.some(({ message }) => message === ACCEPTED_IN_PART)

interface HostsToWake {
  readonly wake: readonly { readonly host: Host; readonly down: Step | null }[]
  /** Not off, but in maintenance for a shutdown that the mains were faster than. */
  readonly release: readonly { readonly host: Host; readonly down: Step }[]
}

/**
 * Hosts that must be up first: those the run shut down, and those found down to which something comes back. A host that was
 * in maintenance before, or is by now, has a technician inside and is never powered (R5).
 */
const hostsToWake = (question: RecoveryQuestion, writer: StepWriter): HostsToWake => {
  const index = indexOf(question.world)
  const wake = new Map<HostId, { host: Host; down: Step | null }>()
  const release = new Map<HostId, { host: Host; down: Step }>()
  const waking = new Set(
    question.steps
      .filter((step) => (step.action === 'power-on-host' || step.action === 'exit-maintenance') && isOpen(step))
      .map((step) => step.object.id),
  )
  const departures = openDepartures(question.steps)
  /** Woken since, and it did not come: what ran there need not wait for it. */
  const isDead = (id: HostId, { seq }: Step): boolean =>
    question.steps.some(
      (step) => step.object.id === id && step.action === 'power-on-host' && step.seq > seq && WOKEN_IN_VAIN.includes(step.state),
    )
  for (const down of departures) {
    if (down.object.kind !== 'host' || down.action !== 'shutdown-host' || down.before.inMaintenance) continue
    const host = index.hosts.get(down.object.id)
    if (host?.inMaintenance === true && wasEmptiedBy(down)) release.set(host.id, { host, down })
    else if (host?.inMaintenance === true)
      writer.noteHost(host, 'in maintenance: a technician may be inside, it is not powered (R5)')
    else if (host !== undefined && !isDead(host.id, down)) wake.set(host.id, { host, down })
  }
  for (const down of departures) {
    if (down.object.kind !== 'vm' || down.before.hostId === null || ranBefore(down) !== true) continue
    const vm = index.vms.get(down.object.id)
    const host = index.hosts.get(vm === undefined ? down.before.hostId : (startHostOf(index, vm, down) ?? down.before.hostId))
    if (host === undefined || wake.has(host.id) || !isDark(index, host) || host.inMaintenance || isDead(host.id, down)) continue
    wake.set(host.id, { host, down: null })
  }
  for (const down of departures) {
    const host =
      down.object.kind === 'host' && isRecordOnly({ ...down, state: 'cancelled' }) ? index.hosts.get(down.object.id) : undefined
    if (host === undefined || wake.has(host.id) || !isDark(index, host) || host.inMaintenance || isDead(host.id, down)) continue
    wake.set(host.id, { host, down: null })
  }
  for (const id of question.dark ?? []) {
    const host = index.hosts.get(id)
    if (host !== undefined && !wake.has(id) && !release.has(id)) wake.set(id, { host, down: null })
  }
  for (const { host, down } of [...wake.values()])
    if (question.switchedOff?.has(host.id) === true && (down === null || !wasCalledOrAccepted(down)) && wake.delete(host.id))
      writer.noteHost(host, 'it went off although it had its power, and no step of ours had ended it: it is not switched on (R5)')
  const isFree = ({ host }: { readonly host: Host }): boolean => !waking.has(host.id)
  return { wake: [...wake.values()].filter(isFree), release: [...release.values()].filter(isFree) }
}

/** Back to what was: hosts, then what was running, in reverse order of stopping, then those that moved go home. */
export const planRecovery = (question: RecoveryQuestion): PlannedSteps => {
  const { content, world, steps } = question
  const writer = createStepWriter(question)
  const hostSteps = new Map<HostId, StepId>()
  for (const step of steps)
    if (step.object.kind === 'host' && step.action === 'power-on-host' && isOpen(step)) hostSteps.set(step.object.id, step.id)
  const { wake, release } = hostsToWake(question, writer)
  for (const { host, down } of release) {
    const after = isOpen(down) ? [down.id] : []
    const limitSeconds = LEAVE_MAINTENANCE_LIMIT_SECONDS
    const wish = { direction: 'up', action: 'exit-maintenance', limitSeconds, after, before: down.before } as const
    hostSteps.set(host.id, writer.host(host, wish).id)
  }
  for (const { host, down } of wake) {
    const step = writer.host(host, {
      direction: 'up',
      action: 'power-on-host',
      limitSeconds: HOST_START_LIMIT_SECONDS,
      after: down !== null && isOpen(down) ? [down.id] : [],
      before: down?.before ?? { ...beforeOfHost(host), power: 'on' },
    })
    hostSteps.set(host.id, step.id)
  }
  const { startVms, moveHome, startLimitSeconds } = content.recovery
  const { hosts } = indexOf(world)
  const released = new Set(release.map(({ host }) => host.id))
  const comingUp = new Set([...hostSteps.keys()].filter((id) => released.has(id) || hosts.get(id)?.inMaintenance !== true))
  const { avoid, durations } = question
  const items = homecomings({ world, steps, startVms, moveHome, comingUp, avoid, durations, onRejected: writer.reject })
  const safeguards = writeRestoresBeforeVms(writer, world, steps, hostSteps)
  const waits = { steps, content, hostSteps, safeguards }
  writeHomecomings(writer, items, waits, { startLimitSeconds, durations: question.durations })
  const upward = [...steps.filter(isOpen), ...writer.result().steps].filter(({ direction }) => direction === 'up')
  writeRestoresAfterVms(
    writer,
    world,
    steps,
    upward.map(({ id }) => id),
  )
  return writer.result()
}

/** What a run that is aborted has set aside is put back all the same (R8). */
export const planRestores = (question: StepSource & { readonly steps: readonly Step[] }): PlannedSteps => {
  const writer = createStepWriter(question)
  writeRestores(writer, question.steps)
  return writer.result()
}

/** Whether this run, and no person before it, put the host into maintenance (R5). */
export const enteredByRun = (steps: readonly Step[], hostId: HostId): Step | null =>
  steps.findLast((step) => step.object.id === hostId && step.action === 'enter-maintenance' && !step.before.inMaintenance) ?? null

/** Out of maintenance, and, where wanted, everything back as it was when the run began. */
export const planMaintenanceExit = (question: MaintenanceExitQuestion): PlannedSteps => {
  const { hostId, world, steps, bringBack, durations, power = ANY_POWER } = question
  const writer = createStepWriter(question)
  const host = indexOf(world).hosts.get(hostId)
  const entered = enteredByRun(steps, hostId)
  if (host === undefined || entered === null) {
    writer.note('this run did not put the host into maintenance, so it does not take it out (R5)')
    return writer.result()
  }
  const exit = writer.host(host, {
    direction: 'up',
    action: 'exit-maintenance',
    limitSeconds: LEAVE_MAINTENANCE_LIMIT_SECONDS,
    after: isOpen(entered) ? [entered.id] : [],
    before: entered.before,
  })
  if (!bringBack) return writer.result()
  const comingUp = new Set([hostId])
  const way = { startVms: true, moveHome: true, comingUp, durations, power, onRejected: writer.reject }
  const items = homecomings({ world, steps, ...way })
  const waits = {
    steps,
    content: null,
    hostSteps: new Map([[hostId, exit.id]]),
    safeguards: new Map(),
  }
  writeHomecomings(writer, items, waits, {
    startLimitSeconds: START_LIMIT_AFTER_MAINTENANCE_SECONDS,
    durations,
  })
  return writer.result()
}
