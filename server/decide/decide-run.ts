import { RECHARGE_SECONDS_PER_DISCHARGED_SECOND } from '../domain/battery'
import type { DangerKind } from '../domain/danger'
import type { StageId, StepId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import { awaitsWave, isHeldBack, isInOutage, type RunWithSteps, type StartWave, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import { type GoAhead, isAsShown, type Overrulable, type RecoveryNote } from '../domain/sustain'
import { type Calm, hasPassed, type HoldingDanger, holdingDangers } from './danger'
import { joiningDangers, stillAsked } from './danger-part'
import type { GroupState } from './group-state'
import { type Budget, budgetGate, NO_BUDGET } from './restart-gate'
import { nextWave, unanswered, waveGate } from './start-waves'
import { hostsToStop, type StageFiring, stagesToFire } from './stages-to-fire'

export type RunDecision =
  | StageFiring
  | { readonly kind: 'stop-hosts'; readonly why: string }
  /** Mains carry the group, and no danger that has had a part lasts; `setAside` lasts, and asked for nothing but the outage did. */
  | { readonly kind: 'mains-back'; readonly setAside: readonly DangerKind[]; readonly why: string }
  | { readonly kind: 'outage-again'; readonly why: string }
  /** A danger has its part in the run from now on: while it sheds, or again after it had passed. */
  | { readonly kind: 'danger'; readonly again: boolean; readonly kinds: readonly DangerKind[]; readonly why: string }
  /** Mains fail while a danger lasts. */
  | { readonly kind: 'outage-besides'; readonly why: string }
  /** Mains are back; dangers last, and still ask for these of the fired stages, and for the end of the hosts or not. */
  | {
      readonly kind: 'only-danger'
      readonly kinds: readonly DangerKind[]
      readonly stageIds: readonly StageId[]
      readonly hosts: boolean
      readonly why: string
    }
  | { readonly kind: 'begin-recovery'; readonly why: string }
  /** The next VMs of the way back start. */
  | { readonly kind: 'begin-wave'; readonly wave: StartWave; readonly why: string }
  /** What the way back waits for, or goes on without, is told; null: nothing is. */
  | { readonly kind: 'recovery-note'; readonly note: RecoveryNote | null; readonly why: string }
  /** What a person has overruled is another thing now than was shown. */
  | { readonly kind: 'word-ends'; readonly why: string }
  | { readonly kind: 'release-hold'; readonly why: string }
  /** What is left waits for a hand, or for a manager: what has become possible meanwhile is brought back all the same. */
  | { readonly kind: 'look-again'; readonly why: string }
  | { readonly kind: 'finish'; readonly why: string }

const ended = (step: Step): boolean => step.state !== 'pending' && step.state !== 'running'

/** What is kept back for longer does not keep the run with it: maintenance waits for its end, and the next outage has its own (D11, R8). */
const HELD_APART_MS = 10 * 60_000

/** VMs whose start it made fail come back with it: then the run stays (R1). */
const isLongHeld = ({ steps }: RunWithSteps, step: Step, nowMs: number): boolean =>
  isHeldBack(step) &&
  nowMs - (step.startedAtMs ?? nowMs) >= HELD_APART_MS &&
  !steps.some(({ action, state, after }) => action === 'start' && state === 'failed' && after.includes(step.id))

/** A host that could not even be called for so long waits for a hand, or for its manager. */
const UNCALLED_WAKE_MS = 60_000

/** Wakes that nobody can call, starts whose wave has not begun, and what waits for them: the rest of the run is not kept waiting for it (R1). */
const waitingForHand = (run: RunWithSteps, nowMs: number): ReadonlySet<StepId> => {
  const waiting = new Set<StepId>()
  for (const step of run.steps.toSorted((one, other) => one.seq - other.seq)) {
    const isUncalled =
      step.action === 'power-on-host' &&
      step.state === 'running' &&
      step.attempts.length === 0 &&
      nowMs - (step.startedAtMs ?? nowMs) >= UNCALLED_WAKE_MS
    if (isUncalled || (step.state === 'pending' && (awaitsWave(run, step) || step.after.some((id) => waiting.has(id)))))
      waiting.add(step.id)
  }
  return waiting
}

/** The first stages to fire of a plan that has no run yet; empty: none yet. */
export const decideStart = (content: PlanContent, group: GroupState): readonly StageFiring[] =>
  group.inTrouble || group.dangers.length > 0 ? stagesToFire(content, group, new Set()) : []

const mainsCarry = ({ inTrouble, condition }: GroupState): boolean =>
  !inTrouble && (condition === 'on-mains' || condition === 'redundancy-lost')

const danger = (holding: readonly HoldingDanger[], again: boolean): readonly RunDecision[] =>
  holding.length === 0
    ? []
    : [{ kind: 'danger', again, kinds: holding.map(({ kind }) => kind), why: holding.map(({ why }) => why).join('; ') }]

/**
 * Mains carry a run that sheds: whether it may end. Of dangers that hold but had no part in the outage, heat and an overload take
 * part now: what came back would meet them. A failed battery carries nothing on mains, and may be told until it is replaced.
 */
const mainsReturned = (
  run: RunWithSteps,
  content: PlanContent,
  group: GroupState,
  armed: boolean,
  hasEnded: (kind: DangerKind) => boolean,
): readonly RunDecision[] => {
  const had = run.danger?.kinds ?? []
  const why = group.evidence.join('; ')
  const besides =
    armed && isInOutage(run) ? holdingDangers(content, group).flatMap(({ kind }) => (had.includes(kind) ? [] : [kind])) : []
  const joining = besides.filter((kind) => kind !== 'battery-fault')
  if (joining.length === 0 && had.every(hasEnded)) {
    const setAside = run.dryRun ? [] : besides
    return [{ kind: 'mains-back', setAside, why }]
  }
  if (!isInOutage(run)) return []
  const kinds = [...had, ...joining]
  return [{ kind: 'only-danger', kinds, ...stillAsked(content, group, kinds), why }]
}

/** No UPS that could tell has answered since the engine was started: mains that an earlier engine saw prove nothing (P9). */
const isBlind = ({ inTrouble, condition, silent = [] }: GroupState): boolean =>
  !inTrouble && condition === 'unknown' && silent.length > 0

const blindNote = ({ silent = [] }: GroupState, overruledBy: string | null = null): RecoveryNote => {
  const names = silent.join(', ')
  return overruledBy === null
    ? { why: say(RUN_SENTENCES.upsSilent, { names }), isUnprotected: false, isBlind: true }
    : { why: say(RUN_SENTENCES.blindOverruled, { names, who: overruledBy }), isUnprotected: true }
}

/** While a run sheds it waits for nothing else. */
const blindness = (run: RunWithSteps, group: GroupState): readonly RunDecision[] => {
  if (isBlind(group) && isInOutage(run)) return noted(run, blindNote(group))
  return run.recoveryNote?.isBlind === true ? noted(run, null) : []
}

/** Who has overruled this. */
const overruledBy = ({ goAhead }: RunWithSteps, about: Overrulable): string | null =>
  goAhead?.about === about ? goAhead.by : null

/** Why a person's word counts no more: what it was about is over, or worse than was shown (A6). Null: it counts. */
const whyWordEnds = ({ about, hasPercent, atMs }: GoAhead, group: GroupState, engineStartedAtMs: number): string | null => {
  if (group.inTrouble) return 'the mains are away'
  if (about === 'charge')
    return isAsShown({ about, hasPercent }, { about, hasPercent: group.chargePercent })
      ? null
      : `the battery has ${group.chargePercent ?? '?'} % by now, ${hasPercent ?? '?'} % was shown`
  // What that person saw of the mains an earlier engine heard: since then they may have failed unseen (P9).
  if (atMs <= engineStartedAtMs) return 'the engine was started anew since, and whether the mains are there is not known'
  return isBlind(group) ? null : 'a UPS tells again whether the mains are there'
}

interface MayRecover {
  readonly begins: boolean
  readonly why: string
  readonly note: RecoveryNote | null
}

const NOT_YET: MayRecover = { begins: false, why: '', note: null }

const untoldCharge = (leftSeconds: number): RecoveryNote => ({
  why: say(RUN_SENTENCES.waitsForUntoldCharge, { minutes: Math.ceil(leftSeconds / 60) }),
  isUnprotected: false,
  isChargeUntold: true,
})

/** Mains are back and another orderly shutdown is affordable (R2): as modelled, and by the charge that the plan sets at least. */
const mayRecover = (run: RunWithSteps, content: PlanContent, group: GroupState, budget: Budget, nowMs: number): MayRecover => {
  if (run.mainsBackAtMs === null || group.inTrouble || group.condition === 'off') return NOT_YET
  const blindBy = overruledBy(run, 'blind')
  const chargeBy = overruledBy(run, 'charge')
  if (group.condition === 'unknown' && !isBlind(group)) return NOT_YET
  if (group.condition === 'unknown' && blindBy === null) return { ...NOT_YET, note: blindNote(group) }
  const steadySeconds = (nowMs - run.mainsBackAtMs) / 1000
  if (steadySeconds < content.recovery.steadySeconds) return NOT_YET
  if (!run.steps.every((step) => step.direction === 'up' || ended(step))) return NOT_YET
  if (group.condition === 'unknown') {
    const note = blindNote(group, blindBy)
    return { begins: true, why: note.why, note }
  }
  const steady = `mains steady for ${Math.floor(steadySeconds)} s`
  if (group.chargePercent === null) {
    if (run.outageStartedAtMs === null) return { ...NOT_YET, begins: true, why: `${steady}; the battery was not used` }
    if (chargeBy !== null) return { ...NOT_YET, begins: true, why: `${steady}; so ${chargeBy} has ordered` }
    // A UPS that gives no charge: after an outage its battery wins a second back in about ten (P6).
    const outageSeconds = (run.mainsBackAtMs - run.outageStartedAtMs) / 1000
    const left = RECHARGE_SECONDS_PER_DISCHARGED_SECOND * outageSeconds - steadySeconds
    if (left > 0) return { ...NOT_YET, note: untoldCharge(left) }
    return { ...NOT_YET, begins: true, why: `${steady}; the charge is not known, but ten times the outage has passed` }
  }
  const { chargePercent } = group
  const floorPercent = content.recovery.minChargePercent
  const gate = budgetGate(budget, {
    ...{ chargePercent, floorPercent, mainsBackAtMs: run.mainsBackAtMs, nowMs },
    overruledBy: chargeBy,
  })
  return { begins: gate.isOpen, why: `${steady}, ${gate.why}`, note: gate.note }
}

const noted = (run: RunWithSteps, note: RecoveryNote | null): readonly RunDecision[] => {
  const before = run.recoveryNote ?? null
  const isSame = before?.why === note?.why && before?.isUnprotected === note?.isUnprotected
  return isSame ? [] : [{ kind: 'recovery-note', note, why: note?.why ?? 'nothing is waited for any more' }]
}

/** What a person was told once stays told until the run ends. */
const toldBefore = ({ recoveryNote }: RunWithSteps): RecoveryNote | null =>
  recoveryNote?.isUnprotected === true ? recoveryNote : null

const awaitsAnswers = (names: readonly string[]): RecoveryNote | null =>
  names.length === 0 ? null : { why: say(RUN_SENTENCES.answersFirst, { names: names.join(', ') }), isUnprotected: false }

/** The next wave, where nothing that has begun keeps it waiting, and the batteries allow it (R3, R2). */
const beginWave = (
  run: RunWithSteps,
  group: GroupState,
  budget: Budget,
  waiting: ReadonlySet<StepId>,
  nowMs: number,
): readonly RunDecision[] => {
  const wave = nextWave(run)
  if (wave === null) return noted(run, toldBefore(run) ?? awaitsAnswers(unanswered(run, nowMs)))
  const gate = waveGate(run, wave, waiting, nowMs)
  if (!gate.isOpen) {
    const first = { why: say(RUN_SENTENCES.startsFirst, { names: gate.waitsFor.join(', ') }), isUnprotected: false }
    return noted(run, toldBefore(run) ?? (gate.waitsFor.length > 0 ? first : awaitsAnswers(gate.unanswered)))
  }
  const { chargePercent } = group
  const afford =
    run.dryRun || chargePercent === null || run.mainsBackAtMs === null
      ? { isOpen: true, why: 'the charge is not known', note: null }
      : budgetGate(budget, {
          chargePercent,
          floorPercent: 0,
          mainsBackAtMs: run.mainsBackAtMs,
          nowMs,
          overruledBy: overruledBy(run, 'charge'),
        })
  if (!afford.isOpen) return afford.note === null ? [] : noted(run, afford.note)
  const before =
    gate.despite.length === 0
      ? 'what comes before it has started'
      : `without ${gate.despite.join(', ')}, which did not start or answer in time, or wait for a hand`
  const note = afford.note ?? toldBefore(run)
  return [...noted(run, note), { kind: 'begin-wave', wave, why: `${before}; ${afford.why}` }]
}

/** Where no forecast says how long the rest takes, it is taken to need so much beside the reserve. */
const UNFORESEEN_REST_SECONDS = 600

/** A6: a hold expires at the latest safe moment; where no forecast says when that is, while there certainly is time. */
const isSpent = (marginSeconds: number | null, { reserveSeconds }: PlanContent, { runtimeSeconds }: GroupState): boolean =>
  marginSeconds === null
    ? runtimeSeconds !== null && runtimeSeconds <= reserveSeconds + UNFORESEEN_REST_SECONDS
    : marginSeconds <= 0

const whySpent = (marginSeconds: number | null, { runtimeSeconds }: GroupState): string =>
  marginSeconds === null
    ? `latest safe moment: nobody can foresee the rest, and the battery lasts ${Math.floor(runtimeSeconds ?? 0)} s`
    : `latest safe moment: margin ${Math.floor(marginSeconds)} s`

/**
 * What is to be decided about a running outage run, now. Pure: same inputs, same decisions (D1).
 * `hostStepsBuilt`: the hosts' steps of this outage were issued already.
 * `armed`: whether the plan may act now; a disarmed one begins nothing and its hold does not expire (A10).
 * `managersFresh`: every manager that recovery needs was read since the mains returned (R4).
 * `marginSeconds`: what the forecast of the rest leaves above the reserve; a hold expires when nothing is left (A6).
 * `budget`: what the batteries allow to start (R2). Absent: they are not known well enough.
 * `calm`: which dangers the group shows no sign of, since when (P8).
 * `engineStartedAtMs`: absent: before everything that anybody said.
 */
export const decideRun = (input: RunQuestion): readonly RunDecision[] => {
  const { run, group, engineStartedAtMs = Number.NEGATIVE_INFINITY } = input
  const why = run.goAhead == null ? null : whyWordEnds(run.goAhead, group, engineStartedAtMs)
  if (why === null) return decided(input)
  return [{ kind: 'word-ends', why }, ...decided({ ...input, run: { ...run, goAhead: null } })]
}

interface RunQuestion {
  readonly run: RunWithSteps
  readonly content: PlanContent
  readonly group: GroupState
  readonly hostStepsBuilt: boolean
  readonly armed: boolean
  readonly managersFresh: boolean
  readonly marginSeconds: number | null
  readonly budget?: Budget
  readonly calm: Calm
  readonly engineStartedAtMs?: number
  readonly nowMs: number
}

const decided = (input: RunQuestion): readonly RunDecision[] => {
  const { run, content, group, nowMs } = input
  switch (run.phase) {
    case 'shedding': {
      const isOrdered = overruledBy(run, 'blind') !== null && isBlind(group)
      if (mainsCarry(group) || isOrdered) {
        const turn = mainsReturned(run, content, group, input.armed, (kind) => hasPassed(input.calm, kind, nowMs))
        if (turn.length > 0) return turn
      }
      const had = run.danger?.kinds ?? []
      const firedIds = new Set(run.fired.map((stage) => stage.stageId))
      const decisions: RunDecision[] = [...blindness(run, group)]
      if (group.inTrouble && !isInOutage(run)) decisions.push({ kind: 'outage-besides', why: group.evidence.join('; ') })
      if (!input.armed) return decisions
      const hosts = run.steps.some(({ action }) => action === 'shutdown-host')
      const found = joiningDangers(content, group, { stageIds: firedIds, hosts }).filter(({ kind }) => !had.includes(kind))
      decisions.push(...danger(found, false))
      decisions.push(...stagesToFire(content, group, firedIds))
      const why = input.hostStepsBuilt ? null : hostsToStop(content, group)
      if (why !== null) decisions.push({ kind: 'stop-hosts', why })
      const low = group.condition === 'low-battery'
      // Only in an outage a battery runs out; elsewhere, and whatever one answer says, a hold lasts until a person continues.
      const spent = isInOutage(run) && group.inTrouble && isSpent(input.marginSeconds, content, group)
      if (run.heldSinceMs !== null && (low || spent))
        decisions.push({
          kind: 'release-hold',
          why: low ? 'low battery' : whySpent(input.marginSeconds, group),
        })
      return decisions
    }
    case 'waiting': {
      if (group.inTrouble) return [{ kind: 'outage-again', why: group.evidence.join('; ') }]
      const again = input.armed ? danger(holdingDangers(content, group), true) : []
      if (again.length > 0) return again
      if (run.heldSinceMs !== null) return []
      const mayAskManagers = !isBlind(group) || overruledBy(run, 'blind') !== null
      if (!input.managersFresh && mayAskManagers) return run.recoveryNote?.isBlind === true ? noted(run, null) : []
      const { begins, why, note } = mayRecover(run, content, group, input.budget ?? NO_BUDGET, nowMs)
      return [...noted(run, note), ...(begins ? [{ kind: 'begin-recovery' as const, why }] : [])]
    }
    case 'recovering': {
      if (group.inTrouble) return [{ kind: 'outage-again', why: group.evidence.join('; ') }]
      const again = input.armed ? danger(holdingDangers(content, group), true) : []
      if (again.length > 0) return again
      const left = run.steps.filter((step) => !ended(step) && !isLongHeld(run, step, nowMs))
      if (left.length === 0) return [{ kind: 'finish', why: 'every step has ended' }]
      const waiting = waitingForHand(run, nowMs)
      const turn = run.heldSinceMs === null ? beginWave(run, group, input.budget ?? NO_BUDGET, waiting, nowMs) : []
      if (turn.length > 0) return turn
      return run.heldSinceMs === null && left.every(({ id }) => waiting.has(id))
        ? [{ kind: 'look-again', why: 'the rest waits for a hand, or for a manager' }]
        : []
    }
    case 'entering':
    case 'in-maintenance':
    case 'leaving':
    case 'done':
    case 'aborted':
    case 'failed':
      return []
  }
}
