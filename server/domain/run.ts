import type { RunDanger } from './danger'
import type { HostId, ManagerId, PlanId, PlanVersionId, PowerGroupId, RunId, SafeguardId, StageId, StepId, VmId } from './ids'
import type { GuestTools, VmPower } from './inventory'
import type { MoveReport } from './move-report'
import type { CarriedStorage } from './preflight'
import type { SafeguardSetting } from './safeguard'
import type { StartGroup } from './start-group'
import type { ChargeWatch, GoAhead, RecoveryNote, ShownWait, SupplyBefore } from './sustain'
import type { VmAction, VmFallback } from './plan'

/** `outage`: a plan carried out for a power group. `maintenance`: one host emptied, and later brought back. */
export type RunKind = 'outage' | 'maintenance'

/**
 * outage:      shedding → waiting (mains back, battery not yet) → recovering → done
 * maintenance: entering → in-maintenance → leaving → done
 * either may end `aborted` (by a person) or `failed` (nothing more can be done without one).
 */
export const RUN_PHASES = [
  'shedding',
  'waiting',
  'recovering',
  'entering',
  'in-maintenance',
  'leaving',
  'done',
  'aborted',
  'failed',
] as const
export type RunPhase = (typeof RUN_PHASES)[number]

export const isEnded = (phase: RunPhase): boolean => phase === 'done' || phase === 'aborted' || phase === 'failed'

/** The state a step wants of its object. Level-triggered: already so means done (A2). */
export type StepAction =
  | VmAction
  | 'start'
  | 'migrate-home'
  | 'enter-maintenance'
  | 'exit-maintenance'
  | 'shutdown-host'
  | 'power-on-host'
  /** A host that this run holds in maintenance, booted anew. */
  | 'reboot-host'
  /** A safeguard of a whole cluster set aside, and put back as it was found (D10, R8). */
  | 'disarm'
  | 'restore'

export type StepDirection = 'down' | 'up'

/**
 * pending → running → done | failed | skipped | cancelled.
 * `failed`: its limit and its fallback are both spent, or nothing can be done; it names why.
 */
export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'cancelled'

/** What an accepted call is kept with: its answer came, so it is not in doubt (A1). */
export const ACCEPTED = 'accepted'
/** Of an act that its platform does in several parts, each asked for when the one before has ended. */
export const ACCEPTED_IN_PART = 'accepted in part'

export interface StepAttempt {
  readonly action: StepAction
  readonly startedAtMs: number
  /** Set before the call leaves us (A1). */
  readonly intentEntryId: number
  readonly task: string | null
  readonly outcome: 'open' | 'verified' | 'refused' | 'failed' | 'deadline' | 'unknown'
  readonly message: string | null
  readonly endedAtMs: number | null
  /** It was made while a lock, or a move, held its VM: a refusal then is no word about the guest (D3). Absent: nothing held it. */
  readonly whileLocked?: true
  /** It was made while the guest's tools, though installed, did not run: it may just be booting (D3). Absent: they ran, or nobody tells. */
  readonly whileDeaf?: true
  /** Of a wake: the host's BMC has said since that it is on. Absent: it has not. */
  readonly seenOn?: true
}

/** The platform took that call, all of it: one refused, lost or half done says nothing about what is so now (A1). */
export const isTaken = (last: StepAttempt | undefined): boolean =>
  last?.outcome === 'verified' || (last?.outcome === 'open' && last.message !== null && last.message !== ACCEPTED_IN_PART)

/** A call of it may have arrived. */
export const wasCalled = ({ attempts }: { readonly attempts: readonly StepAttempt[] }): boolean =>
  attempts.some(({ outcome }) => outcome !== 'failed' && outcome !== 'refused')

export interface StepSafeguard {
  readonly managerId: ManagerId
  readonly nativeId: string
  /** As it was found before the run's first call: exactly this is put back. */
  readonly found: SafeguardSetting
  /** `found` is from an earlier step of the run whose work was not undone: it is not looked up again. */
  readonly isKept: boolean
  /** VMs, by their manager's ids, that are left as they are: what the operation stands on must come back by itself. Absent: none. */
  readonly sparedVms?: readonly string[]
  /** Hosts that have to be up again before it is put back. */
  readonly hostIds: readonly HostId[]
  /** Put back before the rest, whatever its hosts do: the operation stands on these VMs. Absent: with the rest. */
  readonly early?: true
}

/**
 * A live move, with or without disks, that nobody wants any more: it is cancelled on its manager, and the step ends once the manager
 * is seen to have ended it, one way or the other (A4, A6).
 */
export interface CalledOff {
  readonly atMs: number
  /** What the step then ends as, and with which words. */
  readonly endsAs: 'failed' | 'skipped' | 'cancelled'
  readonly why: string
  /** Why its manager does not cancel it, in the manager's words: its end is awaited. Absent: it does, or was not asked yet. */
  readonly awaited?: string
}

/** `kept`: it had its power, and what becomes of it later is somebody's will; `dark`: it lost it. */
export interface CameThrough {
  readonly was: 'kept' | 'dark'
  /** Says nothing of an outage that came later. */
  readonly atMs: number
}

/** A host that went off beside its run: it had its power, and no step had called its end (R5). */
export interface HostSwitchedOff {
  readonly hostId: HostId
  readonly name: string
  readonly atMs: number
  /** Its own controller says so, and nothing else explains it: it is left off. Else it is named, and woken with the rest (R1). */
  readonly isVerified: boolean
}

/** VMs that start together on the way back (R3). */
export interface StartWave {
  /** Its number in the run: a later way back goes on counting. */
  readonly no: number
  readonly group: StartGroup
}

/** Whether the guest of a VM that was started is there. */
export interface StartAnswer {
  /** False: it did not answer in time; nothing waits for it any longer. */
  readonly isThere: boolean
  /** How it was asked: a probe in words, or `guest-tools`; null: nobody could ask, so it got a while. */
  readonly asked: string | null
}

export interface Step {
  readonly id: StepId
  readonly runId: RunId
  /** Order of issue inside the run. */
  readonly seq: number
  readonly stageId: StageId | null
  readonly direction: StepDirection
  readonly object:
    | { readonly kind: 'vm'; readonly id: VmId; readonly name: string }
    | { readonly kind: 'host'; readonly id: HostId; readonly name: string }
    | { readonly kind: 'safeguard'; readonly id: SafeguardId; readonly name: string }
  readonly action: StepAction
  readonly targetHostId: HostId | null
  /** Of a move: the disks that are copied too. Absent: none is. */
  readonly storage?: CarriedStorage
  /** Of a running move. Absent: it goes on. */
  readonly calledOff?: CalledOff
  readonly limitSeconds: number
  /** What the plan gives it, where time was missing and it is asked for less. Absent: it has the plan's. */
  readonly plannedLimitSeconds?: number
  /** Of a VM that is stopped by value: it is not begun before this moment, which each sample may change. Absent: as soon as it can. */
  readonly notBeforeMs?: number
  /** Of a move to a host on battery: so long that battery has to last, epoch ms (D4). Absent: it goes to none. */
  readonly powerUntilMs?: number
  /** Of the end of a VM: another run had moved it to where it was, and has to bring it home (R6). Absent: it was at home. */
  readonly isGuest?: true
  readonly fallback: VmFallback
  /** Steps that must have ended (in any state) before this one begins. */
  readonly after: readonly StepId[]
  /** How the object was found when the run began: what recovery restores (R6). */
  readonly before: {
    readonly power: VmPower
    readonly hostId: HostId | null
    readonly inMaintenance: boolean
    readonly macs: readonly string[]
    /** Absent: an older engine's. Null: the manager does not tell. */
    readonly uuid?: string | null
    readonly guestTools?: GuestTools
  }
  readonly state: StepState
  readonly attempts: readonly StepAttempt[]
  readonly startedAtMs: number | null
  readonly endedAtMs: number | null
  /** The result as verified on the manager, in words; or why it failed. */
  readonly result: string | null
  /** How far its call has come, as its manager tells it, 0–100 in whole percent. Shown while it runs, never kept. Absent: not told. */
  readonly progressPercent?: number
  /**
   * Of a reboot, and of a host's shutdown: when its host had booted before the call, of several reboots' the first, epoch ms as its
   * manager tells it. Absent: not called yet, or not told.
   */
  readonly bootedBeforeMs?: number
  /**
   * Of one that was never called: how what it was about came through the outage, as first told for certain since the mains returned.
   * Absent: nobody could tell yet.
   */
  readonly cameThrough?: CameThrough
  /** Of a start on the way back: it does not begin before its wave. Absent: it waits for none. */
  readonly wave?: StartWave
  /** Of a start that others wait for: whether its guest has come. Absent: not settled yet, or nobody asks. */
  readonly answer?: StartAnswer
  /** Of a safeguard. Absent: the step is about a VM or host. */
  readonly safeguard?: StepSafeguard
  /** Of a live move that was carried out: how the VM came through it. Absent: none was. */
  readonly moved?: MoveReport
}

/** VMs whose guests have not answered since a step moved them, the last of each counting: they are not moved again by themselves. */
export const silentSinceMoved = (steps: readonly Step[]): ReadonlySet<VmId> => {
  const silent = new Set<VmId>()
  for (const { object, moved } of steps.toSorted((one, other) => one.seq - other.seq)) {
    if (object.kind !== 'vm' || moved === undefined) continue
    if (moved.guest === 'silent') silent.add(object.id)
    else silent.delete(object.id)
  }
  return silent
}

export interface FiredStage {
  readonly stageId: StageId
  readonly stageName: string
  readonly firedAtMs: number
  /** Steps from this `seq` on belong to this firing; earlier ones to an earlier outage of the same run. */
  readonly firstSeq: number
  /** The trigger that fired and the numbers seen, in words: "on battery 31 s ≥ 30 s". */
  readonly why: string
}

export interface Run {
  readonly id: RunId
  readonly kind: RunKind
  readonly phase: RunPhase
  /** A person's hold: no new step begins. Null: not held. */
  readonly heldSinceMs: number | null
  /** In dry run every step is decided and journalled and none is acted on (A10). */
  readonly dryRun: boolean
  readonly planId: PlanId | null
  readonly planVersionId: PlanVersionId | null
  readonly powerGroupId: PowerGroupId | null
  readonly hostId: HostId | null
  readonly title: string
  readonly reason: string | null
  readonly startedBy: string
  /** When the mains failed, which is earlier than the run's start. Null: they have not; a danger began it. */
  readonly outageStartedAtMs: number | null
  readonly startedAtMs: number
  /** Of a run that a danger began, when that had passed. */
  readonly mainsBackAtMs: number | null
  readonly endedAtMs: number | null
  readonly fired: readonly FiredStage[]
  /** A person has aborted it, or it is `restored`: nothing but the putting back of safeguards goes on, then it ends. */
  readonly abandoned?: boolean
  /** Everything is back but safeguards that cannot be yet: they are put back beside whatever else goes on, then it ends. */
  readonly restored?: boolean
  /** Absent or null: none had a part in it, or a person has continued it since. */
  readonly danger?: RunDanger | null
  /** Managers of which stands recorded, as steps that are never carried out, what ran as this outage began. Absent: none. */
  readonly recordedManagerIds?: readonly ManagerId[]
  /** Waves of its way back that have begun. Absent: none. */
  readonly waves?: readonly { readonly no: number; readonly begunAtMs: number }[]
  /** As the outage began. Absent: an older engine's, or no UPS told it. */
  readonly supplyBefore?: readonly SupplyBefore[]
  /** Of its way back. Absent or null: there is nothing to tell. */
  readonly recoveryNote?: RecoveryNote | null
  /** Hosts that went off beside it: the way back wakes none of those that are verified (R5). Absent: none. */
  readonly switchedOff?: readonly HostSwitchedOff[]
  /** Since the mains returned. Absent or null: not yet. */
  readonly chargeWatch?: ChargeWatch | null
  /** Of its way back. Absent or null: nobody has overruled what it waits for. */
  readonly goAhead?: GoAhead | null
  /** Of a maintenance: a person has vouched that its host has mains, while its UPSs do not answer. Absent or null: nobody has, or one answers since. */
  readonly vouchedMains?: true | null
  /** When the way back of this outage was begun. Absent: not yet. */
  readonly recoveryBeganAtMs?: number
}

/** The mains are away for it: a danger carries a run through on mains too (P8). */
export const isInOutage = ({ phase, outageStartedAtMs, mainsBackAtMs }: Run): boolean =>
  phase === 'shedding' && outageStartedAtMs !== null && mainsBackAtMs === null

/** It takes things down, for an outage or a danger: what only serves the record is left for later. */
export const sheds = ({ kind, dryRun, phase }: Run): boolean => kind === 'outage' && !dryRun && phase === 'shedding'

/** A danger that lasts holds it down on mains: a person's Continue sets that aside and brings everything back (A6, P8). */
export const isHeldDownByDanger = (run: Run): boolean =>
  run.phase === 'shedding' && run.heldSinceMs === null && (run.danger ?? null) !== null && !isInOutage(run)

/** What its way back waits for, as people are shown it, where a person may overrule that (A6, R1). Null: it does not. */
export const overrulableWait = ({ kind, phase, abandoned, heldSinceMs, recoveryNote }: Run): ShownWait | null => {
  const { isUnprotected = true, lack, isChargeUntold, isBlind } = recoveryNote ?? {}
  if (kind !== 'outage' || abandoned === true || heldSinceMs !== null || isUnprotected) return null
  if (isBlind === true) return phase === 'shedding' || phase === 'waiting' ? { about: 'blind', hasPercent: null } : null
  if (phase !== 'waiting' && phase !== 'recovering') return null
  if (lack !== undefined) return { about: 'charge', hasPercent: lack.hasPercent }
  return isChargeUntold === true ? { about: 'charge', hasPercent: null } : null
}

/** It waits for what nobody has overruled yet. */
export const mayGoAhead = (run: Run): boolean => {
  const wait = overrulableWait(run)
  return wait !== null && run.goAhead?.about !== wait.about
}

export interface RunWithSteps extends Run {
  readonly steps: readonly Step[]
}

/** It is told to be kept back: by hosts or a platform that may stay unwell for days (R8). */
export const isHeldBack = ({ action, state, result }: Step): boolean =>
  action === 'restore' && state === 'running' && result !== null

/** It waits, or is under way. */
export const isOpen = ({ state }: Pick<Step, 'state'>): boolean => state === 'pending' || state === 'running'

/** It only records that its object ran as the outage began: nothing is done about it, or ever was. */
export const isRecordOnly = ({ action, direction, state, attempts }: Step): boolean =>
  action === 'keep' && direction === 'down' && (state === 'cancelled' || state === 'skipped') && attempts.length === 0

/** As people are shown it: what merely records what ran is no work of the run. */
export const withoutRecords = (run: RunWithSteps): RunWithSteps => ({
  ...run,
  steps: run.steps.filter((step) => !isRecordOnly(step)),
})

/** It starts with a wave that has not begun. */
export const awaitsWave = ({ waves = [] }: Pick<Run, 'waves'>, { state, wave }: Step): boolean =>
  state === 'pending' && wave !== undefined && !waves.some(({ no }) => no === wave.no)

/** So long others wait for the guest of a VM that was started. */
export const LONGEST_WAIT_FOR_ANSWER_MS = 5 * 60_000

/** It was started with a wave of the way back, and whether its guest is there is not settled: what hangs on it waits (R3). */
export const isUnsettled = ({ action, state, wave, answer, endedAtMs }: Step, nowMs: number): boolean =>
  action === 'start' &&
  wave !== undefined &&
  state === 'done' &&
  answer === undefined &&
  nowMs - (endedAtMs ?? 0) < LONGEST_WAIT_FOR_ANSWER_MS

/** A move to a third host on the way home, where there is no direct one: what goes on from there brings the VM back (D4). */
export const isHalfway = ({ direction, action }: Pick<Step, 'direction' | 'action'>): boolean =>
  direction === 'up' && action === 'migrate'

export const isMove = (action: StepAction): boolean => action === 'migrate' || action === 'migrate-home'

/** Its manager may be moving its VM: a call was made, or is about to be. */
export const mayBeMoving = ({ action, attempts, state }: Pick<Step, 'action' | 'attempts' | 'state'>): boolean =>
  state === 'running' && isMove(attempts.at(-1)?.action ?? action)

/** Its manager may be copying disks for it, besides. */
export const mayBeCopying = ({ storage, state }: Pick<Step, 'storage' | 'state'>): boolean =>
  storage !== undefined && state === 'running'

/**
 * It needs the site for itself (D11). One that waits for a person's word about a danger, its own or another run's, leaves it to
 * others, but not before what it has called has ended.
 */
export const isUnderWay = ({ kind, dryRun, phase, danger, abandoned, steps }: RunWithSteps): boolean =>
  kind === 'outage' &&
  !dryRun &&
  abandoned !== true &&
  !isEnded(phase) &&
  ((danger?.over !== true && phase !== 'recovering') || steps.some(isOpen))
