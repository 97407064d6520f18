import type { HostId, ManagerId } from '../domain/ids'
import type { ManagerCapabilities } from '../domain/manager'
import { LONGEST_WAIT_FOR_MANAGERS_MS } from '../domain/read-since'
import { awaitsWave, isMove, isUnsettled, type RunWithSteps, type Step, type StepAction } from '../domain/run'

/** Where a step's work happens: what its limits are counted against (A7). */
export interface StepPlace {
  readonly managerId: ManagerId
  readonly hostId: HostId | null
  readonly capabilities: ManagerCapabilities
  /** Its manager does not answer, and was last read then, epoch ms. Absent: it answers. */
  readonly silentSinceMs?: number
}

type PlaceOf = (step: Step) => StepPlace | null

const hasEnded = (step: Step): boolean => step.state !== 'pending' && step.state !== 'running'

/** So long VMs wait for HA to be armed again: then their starts are tried without it (R1). */
const STARTS_WAIT_MS = 10 * 60_000

const managerOf = ({ object }: Step): string => object.id.slice(0, object.id.indexOf(':'))

/** A start that its manager, another one than that of what waits, has not been asked for or does not tell of: it may never be (R3, R1). */
const isGivenUp = (start: Step, waiting: Step, placeOf: PlaceOf, nowMs: number): boolean => {
  if (start.action !== 'start' || managerOf(start) === managerOf(waiting)) return false
  const uncalledSinceMs = start.attempts.length === 0 ? start.startedAtMs : null
  const sinceMs = Math.min(uncalledSinceMs ?? Infinity, placeOf(start)?.silentSinceMs ?? Infinity)
  return nowMs - sinceMs >= LONGEST_WAIT_FOR_MANAGERS_MS
}

/** Starts that have not ended, and that it begins without, by name. */
export const beginsBefore = ({ steps }: Pick<RunWithSteps, 'steps'>, { action, after }: Step): readonly string[] => {
  if (action !== 'start' || after.length === 0) return []
  const awaited = new Set(after)
  return steps.flatMap((step) => (awaited.has(step.id) && step.action === 'start' && !hasEnded(step) ? [step.object.name] : []))
}

/** A restore that has been on its way for too long, with the hosts that it waits for, is waited for no more. */
const isAwaitedRestore = (step: Step, byId: ReadonlyMap<string, Step>, nowMs: number): boolean => {
  const began = [step, ...step.after.flatMap((id) => byId.get(id) ?? [])].flatMap(({ startedAtMs, direction }) =>
    startedAtMs === null || direction === 'down' ? [] : [startedAtMs],
  )
  return began.length === 0 || nowMs - Math.min(...began) < STARTS_WAIT_MS
}

/** The action a running step is at: its own, or its fallback's. */
export const currentAction = (step: Step): StepAction => step.attempts.at(-1)?.action ?? step.action

/** Whether one more such action fits beside those that run: per host, both ends of a migration counted (A7). */
const fits = (step: Step, place: StepPlace, running: readonly { step: Step; place: StepPlace }[]): boolean => {
  if (step.object.kind !== 'vm') return true
  const onManager = running.filter((other) => other.place.managerId === place.managerId)
  if (onManager.length >= place.capabilities.callsPerManager) return false
  if (isMove(step.action)) {
    const ends = [place.hostId, step.targetHostId].filter((id) => id !== null)
    return ends.every(
      (end) =>
        onManager.filter(
          (other) => isMove(currentAction(other.step)) && (other.place.hostId === end || other.step.targetHostId === end),
        ).length < place.capabilities.migrationsPerHost,
    )
  }
  const beside = onManager.filter((other) => !isMove(currentAction(other.step)) && other.place.hostId === place.hostId)
  return beside.length < place.capabilities.powerOpsPerHost
}

/**
 * Which pending steps may begin now, in the run's order: everything they wait for has ended and the platform's limits have room.
 * A step that does not fit does not hold up those behind it on other hosts.
 * `isHeldBack`: of a step for which everything else in all runs has to end first. Absent: of none.
 */
export const stepsToBegin = (
  run: RunWithSteps,
  placeOf: PlaceOf,
  nowMs: number,
  isHeldBack: (step: Step) => boolean = () => false,
): readonly Step[] => {
  if (run.heldSinceMs !== null) return []
  const byId = new Map(run.steps.map((step) => [step.id, step]))
  const located = (step: Step) => {
    const place = placeOf(step)
    return place === null ? [] : [{ step, place }]
  }
  const running = run.steps.filter((step) => step.state === 'running').flatMap(located)
  const begun: Step[] = []
  for (const step of [...run.steps].sort((left, right) => left.seq - right.seq)) {
    if (step.state !== 'pending' || awaitsWave(run, step) || nowMs < (step.notBeforeMs ?? nowMs)) continue
    const free = step.after.every((id) => {
      const other = byId.get(id)
      if (other === undefined) return true
      if (hasEnded(other)) return !isUnsettled(other, nowMs)
      if (other.action === 'restore') return !isAwaitedRestore(other, byId, nowMs)
      return isGivenUp(other, step, placeOf, nowMs)
    })
    if (!free || isHeldBack(step)) continue
    const place = placeOf(step)
    if (place === null || !fits(step, place, running)) continue
    running.push({ step, place })
    begun.push(step)
  }
  return begun
}
