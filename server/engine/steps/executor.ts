import type { Logger } from 'pino'
import { currentAction, stepsToBegin } from '../../decide/schedule'
import { type Arrival } from '../../decide/after-move'
import type { CalledOffVerdict } from '../../decide/decide-called-off'
import { isSeenOn } from '../../decide/wake-again'
import { decideStep, hasArrived, isLocked, type StepSight, type StepVerdict } from '../../decide/decide-step'
import { mayBeUnheard, type Wait } from '../../decide/guest-time'
import { isDeaf } from '../../decide/press-again'
import { moveInTheWay, movesInTheWayOf } from '../../decide/move-in-the-way'
import type { HostId, PowerGroupId, RunId, StepId } from '../../domain/ids'
import { isEnded, isMove, isUnderWay, mayBeCopying, type Run, type RunWithSteps, sheds, type Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import type { PowerDeviceView, World } from '../../domain/world'
import type { HardwareKeeper } from '../hardware/hardware-keeper'
import type { ManagerWatch } from '../manager-watch'
import { pause } from '../power-watch'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'
import { withHint } from '../with-hint'
import { asFound } from './as-found'
import { closeLast } from './attempts'
import { type CalledOffStep, CalledOffWatch, isCalledOff } from './called-off-watch'
import { type LastGate, lastGate, powerGate } from './last-gate'
import { KeptAutostart } from './kept-autostart'
import { LateAutostart } from './late-autostart'
import { LostSteps } from './lost-steps'
import type { MoveWatch } from './move-watch'
import { Patience } from './patience'
import { isCallOpen, StepCaller } from './step-caller'
import { describeAction, startsWithout, stepEntry } from './step-entry'
import { StepLooker } from './step-looker'
import { DONE, FAILED, type StepEnd, StepRecord } from './step-record'
import { placeOf, type StepTargets, targetsOf } from './step-target'

const LOOK_EVERY_MS = 500

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
  readonly #powerGate: ReturnType<typeof powerGate>
  readonly #caller: StepCaller
  readonly #batteryLeft: (run: Run) => number | null
  readonly #onStepEnd: () => void
  readonly #working = new Map<StepId, AbortController>()
  readonly #looker: StepLooker
  readonly #lost = new LostSteps()
  readonly #patience = new Patience()
  readonly #endings = new CalledOffWatch()
  readonly #lateAutostart: LateAutostart
  readonly #keptAutostart: KeptAutostart
  readonly #record: StepRecord

  constructor(parts: {
    readonly clock: Clock
    readonly log: Logger
    readonly book: RunBook
    readonly managers: Pick<ManagerWatch, 'call' | 'refreshSoon'>
    readonly moves: MoveWatch
    readonly world: () => World
    /** Without feeds that were seen to be wired otherwise. Absent: none was. */
    readonly trustedWorld?: () => World
    readonly devices: () => readonly PowerDeviceView[]
    readonly hardware: Pick<HardwareKeeper, 'look' | 'wayToWake' | 'wake'>
    /** How long the battery of a run's outage lasts above the reserve, seconds; null: it is in none, or nobody can tell. */
    readonly batteryLeft: (run: Run) => number | null
    /** Whether a run's recovery starts what it has shut down. */
    readonly startsVms: (run: Run) => boolean
    /** Hosts whose power may not last. Absent: it may be any. */
    readonly hostsInTrouble?: () => ReadonlySet<HostId>
    readonly onStepEnd: () => void
  }) {
    this.#clock = parts.clock
    this.#log = parts.log
    this.#book = parts.book
    this.#managers = parts.managers
    this.#moves = parts.moves
    this.#world = parts.world
    this.#gate = lastGate(parts)
    this.#powerGate = powerGate(parts)
    this.#caller = new StepCaller(parts)
    this.#batteryLeft = parts.batteryLeft
    this.#onStepEnd = parts.onStepEnd
    const now = () => parts.clock.now()
    this.#looker = new StepLooker({ ...parts, now })
    this.#lateAutostart = new LateAutostart({ ...parts, now })
    this.#keptAutostart = new KeptAutostart({ ...parts, now })
    this.#record = new StepRecord({ ...parts, now })
  }

  /**
   * Begins what may begin, in every active run. Called after each decision, each step's end, and each second. `unheard`: groups whose
   * runs wait, for nobody has told this engine yet how their power is (P9).
   */
  async advance(unheard: ReadonlySet<PowerGroupId> = new Set()): Promise<void> {
    const outage = this.#book.active.some(isUnderWay)
    const look = () => ({ nowMs: this.#clock.now(), log: this.#log })
    const { failing } = this.#book
    // Maintenance may bring something onto any host.
    const isHeard = ({ powerGroupId }: Run): boolean => (powerGroupId === null ? unheard.size === 0 : !unheard.has(powerGroupId))
    // What fails in one run keeps no other from going on.
    for (const run of this.#book.active.filter(isHeard))
      await failing.guard(run, 'putting back what the operation stands on', look(), () => this.#keptAutostart.putBack(run))
    for (const run of this.#book.active.filter(isHeard))
      await failing.guard(run, 'beginning its steps', look(), () => this.#advanceRun(run, outage))
  }

  async #advanceRun(run: RunWithSteps, outage: boolean): Promise<void> {
    if (outage) await this.#callOffForOutage(run)
    for (const step of run.steps) if (step.state === 'running') this.#work(run.id, step.id)
    const isLocated = (step: Step): boolean => placeOf(this.#world(), step) !== null
    await this.#record.failLost(run, this.#lost.of(run, this.#world(), isLocated, this.#clock.now()))
    // One arbiter: while an outage lasts, maintenance begins nothing more (D11).
    if (outage && run.kind === 'maintenance') return
    const begin = stepsToBegin(
      run,
      (step) => placeOf(this.#world(), step),
      this.#clock.now(),
      (step) => this.#isHeldBack(run.id, step),
    )
    if (begin.length === 0) return
    if (!run.dryRun) return await this.#begin(run, begin)
    await this.#record.skipDry(run, begin)
    this.#onStepEnd()
  }

  /** D5: it does not begin while the gate would hold it back: that it waits its turn is then seen. */
  #isHeldBack(runId: RunId, step: Step): boolean {
    return this.#keptBack(runId, step) !== null
  }

  /** Why the gate would not let the first call of a VM's step leave yet; null: it would, or never will. */
  #keptBack(runId: RunId, step: Step): string | null {
    if (step.object.kind !== 'vm') return null
    const unseen = { kind: 'silent', message: '' } as const
    const verdict = this.#gate(runId, step, unseen, { do: 'call', action: step.action })
    return verdict.do === 'wait' ? verdict.why : null
  }

  /**
   * An outage does not wait for disks to be copied, which may take hours, nor for a move of what it has to end; a person can try the
   * step again after it (D11, A6).
   */
  async #callOffForOutage(run: RunWithSteps): Promise<void> {
    const unwanted = new Set([...run.steps.filter(mayBeCopying), ...movesInTheWayOf(run, this.#book.active.filter(sheds))])
    const going = [...unwanted].filter((step) => step.calledOff === undefined)
    await this.#record.callOffForOutage(run, going, { endsAs: 'failed', why: RUN_SENTENCES.copyForOutage })
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
      steps.flatMap((step) => startsWithout(run, step, nowMs)),
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
        this.#endings.end(stepId)
        if (this.#book.step(runId, stepId)?.state !== 'running') this.#patience.end(stepId)
        this.#moves.end(stepId)
        if (!controller.signal.aborted) this.#onStepEnd()
      })
  }

  async #carryOut(runId: RunId, stepId: StepId, signal: AbortSignal): Promise<void> {
    // A host that was never seen off since it was woken may still be going down.
    let wasOff = false
    while (!signal.aborted) {
      const step = this.#book.step(runId, stepId)
      const phase = this.#book.get(runId)?.phase
      if (step?.state !== 'running' || phase === undefined || isEnded(phase)) return
      if (isMove(currentAction(step))) this.#moves.follow(step)
      else this.#moves.end(stepId)
      const sight = await this.#looker.look(runId, step)
      if (sight.kind === 'host' && sight.bmc === 'off') wasOff = true
      const task = await this.#looker.taskOf(step)
      const current = this.#book.step(runId, stepId)
      if (signal.aborted || current?.state !== 'running') return
      this.#book.noteProgress(runId, stepId, task?.state === 'running' ? task.progressPercent : null)
      const targets = targetsOf(this.#world(), current)
      const arrival = this.#arrivalOf(current, sight, targets)
      if (isCalledOff(current)) {
        const seen = { sight, targets, arrival, task: task?.state ?? null }
        if (await this.#endMove(runId, current, this.#endings.look(current, seen, this.#clock.now()))) return
        await pause(LOOK_EVERY_MS, signal)
        continue
      }
      const taskFailed = task?.state === 'failed' ? task.message : null
      const waitsFor = current.attempts.length === 0 ? this.#waitsFor(runId, current) : null
      const isWaiting = waitsFor !== null && (waitsFor.alsoSilent || sight.kind !== 'silent')
      const decided = decideStep({
        step: current,
        sight,
        targets,
        ...(arrival === null ? {} : { arrival }),
        taskFailed,
        waitsFor,
        freeSinceMs: this.#patience.freeSinceMs(current, isWaiting, this.#clock.now()),
        leftSeconds: isWaiting || mayBeUnheard(current) ? this.#leftSeconds(runId) : null,
        workedMs: this.#patience.workedMs(current, sight, this.#clock.now()),
        silentMs: this.#patience.silentMs(current, sight, this.#clock.now()),
        mayEscalate: this.#mayEscalate(runId, current),
        nowMs: this.#clock.now(),
      })
      const verdict = this.#gate(runId, current, sight, this.#powerGate(runId, current, decided))
      switch (verdict.do) {
        case 'done':
          return await this.#done(runId, current, verdict.result, arrival)
        case 'fail':
          if (taskFailed === null && mayBeCopying(current) && isCallOpen(current)) {
            await this.#record.callOff(runId, [current], { endsAs: 'failed', why: verdict.why })
            break
          }
          // What is given up must not arrive later all the same (A3): a cut link can hold a move for a quarter of an hour.
          if (taskFailed === null) await this.#caller.cancelMove(current)
          return await this.#end(runId, current, { ...FAILED, result: verdict.why })
        case 'call':
          if (await this.#lateAutostart.isAwaited(runId, current, sight, verdict)) {
            await pause(LOOK_EVERY_MS, signal)
            break
          }
          await this.#caller.call(runId, asFound(current, sight), verdict.action, {
            reason: null,
            whileLocked: isWaiting || isLocked(sight),
            whileDeaf: sight.kind === 'vm' && isDeaf(sight.vm, verdict.action),
          })
          break
        case 'fall-back':
          await this.#fallBack(runId, current, verdict)
          break
        case 'wait':
          if (wasOff && sight.kind === 'host' && isSeenOn(current, sight)) await this.#record.seenOn(runId, current)
          await this.#record.tellHeld(runId, current, verdict.why)
          await pause(LOOK_EVERY_MS, signal)
      }
    }
  }

  /** R1: with mains back an outage forces nothing down any more. */
  #mayEscalate(runId: RunId, step: Step): boolean {
    const run = this.#book.get(runId)
    return step.direction === 'up' || run?.kind !== 'outage' || run.phase === 'shedding'
  }

  /**
   * What a first call waits for. D11: what maintenance has begun but not called yet, because its manager was silent, is not called in
   * an outage either. D5: a VM that the operation stands on waits for all else. Only a move in the way is not waited for at any price.
   */
  #waitsFor(runId: RunId, step: Step): Wait | null {
    const { active } = this.#book
    const yields = this.#book.get(runId)?.kind === 'maintenance' && active.some(isUnderWay)
    const before = yields ? 'a run for an outage or a danger is under way' : this.#keptBack(runId, step)
    if (before !== null) return { why: before, isBounded: false, alsoSilent: true }
    const moving = moveInTheWay(step, active)
    return moving === null ? null : { why: moving, isBounded: true, alsoSilent: false }
  }

  #leftSeconds(runId: RunId): number | null {
    const run = this.#book.get(runId)
    return run === null ? null : this.#batteryLeft(run)
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

  /** A3: what is stuck gives its slot to its fallback. A migration is cancelled first. */
  async #fallBack(runId: RunId, step: Step, { action, why, time }: Extract<StepVerdict, { do: 'fall-back' }>): Promise<void> {
    const nowMs = this.#clock.now()
    await this.#book.change(
      runId,
      { stepIds: [step.id], patchStep: (now) => ({ ...now, attempts: closeLast(now.attempts, 'deadline', why, nowMs) }) },
      [
        stepEntry(step, nowMs, {
          kind: 'step.fallback',
          message: `${step.object.name}: ${why}; now ${describeAction(action)}`,
          outcome: 'failed',
          data: { from: step.action, to: action, ...time },
        }),
      ],
    )
    await this.#caller.cancelMove(step)
    await this.#caller.call(runId, step, action, { reason: why, whileLocked: false, whileDeaf: false })
  }

  /** True: it has ended. */
  async #endMove(runId: RunId, step: CalledOffStep, verdict: CalledOffVerdict): Promise<boolean> {
    if (verdict.do === 'cancel') await this.#cancel(runId, step)
    if (verdict.do !== 'end') return false
    const { state, result, isVerified } = verdict
    const outcome = !isVerified ? 'unknown' : state === 'failed' ? 'failed' : 'ok'
    await this.#end(runId, step, { state, result, outcome })
    return true
  }

  /** A manager that does not cancel is no reason to stop looking: that it does not is said. */
  async #cancel(runId: RunId, step: CalledOffStep): Promise<void> {
    const answer = await this.#caller.cancelMove(step)
    const isNo = answer?.kind === 'unsupported' || (answer?.kind === 'refused' && this.#endings.isRefusalNews(step.id))
    if (isNo && step.calledOff.awaited === undefined) await this.#record.awaitMove(runId, step, withHint(answer))
  }
}
