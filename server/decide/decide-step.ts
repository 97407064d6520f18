import type { VmFacts } from '../domain/inventory'
import { ACCEPTED_IN_PART, type Step, type StepAction, type StepAttempt } from '../domain/run'
import { insteadOfMove } from '../domain/plan'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import { decideReboot, hasRebooted, type HostSight } from './decide-reboot'
import { type SafeguardSight, safeguardReached, whyHeld } from './decide-safeguard'
import { afterMove, type Arrival, UNCHECKED } from './after-move'
import { isDeaf, isPressedAgain, isRefusedForDeafness, wasAskedBefore } from './press-again'
import { isWokenAgain } from './wake-again'
import { type GuestTime, firstHeard, guestTime, isShort, isWaitedOut, timeWords, UNHEARD_LIMITS, type Wait } from './guest-time'

/** What was seen of a step's object just now. `silent`: the manager did not answer (A9). */
export type StepSight =
  | { readonly kind: 'vm'; readonly vm: VmFacts | null }
  | HostSight
  | SafeguardSight
  | { readonly kind: 'silent'; readonly message: string }

export type StepVerdict =
  | { readonly do: 'done'; readonly result: string }
  /** Make the call for this action now. */
  | { readonly do: 'call'; readonly action: StepAction }
  | { readonly do: 'wait'; readonly why: string }
  /** Give this action up and begin the fallback. `time`: the numbers that force stands on, where time was the reason (D3, K1). */
  | { readonly do: 'fall-back'; readonly action: StepAction; readonly why: string; readonly time?: GuestTime }
  | { readonly do: 'fail'; readonly why: string }

/** Without a BMC a host counts as off when its manager has said "disconnected" for so long (A5). */
export const HOST_OFF_AFTER_MS = 30_000
/** A call that was refused or did not arrive is tried again after so long, within the limit (A9). */
const RETRY_AFTER_MS = 5_000
/** A guest whose tools do not run refuses each call until they do: each of them is written down. */
const ASK_DEAF_AGAIN_AFTER_MS = 30_000
/** After an open or unknown outcome the object is watched for so long before the call is made again (A1). */
const WATCH_BEFORE_REPEAT_MS = 15_000

/** What switches a safeguard ends within seconds, or was not enough. */
const SAFEGUARD_AGAIN_AFTER_MS = 30_000
/** So long hosts wait for a manager that does not answer about a safeguard of theirs: what sheds is not held up by it (D3, A3). */
const SILENT_SAFEGUARD_MS = 15_000

export interface StepTargets {
  /** The target host's id on the manager. */
  readonly targetHostNativeId: string | null
  /** The platform knows no maintenance mode: an emptied host is then enough. */
  readonly emulatedMaintenance: boolean
  /** A guest is asked by its power button, which may be pressed again. Absent: by something else. */
  readonly shutdownPressesButton?: boolean
}

export const hasArrived = (vm: VmFacts | null, { targetHostNativeId }: StepTargets): vm is VmFacts =>
  vm !== null && vm.hostNativeId === targetHostNativeId && vm.power === 'on' && vm.lockedBy === null

/**
 * A BMC that says "off" is enough where the manager does not call the host up, one that says "on" overrules a manager that has merely
 * lost it; a silent one proves nothing, so that the manager's word must do, as without one (A5).
 */
const hostOff = ({ host, downForMs, bmc }: HostSight): string | null => {
  if (bmc === 'on') return null
  if (bmc === 'off') return host?.connection === 'up' ? null : RUN_SENTENCES.hostOffByBmc
  if (downForMs === null || downForMs < HOST_OFF_AFTER_MS) return null
  const seconds = Math.floor(downForMs / 1000)
  return bmc === undefined ? say(RUN_SENTENCES.hostOff, { seconds }) : say(RUN_SENTENCES.hostOffUnseen, { seconds })
}

/**
 * Nobody saw it off, for it was the last to go, or no engine was there, but it has booted since: it was. In an outage it is up against
 * the plan, and that is no end.
 */
const wasOff = (step: Step, sight: StepSight): string | null =>
  step.action === 'shutdown-host' && step.attempts.length > 0 && sight.kind === 'host' && hasRebooted(step, sight.host)
    ? RUN_SENTENCES.hostBootedSince
    : null

/** Whether the wanted state is there, verified on the manager's own word (A4). Null: not (yet). */
const reached = (action: StepAction, sight: StepSight, targets: StepTargets): string | null => {
  if (sight.kind === 'vm') {
    const { vm } = sight
    if (vm === null) return null
    switch (action) {
      case 'shutdown':
      case 'power-off':
        // A saved VM is safe: switching it off would throw its memory away (D9).
        return vm.power === 'off' ? RUN_SENTENCES.off : vm.power === 'saved' ? RUN_SENTENCES.foundSaved : null
      case 'save-state':
        return vm.power === 'saved' ? RUN_SENTENCES.saved : vm.power === 'off' ? RUN_SENTENCES.foundOff : null
      case 'start':
        return vm.power === 'on' ? RUN_SENTENCES.running : null
      case 'migrate':
      case 'migrate-home':
        // What it is like where it has arrived is looked at by itself.
        return null
      case 'keep':
        return RUN_SENTENCES.kept
      case 'enter-maintenance':
      case 'exit-maintenance':
      case 'shutdown-host':
      case 'power-on-host':
      case 'reboot-host':
      case 'disarm':
      case 'restore':
        return null
    }
  }
  if (sight.kind !== 'host') return null
  switch (action) {
    case 'enter-maintenance':
      if (sight.runningVmNames.length > 0 || sight.host === null) return null
      return targets.emulatedMaintenance ? RUN_SENTENCES.empty : sight.host.inMaintenance ? RUN_SENTENCES.inMaintenance : null
    case 'exit-maintenance':
      return sight.host?.connection === 'up' && (targets.emulatedMaintenance || !sight.host.inMaintenance)
        ? RUN_SENTENCES.outOfMaintenance
        : null
    case 'shutdown-host':
      return hostOff(sight)
    case 'power-on-host':
      return sight.host?.connection === 'up' ? RUN_SENTENCES.hostUp : null
    case 'shutdown':
    case 'power-off':
    case 'save-state':
    case 'start':
    case 'migrate':
    case 'migrate-home':
    case 'keep':
    case 'reboot-host':
    case 'disarm':
    case 'restore':
      return null
  }
}

/** States in which an action makes no sense any more, because somebody or something else was faster: the observation wins. */
const pointless = (action: StepAction, sight: StepSight): string | null => {
  if (sight.kind === 'safeguard')
    return sight.safeguard === null && sight.unseen === undefined ? RUN_SENTENCES.goneSafeguard : null
  if (sight.kind !== 'vm') return null
  if (sight.vm === null) return RUN_SENTENCES.gone
  if ((action === 'migrate' || action === 'migrate-home') && (sight.vm.power === 'off' || sight.vm.power === 'saved'))
    return say(RUN_SENTENCES.nothingToMove, { power: sight.vm.power })
  return null
}

const fallbackOf = (step: Step, action: StepAction): StepAction | null => {
  if (step.direction === 'up' || step.object.kind !== 'vm' || step.fallback === 'leave' || action === step.fallback) return null
  if (step.action !== 'migrate') return action === step.action ? step.fallback : null
  // Its guest is asked first, and then forced like one that was to be ended at once (D3).
  const instead = insteadOfMove(step.fallback)
  return action === 'migrate' ? instead : action === instead ? step.fallback : null
}

/** Sent, or about to be, when the answer was lost: an accepted call carries its answer as `message` (A1). */
const isInDoubt = (attempt: StepAttempt): boolean =>
  attempt.outcome === 'unknown' || (attempt.outcome === 'open' && attempt.message === null)

/** An end that leaves the guest, or its memory, whole. */
const isGraceful = (action: StepAction): boolean => action === 'shutdown' || action === 'save-state'

export const isLocked = (sight: StepSight): boolean => sight.kind === 'vm' && sight.vm !== null && sight.vm.lockedBy !== null

const firstCall = (action: StepAction, sight: StepSight): StepVerdict => {
  if ((action !== 'shutdown-host' && action !== 'power-on-host') || sight.kind !== 'host') return { do: 'call', action }
  if (sight.host?.inMaintenance === true) return { do: 'fail', why: RUN_SENTENCES.technician }
  if (action === 'power-on-host') return { do: 'call', action }
  return sight.runningVmNames.length > 0
    ? { do: 'wait', why: `still running on it: ${sight.runningVmNames.join(', ')}` }
    : { do: 'call', action }
}

/**
 * What to do next about a running step. Level-triggered: the state seen decides, never what a call returned (A2, A4).
 * `taskFailed`: the manager's own task for the last attempt ended badly, in its words.
 */
export const decideStep = (input: {
  readonly step: Step
  readonly sight: StepSight
  readonly targets: StepTargets
  readonly taskFailed: string | null
  /** False once mains are back: what was called is waited for, nothing more is called or forced on the way down (R1). */
  readonly mayEscalate: boolean
  /**
   * On the way up: for how long the step's object was seen and nothing kept it back since its last action began. What a silent manager,
   * a platform that is not well or an engine that was not there took is not counted. Absent: by the clock.
   */
  readonly workedMs?: number
  /** For how long this engine has met nothing but silence about it. Absent: by the clock. */
  readonly silentMs?: number
  /** Of a VM that is being moved: since when it is where it should be, and whether its guest answers. Absent: just now, unchecked. */
  readonly arrival?: Arrival
  /** What its first call waits for. Its limit begins when its work begins: such waiting is no part of it. Absent: nothing. */
  readonly waitsFor?: Wait | null
  /** Since when nothing has kept its first call back but its manager. Absent: since it began. */
  readonly freeSinceMs?: number
  /** How long the battery lasts above the reserve. Absent or null: not in an outage, or nobody can tell. */
  readonly leftSeconds?: number | null
  readonly nowMs: number
}): StepVerdict => {
  const { step, sight, targets, taskFailed, mayEscalate, arrival = UNCHECKED, waitsFor = null, leftSeconds = null, nowMs } = input
  if (step.action === 'reboot-host' && (sight.kind === 'host' || sight.kind === 'silent')) {
    const emulatedMaintenance = targets.emulatedMaintenance
    return decideReboot({ step, sight, emulatedMaintenance, taskFailed, waitsFor: waitsFor?.why ?? null, nowMs })
  }
  const last = step.attempts.at(-1)
  const action = last?.action ?? step.action
  if ((action === 'migrate' || action === 'migrate-home') && sight.kind === 'vm' && hasArrived(sight.vm, targets))
    return afterMove(step, sight.vm, arrival)
  const seen = sight.kind === 'safeguard' ? safeguardReached(step, sight) : reached(action, sight, targets)
  const result = seen ?? (mayEscalate ? null : wasOff(step, sight))
  if (result !== null) return { do: 'done', result }
  const moot = pointless(action, sight)
  if (moot !== null) return { do: 'fail', why: moot }

  const held = sight.kind === 'safeguard' ? whyHeld(step, sight) : null
  if (held !== null) return { do: 'wait', why: held }

  const uncalledSinceMs = input.freeSinceMs ?? step.startedAtMs ?? nowMs
  const first = step.attempts.find((attempt) => attempt.action === action)
  const heard = isGraceful(action) ? firstHeard(step, action, taskFailed !== null) : first
  const actionBeganAtMs = (heard ?? first)?.startedAtMs ?? uncalledSinceMs
  const goesUp = step.direction === 'up'
  // On the way up nothing is given up that was not even called; silence and waiting do not use up the limit (A9, R1, R4, R8).
  const spentMs = goesUp ? Math.min(input.workedMs ?? nowMs - actionBeganAtMs, nowMs - actionBeganAtMs) : nowMs - actionBeganAtMs
  // One that the manager has heard is at work, whether it answers or not.
  const isUnheard = last === undefined || last.outcome === 'failed'
  const isMute = action === 'disarm' && sight.kind === 'silent' && isUnheard
  const limitMs = step.limitSeconds * 1000
  const isMuteTooLong = isMute && (input.silentMs ?? spentMs) >= SILENT_SAFEGUARD_MS
  const isUnheardGuest = first !== undefined && heard === undefined
  const patienceMs = isUnheardGuest && !isRefusedForDeafness(last, taskFailed !== null) ? UNHEARD_LIMITS * limitMs : limitMs
  const overdue = isMuteTooLong || (!(goesUp && last === undefined) && spentMs >= patienceMs)
  const fallback = mayEscalate ? fallbackOf(step, action) : null
  const giveUp = (why: string, time?: GuestTime): StepVerdict =>
    fallback === null ? { do: 'fail', why } : { do: 'fall-back', action: fallback, why, ...(time === undefined ? {} : { time }) }
  const late = say(RUN_SENTENCES.late, {
    action,
    seconds: Math.floor((isMuteTooLong ? Math.min(SILENT_SAFEGUARD_MS, limitMs) : limitMs) / 1000),
  })
  if (last === undefined && waitsFor !== null && mayEscalate && (waitsFor.alsoSilent || sight.kind !== 'silent')) {
    const time = guestTime(step, action, leftSeconds)
    if (waitsFor.isBounded && fallback !== null && isShort(time)) return giveUp(timeWords(waitsFor.why, action, time), time)
    const isAskedNow = waitsFor.isBounded && isGraceful(action) && isWaitedOut(step, leftSeconds, nowMs)
    if (!isAskedNow) return { do: 'wait', why: waitsFor.why }
  }
  // D3: a guest that nobody could ask yet is asked first, however late that has become; force is for one that had its time.
  if (last === undefined && !goesUp && isGraceful(action) && mayEscalate) {
    if (sight.kind !== 'silent') return firstCall(action, sight)
    return spentMs >= (fallback === null ? 1 : UNHEARD_LIMITS) * limitMs
      ? { do: 'fail', why: late }
      : { do: 'wait', why: sight.message }
  }
  const time = isUnheardGuest ? guestTime(step, action, leftSeconds) : null
  if (fallback !== null && isShort(time)) return giveUp(timeWords(last?.message ?? late, action, time), time)
  if (overdue && !(goesUp && sight.kind === 'silent')) return giveUp(late)
  if (sight.kind === 'silent') return { do: 'wait', why: sight.message }
  if (last === undefined && !mayEscalate) return { do: 'fail', why: RUN_SENTENCES.mainsBefore }
  if (last === undefined) return firstCall(action, sight)
  const sinceLast = nowMs - (last.endedAtMs ?? last.startedAtMs)
  const again = (why: string): StepVerdict => {
    if (!mayEscalate) return { do: 'fail', why: say(RUN_SENTENCES.notAgain, { why }) }
    const isStillDeaf = last.whileDeaf === true && sight.kind === 'vm' && isDeaf(sight.vm, action)
    const afterMs = isStillDeaf ? ASK_DEAF_AGAIN_AFTER_MS : RETRY_AFTER_MS
    return sinceLast >= afterMs ? { do: 'call', action } : { do: 'wait', why }
  }
  const pressed = targets.shutdownPressesButton === true && sight.kind === 'vm' ? sight.vm : null
  if (mayEscalate && isPressedAgain(step, pressed, nowMs)) return { do: 'call', action }
  const refusal = taskFailed ?? (last.outcome === 'refused' ? (last.message ?? 'refused') : null)
  if (refusal !== null && !wasAskedBefore(step, action)) {
    // An earlier call of the same action may still be at work: its own lock is then what refuses this one (A1).
    if (step.attempts.slice(0, -1).some((earlier) => earlier.action === action && isInDoubt(earlier)))
      return { do: 'wait', why: refusal }
    // A lock passes: it is no word about the guest, which is asked again until its time is over (D3).
    if ((isLocked(sight) && action === 'shutdown') || isUnheardGuest) return again(refusal)
    // A copy that was refused or has failed is never begun anew by itself: it may take hours, and fill a datastore.
    if (step.storage !== undefined) return giveUp(refusal)
    return fallbackOf(step, action) === null ? again(refusal) : giveUp(`${action}: ${refusal}`)
  }
  if (last.outcome === 'failed') return again(last.message ?? 'the call did not arrive')
  const idle = sight.kind !== 'vm' || sight.vm?.lockedBy === null
  if (isInDoubt(last) && idle && mayEscalate && nowMs - last.startedAtMs >= WATCH_BEFORE_REPEAT_MS)
    return step.storage === undefined ? { do: 'call', action } : giveUp(RUN_SENTENCES.copyInDoubt)
  if (last.message === ACCEPTED_IN_PART) {
    if (!mayEscalate) return { do: 'fail', why: RUN_SENTENCES.mainsBefore }
    if (nowMs - last.startedAtMs >= RETRY_AFTER_MS) return { do: 'call', action }
  }
  // Some take several calls, one after the other; each is nothing to do where it is so already.
  if (sight.kind === 'safeguard' && mayEscalate && nowMs - last.startedAtMs >= SAFEGUARD_AGAIN_AFTER_MS)
    return { do: 'call', action }
  if (mayEscalate && isWokenAgain(step, sight.kind === 'host' ? sight : null, nowMs)) return { do: 'call', action }
  return { do: 'wait', why: `${action} under way` }
}
