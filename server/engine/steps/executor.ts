import type { Logger } from 'pino'
import { currentAction, stepsToBegin } from '../../decide/schedule'
import { type Arrival } from '../../decide/after-move'
import type { CalledOffVerdict } from '../../decide/decide-called-off'
import { decideStep, hasArrived, type StepSight } from '../../decide/decide-step'
import type { RunId, StepId } from '../../domain/ids'
import {
  ACCEPTED,
  ACCEPTED_IN_PART,
  isEnded,
  isUnderWay,
  mayBeCopying,
  type RunWithSteps,
  sheds,
  type Step,
  type StepAction,
  type StepAttempt,
} from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { settingWords } from '../../domain/safeguard'
import type { World } from '../../domain/world'
import { type ActBegun, type DriverFailure, type DriverResult, refused } from '../../drivers/ports'
import type { HardwareKeeper } from '../hardware/hardware-keeper'
import { wakeHost } from '../hardware/wake-host'
import type { ManagerWatch } from '../manager-watch'
import { pause } from '../power-watch'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'
import { withHint } from '../with-hint'
import { asFound, whatWasFound } from './as-found'
import { callOutcome } from './call-outcome'
import { closeLast, patchLast } from './attempts'
import { type CalledOffStep, copyInTheWay, CopyWatch, isCalledOff } from './copy-watch'
import { type LastGate, lastGate } from './last-gate'
import { whyNotElsewhere } from './elsewhere-gate'
import { LostSteps } from './lost-steps'
import type { MoveWatch } from './move-watch'
import { Patience } from './patience'
import { describeAction, stepEntry, withDisks } from './step-entry'
import { StepLooker } from './step-looker'
import { DONE, FAILED, type StepEnd, StepRecord } from './step-record'
import { orderFor, placeOf, type StepTargets, targetsOf } from './step-target'

const LOOK_EVERY_MS = 500
const CALL_DEADLINE_MS = 10_000

/**
 * Carries out the steps of active runs: look, decide (pure), record the intent, call, look again until it is so or its time is up.
 * Holds no state that matters: everything it goes by is in the run book or seen on the manager (A1, A2).
 */
export class Executor {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #book: RunBook
  readonly #managers: Pick<ManagerWatch, 'call' | 'refreshSoon'>
  readonly #moves: MoveWatch
  readonly #world: () => World
  readonly #gate: LastGate
  readonly #hardware: Pick<HardwareKeeper, 'look' | 'wayToWake' | 'wake'>
  readonly #onStepEnd: () => void
  readonly #working = new Map<StepId, AbortController>()
  readonly #looker: StepLooker
  readonly #lost = new LostSteps()
  readonly #patience = new Patience()
  readonly #copies = new CopyWatch()
  readonly #record: StepRecord

  constructor(parts: {
    readonly clock: Clock
    readonly log: Logger
    readonly book: RunBook
    readonly managers: Pick<ManagerWatch, 'call' | 'refreshSoon'>
    readonly moves: MoveWatch
    readonly world: () => World
    readonly hardware: Pick<HardwareKeeper, 'look' | 'wayToWake' | 'wake'>
    readonly onStepEnd: () => void
  }) {
    this.#clock = parts.clock
    this.#log = parts.log
    this.#book = parts.book
    this.#managers = parts.managers
    this.#moves = parts.moves
    this.#world = parts.world
    this.#gate = lastGate(parts)
    this.#hardware = parts.hardware
    this.#onStepEnd = parts.onStepEnd
    const now = () => parts.clock.now()
    this.#looker = new StepLooker({ ...parts, now })
    this.#record = new StepRecord({ ...parts, now })
  }

  /** Begins what may begin, in every active run. Called after each decision, each step's end, and each second. */
  async advance(): Promise<void> {
    const outage = this.#book.active.some(isUnderWay)
    for (const run of this.#book.active) {
      if (outage) await this.#callOffCopies(run)
      for (const step of run.steps) if (step.state === 'running') this.#work(run.id, step.id)
      const isLocated = (step: Step): boolean => placeOf(this.#world(), step) !== null
      await this.#record.failLost(run, this.#lost.of(run, this.#world(), isLocated, this.#clock.now()))
      // One arbiter: while an outage lasts, maintenance begins nothing more (D11).
      if (outage && run.kind === 'maintenance') continue
      const begin = stepsToBegin(
        run,
        (step) => placeOf(this.#world(), step),
        this.#clock.now(),
        (step) => this.#isHeldBack(run.id, step),
      )
      if (begin.length === 0) continue
      if (!run.dryRun) await this.#begin(run, begin)
      else {
        await this.#record.skipDry(run, begin)
        this.#onStepEnd()
      }
    }
  }

  /** D5: it does not begin while the gate would hold it back, for its limit would pass before its guest was ever asked. */
  #isHeldBack(runId: RunId, step: Step): boolean {
    const unseen = { kind: 'silent', message: '' } as const
    return step.object.kind === 'vm' && this.#gate(runId, step, unseen, { do: 'call', action: step.action }).do === 'wait'
  }

  /** An outage does not wait for disks to be copied, which may take hours; a person can try the step again after it (D11, A6). */
  async #callOffCopies(run: RunWithSteps): Promise<void> {
    const copying = run.steps.filter((step) => mayBeCopying(step) && step.calledOff === undefined)
    await this.#record.callOffForOutage(run, copying, { endsAs: 'failed', why: RUN_SENTENCES.copyForOutage })
  }

  stop(): void {
    for (const controller of this.#working.values()) controller.abort()
    this.#working.clear()
  }

  /** That a step runs is durable with its first intent at the latest; looking at its object need not wait for the record. */
  async #begin(run: RunWithSteps, steps: readonly Step[]): Promise<void> {
    const nowMs = this.#clock.now()
    const ids = steps.map((step) => step.id)
    const written = this.#book.change(
      run.id,
      {
        stepIds: ids,
        patchStep: (step) => (step.state === 'pending' ? { ...step, state: 'running', startedAtMs: nowMs } : step),
      },
      [],
    )
    for (const id of ids) this.#work(run.id, id)
    await written
  }

  #work(runId: RunId, stepId: StepId): void {
    if (this.#working.has(stepId)) return
    const controller = new AbortController()
    this.#working.set(stepId, controller)
    void this.#carryOut(runId, stepId, controller.signal)
      .catch((error: unknown) => this.#log.error({ err: error, stepId }, 'a step worker failed; it is begun anew'))
      .finally(() => {
        this.#working.delete(stepId)
        this.#looker.end(stepId)
        this.#copies.end(stepId)
        if (this.#book.step(runId, stepId)?.state !== 'running') this.#patience.end(stepId)
        this.#moves.end(stepId)
        if (!controller.signal.aborted) this.#onStepEnd()
      })
  }

  async #carryOut(runId: RunId, stepId: StepId, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const step = this.#book.step(runId, stepId)
      const phase = this.#book.get(runId)?.phase
      if (step?.state !== 'running' || phase === undefined || isEnded(phase)) return
      if (isMove(currentAction(step))) this.#moves.follow(step)
      else this.#moves.end(stepId)
      const sight = await this.#looker.look(runId, step)
      const task = await this.#looker.taskOf(step)
      const current = this.#book.step(runId, stepId)
      if (signal.aborted || current?.state !== 'running') return
      this.#book.noteProgress(runId, stepId, task?.state === 'running' ? task.progressPercent : null)
      const targets = targetsOf(this.#world(), current)
      const arrival = this.#arrivalOf(current, sight, targets)
      if (isCalledOff(current)) {
        const seen = { sight, targets, arrival, task: task?.state ?? null }
        if (await this.#endCopy(runId, current, this.#copies.look(current, seen, this.#clock.now()))) return
        await pause(LOOK_EVERY_MS, signal)
        continue
      }
      const taskFailed = task?.state === 'failed' ? task.message : null
      const decided = decideStep({
        step: current,
        sight,
        targets,
        ...(arrival === null ? {} : { arrival }),
        taskFailed,
        waitsFor: this.#waitsFor(runId, current),
        workedMs: this.#patience.workedMs(current, sight, this.#clock.now()),
        silentMs: this.#patience.silentMs(current, sight, this.#clock.now()),
        mayEscalate: this.#mayEscalate(runId, current),
        nowMs: this.#clock.now(),
      })
      const verdict = this.#gate(runId, current, sight, decided)
      switch (verdict.do) {
        case 'done':
          return await this.#done(runId, current, verdict.result, arrival)
        case 'fail':
          if (taskFailed === null && mayBeCopying(current) && isCallOpen(current)) {
            await this.#record.callOff(runId, [current], { endsAs: 'failed', why: verdict.why })
            break
          }
          // What is given up must not arrive later all the same (A3): a cut link can hold a move for a quarter of an hour.
          if (taskFailed === null) await this.#cancelMove(current)
          return await this.#end(runId, current, { ...FAILED, result: verdict.why })
        case 'call':
          await this.#call(runId, asFound(current, sight), verdict.action, null)
          break
        case 'fall-back':
          await this.#fallBack(runId, current, verdict.action, verdict.why)
          break
        case 'wait':
          if (sight.kind === 'safeguard') await this.#record.tellHeld(runId, current, verdict.why)
          await pause(LOOK_EVERY_MS, signal)
      }
    }
  }

  /** R1: with mains back an outage forces nothing down any more. */
  #mayEscalate(runId: RunId, step: Step): boolean {
    const run = this.#book.get(runId)
    return step.direction === 'up' || run?.kind !== 'outage' || run.phase === 'shedding'
  }

  /** D11: what maintenance has begun but not called yet, because its manager was silent, is not called in an outage either. */
  #waitsFor(runId: RunId, step: Step): string | null {
    const { active } = this.#book
    const yields = this.#book.get(runId)?.kind === 'maintenance' && active.some(isUnderWay)
    return yields ? 'a run for an outage or a danger is under way' : copyInTheWay(step, active)
  }

  #arrivalOf(step: Step, sight: StepSight, targets: StepTargets): Arrival | null {
    if (!isMove(currentAction(step)) || sight.kind !== 'vm') return null
    return this.#moves.look(step, hasArrived(sight.vm, targets) ? sight.vm : null)
  }

  /** What a call of ours moved is reported: whether its guest answers, and how long it stood still (S0-07, S4-09). */
  async #done(runId: RunId, step: Step, result: string, arrival: Arrival | null): Promise<void> {
    if (arrival === null || step.attempts.length === 0) return await this.#end(runId, step, { ...DONE, result })
    // The move's slot is needed by what must still go: a number for the record is not worth it (A3).
    const toldMs = this.#book.active.some(sheds) ? null : await this.#looker.downtimeOf(step)
    if (this.#book.step(runId, step.id)?.state !== 'running') return
    await this.#end(runId, step, { ...DONE, result, moved: this.#moves.report(step, arrival, toldMs) })
  }

  async #end(runId: RunId, step: Step, end: StepEnd): Promise<void> {
    await this.#record.end(runId, step, end)
    const managerId = placeOf(this.#world(), step)?.managerId
    if (managerId !== undefined) this.#managers.refreshSoon(managerId)
  }

  /** A1: the intent is on disk before the call leaves; what came of the call is written after it. */
  async #call(runId: RunId, step: Step, action: StepAction, reason: string | null): Promise<void> {
    const order = orderFor(this.#world(), step, action)
    const managerId = placeOf(this.#world(), step)?.managerId ?? null
    const { safeguard } = step
    const found = whatWasFound(step)
    const beganAtMs = this.#clock.now()
    const attempt: StepAttempt = {
      action,
      startedAtMs: beganAtMs,
      // Named by the run book once the intent is on disk.
      intentEntryId: 0,
      task: null,
      outcome: 'open',
      message: null,
      endedAtMs: null,
    }
    const repeated = step.attempts.some((earlier) => earlier.action === action)
    await this.#book.change(
      runId,
      { stepIds: [step.id], patchStep: (now) => ({ ...now, ...found, attempts: [...now.attempts, attempt] }) },
      [
        stepEntry(step, beganAtMs, {
          kind: 'step.intent',
          message: `${repeated ? 'Again: ' : ''}${describeAction(action)} ${step.object.name}${isMove(action) ? withDisks(step) : ''}`,
          reason,
          data: { action, reason, ...(safeguard === undefined ? {} : { found: settingWords(safeguard.found) }) },
        }),
      ],
    )
    // Between the decision and this moment the intent was written and others had their turn: a person may have said no (A6).
    const ended = (): DriverFailure | null => {
      const still = this.#book.get(runId)
      const now = this.#book.step(runId, step.id)
      return still === null || isEnded(still.phase) || now?.state !== 'running' || isCalledOff(now)
        ? refused('Not called: the step was ended meanwhile.', '')
        : null
    }
    const twice = await whyNotElsewhere(this.#world(), step, action, (hostId) => this.#hardware.look(hostId))
    const byManager = async (): Promise<DriverResult<ActBegun>> =>
      twice !== null
        ? twice
        : order === null || managerId === null
          ? { kind: 'refused', message: 'Its host or manager is not known any more.', hint: '' }
          : await this.#managers.call(managerId, { deadlineMs: CALL_DEADLINE_MS }, (session, options) => {
              const no = ended()
              return no === null ? order(session, options) : Promise.resolve(no)
            })
    const { object } = step
    const managerCan = placeOf(this.#world(), step)?.capabilities.hostPowerOn !== false
    const result =
      action === 'power-on-host' && object.kind === 'host'
        ? await wakeHost(object.id, { hardware: this.#hardware, byManager, managerCan, ended })
        : await byManager()
    const endedAtMs = this.#clock.now()
    if (result.kind === 'ok') {
      const { task, isPart } = result.value
      await this.#book.change(
        runId,
        {
          stepIds: [step.id],
          patchStep: (now) => ({
            ...now,
            attempts: patchLast(now.attempts, { task, message: isPart === true ? ACCEPTED_IN_PART : ACCEPTED }),
          }),
        },
        [],
      )
      return
    }
    const outcome = callOutcome(result)
    const message = withHint(result)
    await this.#book.change(
      runId,
      { stepIds: [step.id], patchStep: (now) => ({ ...now, attempts: closeLast(now.attempts, outcome, message, endedAtMs) }) },
      [
        stepEntry(step, endedAtMs, {
          kind: 'step.call-failed',
          message: `${describeAction(action)} ${step.object.name}: ${message}`,
          outcome,
          data: { action, kind: result.kind },
        }),
      ],
    )
  }

  /** A3: what is stuck gives its slot to its fallback. A migration is cancelled first. */
  async #fallBack(runId: RunId, step: Step, action: StepAction, why: string): Promise<void> {
    const nowMs = this.#clock.now()
    await this.#book.change(
      runId,
      { stepIds: [step.id], patchStep: (now) => ({ ...now, attempts: closeLast(now.attempts, 'deadline', why, nowMs) }) },
      [
        stepEntry(step, nowMs, {
          kind: 'step.fallback',
          message: `${step.object.name}: ${why}; now ${describeAction(action)}`,
          outcome: 'failed',
          data: { from: step.action, to: action },
        }),
      ],
    )
    await this.#cancelMove(step)
    await this.#call(runId, step, action, why)
  }

  /** True: it has ended. */
  async #endCopy(runId: RunId, step: CalledOffStep, verdict: CalledOffVerdict): Promise<boolean> {
    if (verdict.do === 'cancel') await this.#cancelMove(step)
    if (verdict.do !== 'end') return false
    const { state, result, isVerified } = verdict
    const outcome = !isVerified ? 'unknown' : state === 'failed' ? 'failed' : 'ok'
    await this.#end(runId, step, { state, result, outcome })
    return true
  }

  /** Where a move was called and has not ended; nothing where there is none. Whether it helped is seen, not believed. */
  async #cancelMove(step: Step): Promise<void> {
    const { object } = step
    if (!isMove(currentAction(step)) || object.kind !== 'vm' || !isCallOpen(step)) return
    const vm = this.#world().vms.find((candidate) => candidate.id === object.id)
    if (vm === undefined) return
    await this.#managers.call(vm.managerId, { deadlineMs: CALL_DEADLINE_MS }, (session, options) =>
      session.act({ act: 'cancel-migration', vmNativeId: vm.nativeId }, options),
    )
  }
}

/** Its last call may still be at work. */
const isCallOpen = ({ attempts }: Step): boolean => {
  const outcome = attempts.at(-1)?.outcome
  return outcome === 'open' || outcome === 'unknown'
}

const isMove = (action: StepAction): boolean => action === 'migrate' || action === 'migrate-home'
