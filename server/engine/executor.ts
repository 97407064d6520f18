import type { Logger } from 'pino'
import { currentAction, stepsToBegin, type StepPlace } from '../decide/schedule'
import { type Arrival } from '../decide/after-move'
import { decideStep, hasArrived, type StepSight } from '../decide/decide-step'
import { restoreGate } from '../decide/restore-gate'
import type { RunId, StepId } from '../domain/ids'
import type { JournalDraft } from '../domain/journal'
import type { MoveReport } from '../domain/move-report'
import {
  ACCEPTED,
  ACCEPTED_IN_PART,
  isEnded,
  isUnderWay,
  type RunWithSteps,
  sheds,
  type Step,
  type StepAction,
  type StepAttempt,
} from '../domain/run'
import { readRunSentence, RUN_SENTENCES } from '../domain/run-sentences'
import { settingWords } from '../domain/safeguard'
import type { World } from '../domain/world'
import {
  type ActBegun,
  type CallOptions,
  type DriverFailure,
  type DriverResult,
  type ManagerAct,
  type ManagerSession,
  ok,
  refused,
  unsupported,
} from '../drivers/ports'
import type { HardwareKeeper } from './hardware/hardware-keeper'
import { byBmcAlone, wakeHost } from './hardware/wake-host'
import { LostSteps } from './lost-steps'
import type { ManagerWatch } from './manager-watch'
import type { MoveWatch } from './move-watch'
import { Patience } from './patience'
import { pause } from './power-watch'
import type { RunBook } from './run-book'
import type { Clock } from './steady-clock'
import { withHint } from './with-hint'

const LOOK_EVERY_MS = 500
const CALL_DEADLINE_MS = 10_000
const LOOK_DEADLINE_MS = 5_000

type ManagerOrder = (session: ManagerSession, options: CallOptions) => Promise<DriverResult<ActBegun>>

type StepEntry = Omit<JournalDraft, 'runId'>

/**
 * Carries out the steps of active runs: look, decide (pure), record the intent, call, look again until it is so or its time is up.
 * Holds no state that matters: everything it goes by is in the run book or seen on the manager (A1, A2).
 */
export class Executor {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #book: RunBook
  readonly #managers: ManagerWatch
  readonly #moves: MoveWatch
  readonly #world: () => World
  readonly #hardware: Pick<HardwareKeeper, 'look' | 'wayToWake' | 'wake'>
  readonly #onStepEnd: () => void
  readonly #working = new Map<StepId, AbortController>()
  readonly #downSince = new Map<StepId, number>()
  readonly #lost = new LostSteps()
  readonly #patience = new Patience()

  constructor(parts: {
    readonly clock: Clock
    readonly log: Logger
    readonly book: RunBook
    readonly managers: ManagerWatch
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
    this.#hardware = parts.hardware
    this.#onStepEnd = parts.onStepEnd
  }

  /** Begins what may begin, in every active run. Called after each decision, each step's end, and each second. */
  async advance(): Promise<void> {
    const outage = this.#book.active.some(isUnderWay)
    for (const run of this.#book.active) {
      for (const step of run.steps) if (step.state === 'running') this.#work(run.id, step.id)
      await this.#failLost(run)
      // One arbiter: while an outage lasts, maintenance begins nothing more (D11).
      if (outage && run.kind === 'maintenance') continue
      const begin = stepsToBegin(run, (step) => this.#placeOf(step), this.#clock.now())
      if (begin.length === 0) continue
      if (run.dryRun) await this.#skipDry(run, begin)
      else await this.#begin(run, begin)
    }
  }

  /** A pending step whose object is gone ends, named. */
  async #failLost(run: RunWithSteps): Promise<void> {
    const lost = this.#lost.of(run, this.#world(), (step) => this.#placeOf(step) !== null, this.#clock.now())
    if (lost.length === 0) return
    const nowMs = this.#clock.now()
    await this.#book.change(
      run.id,
      {
        stepIds: lost.map((step) => step.id),
        patchStep: (step) => ({ ...step, state: 'failed', endedAtMs: nowMs, result: RUN_SENTENCES.lost }),
      },
      lost.map((step) => this.#entry(step, 'step.result', `${step.object.name}: ${RUN_SENTENCES.lost}`, 'failed')),
    )
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

  /** A10: in dry run a step is decided and journalled, and nothing is touched. */
  async #skipDry(run: RunWithSteps, steps: readonly Step[]): Promise<void> {
    const nowMs = this.#clock.now()
    await this.#book.change(
      run.id,
      {
        stepIds: steps.map((step) => step.id),
        patchStep: (step) => ({
          ...step,
          state: 'skipped',
          startedAtMs: nowMs,
          endedAtMs: nowMs,
          result: RUN_SENTENCES.dryRun,
        }),
      },
      steps.map((step) => this.#entry(step, 'step.dry-run', `Would ${describeAction(step.action)} ${step.object.name}`, null)),
    )
    this.#onStepEnd()
  }

  #work(runId: RunId, stepId: StepId): void {
    if (this.#working.has(stepId)) return
    const controller = new AbortController()
    this.#working.set(stepId, controller)
    void this.#carryOut(runId, stepId, controller.signal)
      .catch((error: unknown) => this.#log.error({ err: error, stepId }, 'a step worker failed; it is begun anew'))
      .finally(() => {
        this.#working.delete(stepId)
        this.#downSince.delete(stepId)
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
      const sight = await this.#look(runId, step)
      const taskFailed = await this.#taskFailure(step)
      const current = this.#book.step(runId, stepId)
      if (signal.aborted || current?.state !== 'running') return
      const targets = this.#targets(current)
      const arrival = this.#arrivalOf(current, sight, targets)
      const verdict = decideStep({
        step: current,
        sight,
        targets,
        ...(arrival === null ? {} : { arrival }),
        taskFailed,
        workedMs: this.#patience.workedMs(current, sight, this.#clock.now()),
        mayEscalate: this.#mayEscalate(runId, current),
        nowMs: this.#clock.now(),
      })
      switch (verdict.do) {
        case 'done':
          return await this.#done(runId, current, verdict.result, arrival)
        case 'fail':
          // What is given up must not arrive later all the same (A3): a cut link can hold a move for a quarter of an hour.
          if (taskFailed === null) await this.#cancelMove(current)
          return await this.#end(runId, current, 'failed', verdict.why)
        case 'call':
          await this.#call(runId, asFound(current, sight), verdict.action, null)
          break
        case 'fall-back':
          await this.#fallBack(runId, current, verdict.action, verdict.why)
          break
        case 'wait':
          if (sight.kind === 'safeguard') await this.#tellHeld(runId, current, verdict.why)
          await pause(LOOK_EVERY_MS, signal)
      }
    }
  }

  /** R1: with mains back an outage forces nothing down any more. */
  #mayEscalate(runId: RunId, step: Step): boolean {
    const run = this.#book.get(runId)
    return step.direction === 'up' || run?.kind !== 'outage' || run.phase === 'shedding'
  }

  /** What keeps a safeguard from being put back is said, once for each reason (R8). */
  async #tellHeld(runId: RunId, step: Step, why: string): Promise<void> {
    if (step.result === why || readRunSentence(why)?.name !== 'heldBack') return
    await this.#book.change(runId, { stepIds: [step.id], patchStep: (now) => ({ ...now, result: why }) }, [
      this.#entry(step, 'step.held', `${step.object.name} is not put back yet: ${why}`, null),
    ])
  }

  #arrivalOf(
    step: Step,
    sight: StepSight,
    targets: { readonly targetHostNativeId: string | null; readonly emulatedMaintenance: boolean },
  ): Arrival | null {
    if (!isMove(currentAction(step)) || sight.kind !== 'vm') return null
    return this.#moves.look(step, hasArrived(sight.vm, targets) ? sight.vm : null)
  }

  /** What a call of ours moved is reported: whether its guest answers, and how long it stood still (S0-07, S4-09). */
  async #done(runId: RunId, step: Step, result: string, arrival: Arrival | null): Promise<void> {
    if (arrival === null || step.attempts.length === 0) return await this.#end(runId, step, 'done', result)
    // The move's slot is needed by what must still go: a number for the record is not worth it (A3).
    const toldMs = this.#book.active.some(sheds) ? null : await this.#downtimeOf(step)
    if (this.#book.step(runId, step.id)?.state !== 'running') return
    await this.#end(runId, step, 'done', result, this.#moves.report(step, arrival, toldMs))
  }

  async #downtimeOf(step: Step): Promise<number | null> {
    const place = this.#placeOf(step)
    const act = this.#actFor(step, currentAction(step))
    if (place === null || act?.act !== 'migrate') return null
    const { vmNativeId, toHostNativeId } = act
    const move = { vmNativeId, toHostNativeId, task: step.attempts.at(-1)?.task ?? null }
    const told = await this.#managers.call(place.managerId, LOOK_DEADLINE_MS, (session, options) =>
      session.downtimeOfMove === undefined ? Promise.resolve(ok(null)) : session.downtimeOfMove(move, options),
    )
    return told.kind === 'ok' ? told.value : null
  }

  async #end(runId: RunId, step: Step, state: 'done' | 'failed', result: string, moved?: MoveReport): Promise<void> {
    const nowMs = this.#clock.now()
    const outcome = state === 'done' ? ('ok' as const) : ('failed' as const)
    const attemptOutcome = state === 'done' ? ('verified' as const) : ('failed' as const)
    const words =
      state === 'done'
        ? `${step.object.name}: ${result}`
        : `${step.object.name}: ${describeAction(step.action)} failed: ${result}`
    await this.#book.change(
      runId,
      {
        stepIds: [step.id],
        patchStep: (now) => ({
          ...now,
          state,
          result,
          endedAtMs: nowMs,
          attempts: closeLast(now.attempts, attemptOutcome, null, nowMs),
          ...(moved === undefined ? {} : { moved }),
        }),
      },
      [
        this.#entry(step, 'step.result', words, outcome, {
          action: currentAction(step),
          attempts: step.attempts.length,
          ...moved,
        }),
      ],
    )
    const managerId = this.#placeOf(step)?.managerId
    if (managerId !== undefined) this.#managers.refreshSoon(managerId)
  }

  /** A1: the intent is on disk before the call leaves; what came of the call is written after it. */
  async #call(runId: RunId, step: Step, action: StepAction, reason: string | null): Promise<void> {
    const order = this.#orderFor(step, action)
    const managerId = this.#placeOf(step)?.managerId ?? null
    const { safeguard } = step
    const found = safeguard === undefined ? {} : { safeguard }
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
        this.#entry(
          step,
          'step.intent',
          `${repeated ? 'Again: ' : ''}${describeAction(action)} ${step.object.name}`,
          null,
          { action, reason, ...(safeguard === undefined ? {} : { found: settingWords(safeguard.found) }) },
          reason,
        ),
      ],
    )
    // Between the decision and this moment the intent was written and others had their turn: a person may have said no (A6).
    const ended = (): DriverFailure | null => {
      const still = this.#book.get(runId)
      return still === null || isEnded(still.phase) || this.#book.step(runId, step.id)?.state !== 'running'
        ? refused('Not called: the step was ended meanwhile.', '')
        : null
    }
    const byManager = async (): Promise<DriverResult<ActBegun>> =>
      order === null || managerId === null
        ? { kind: 'refused', message: 'Its host or manager is not known any more.', hint: '' }
        : await this.#managers.call(managerId, CALL_DEADLINE_MS, (session, options) => {
            const no = ended()
            return no === null ? order(session, options) : Promise.resolve(no)
          })
    const { object } = step
    const managerCan = this.#placeOf(step)?.capabilities.hostPowerOn !== false
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
    const outcome = result.kind === 'unknown' ? 'unknown' : result.kind === 'unreachable' ? 'failed' : 'refused'
    const message = withHint(result)
    await this.#book.change(
      runId,
      { stepIds: [step.id], patchStep: (now) => ({ ...now, attempts: closeLast(now.attempts, outcome, message, endedAtMs) }) },
      [
        this.#entry(
          step,
          'step.call-failed',
          `${describeAction(action)} ${step.object.name}: ${message}`,
          outcome === 'failed' ? 'failed' : outcome,
          {
            action,
            kind: result.kind,
          },
        ),
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
        this.#entry(step, 'step.fallback', `${step.object.name}: ${why}; now ${describeAction(action)}`, 'failed', {
          from: step.action,
          to: action,
        }),
      ],
    )
    await this.#cancelMove(step)
    await this.#call(runId, step, action, why)
  }

  /** Where a move was called and has not ended; nothing where there is none. Whether it helped is seen, not believed. */
  async #cancelMove(step: Step): Promise<void> {
    const { object } = step
    const outcome = step.attempts.at(-1)?.outcome
    if (!isMove(currentAction(step)) || object.kind !== 'vm' || (outcome !== 'open' && outcome !== 'unknown')) return
    const vm = this.#world().vms.find((candidate) => candidate.id === object.id)
    if (vm === undefined) return
    await this.#managers.call(vm.managerId, CALL_DEADLINE_MS, (session, options) =>
      session.act({ act: 'cancel-migration', vmNativeId: vm.nativeId }, options),
    )
  }

  async #look(runId: RunId, step: Step): Promise<StepSight> {
    const place = this.#placeOf(step)
    if (place === null) return { kind: 'silent', message: 'its manager is not known' }
    const { object } = step
    const world = this.#world()
    if (object.kind === 'vm') {
      const vm = world.vms.find((candidate) => candidate.id === object.id)
      if (vm === undefined) return { kind: 'vm', vm: null }
      const seen = await this.#managers.call(
        place.managerId,
        LOOK_DEADLINE_MS,
        (session, options) => session.observeVm(vm.nativeId, options),
        this.#patienceWith(step),
      )
      return seen.kind === 'ok' ? { kind: 'vm', vm: seen.value } : { kind: 'silent', message: seen.message }
    }
    if (object.kind === 'safeguard') return await this.#lookAtSafeguard(runId, step, place)
    const host = world.hosts.find((candidate) => candidate.id === object.id)
    if (host === undefined) return { kind: 'host', host: null, runningVmNames: [], downForMs: null }
    const isPower = step.action === 'shutdown-host' || step.action === 'power-on-host'
    const [seen, bmc] = await Promise.all([
      this.#managers.call(
        place.managerId,
        LOOK_DEADLINE_MS,
        (session, options) => session.observeHost(host.nativeId, options),
        this.#patienceWith(step),
      ),
      isPower ? this.#hardware.look(host.id) : undefined,
    ])
    if (seen.kind !== 'ok') return byBmcAlone(step, host, bmc) ?? { kind: 'silent', message: seen.message }
    const downForMs = this.#downFor(step.id, seen.value?.connection === 'down')
    const told = bmc === undefined ? {} : { bmc }
    // Managers declare maintenance while VMs still run, and shut hosts down under them: the host's VMs are listed afresh (A5).
    const mustBeEmpty = step.action === 'enter-maintenance' || (step.action === 'shutdown-host' && step.attempts.length === 0)
    if (!mustBeEmpty) return { kind: 'host', host: seen.value, runningVmNames: [], downForMs, ...told }
    const inventory = await this.#managers.call(place.managerId, 30_000, (session, options) => session.inventory(options))
    if (inventory.kind !== 'ok') return { kind: 'silent', message: inventory.message }
    const runningVmNames = inventory.value.vms
      .filter((vm) => vm.hostNativeId === host.nativeId && vm.power !== 'off' && vm.power !== 'saved' && vm.systemKind === null)
      .map((vm) => vm.name)
    return { kind: 'host', host: seen.value, runningVmNames, downForMs, ...told }
  }

  async #lookAtSafeguard(runId: RunId, step: Step, { managerId }: StepPlace): Promise<StepSight> {
    const { safeguard } = step
    if (safeguard === undefined) return { kind: 'safeguard', safeguard: null, hostsNotUp: [] }
    const seen = await this.#managers.call(managerId, LOOK_DEADLINE_MS, (session, options) =>
      session.observeSafeguard === undefined ? Promise.resolve(ok(null)) : session.observeSafeguard(safeguard.nativeId, options),
    )
    if (seen.kind !== 'ok') return { kind: 'silent', message: seen.message }
    const run = this.#book.get(runId)
    if (run === null) return { kind: 'safeguard', safeguard: seen.value, hostsNotUp: [] }
    const { active } = this.#book
    const gate = restoreGate({ step, run, active, hosts: this.#world().hosts, nowMs: this.#clock.now() })
    return { kind: 'safeguard', safeguard: seen.value, ...gate }
  }

  /** A look at a manager that is slow by nature leaves the step's own limit in force (A3); what is left is enough for one look. */
  #patienceWith({ limitSeconds, startedAtMs, attempts }: Step): number {
    const beganAtMs = attempts.at(-1)?.startedAtMs ?? startedAtMs ?? this.#clock.now()
    return Math.max(LOOK_DEADLINE_MS, beganAtMs + limitSeconds * 1000 - this.#clock.now())
  }

  #downFor(stepId: StepId, down: boolean): number | null {
    if (!down) {
      this.#downSince.delete(stepId)
      return null
    }
    const sinceMs = this.#downSince.get(stepId) ?? this.#clock.now()
    this.#downSince.set(stepId, sinceMs)
    return this.#clock.now() - sinceMs
  }

  async #taskFailure(step: Step): Promise<string | null> {
    const last = step.attempts.at(-1)
    const place = this.#placeOf(step)
    if (last?.task == null || last.outcome !== 'open' || place === null) return null
    const { task } = last
    const state = await this.#managers.call(place.managerId, LOOK_DEADLINE_MS, (session, options) => session.task(task, options))
    return state.kind === 'ok' && state.value.state === 'failed' ? state.value.message : null
  }

  #targets(step: Step) {
    const target = this.#world().hosts.find((host) => host.id === step.targetHostId)
    return {
      targetHostNativeId: target?.nativeId ?? null,
      emulatedMaintenance: this.#placeOf(step)?.capabilities.hostMaintenance === false,
    }
  }

  #placeOf(step: Step): StepPlace | null {
    const { object } = step
    const world = this.#world()
    const vm = object.kind === 'vm' ? world.vms.find((candidate) => candidate.id === object.id) : undefined
    const host = object.kind === 'host' ? world.hosts.find((candidate) => candidate.id === object.id) : undefined
    const managerId = vm?.managerId ?? host?.managerId ?? step.safeguard?.managerId
    const manager = world.managers.find((candidate) => candidate.id === managerId)
    if (managerId === undefined || manager === undefined) return null
    const hostId =
      step.action === 'start' ? (step.targetHostId ?? step.before.hostId) : (vm?.hostId ?? step.before.hostId ?? null)
    return { managerId, hostId: host?.id ?? hostId, capabilities: manager.capabilities }
  }

  /** What is asked of the manager; null: it is not known whom to ask, or about what. */
  #orderFor(step: Step, action: StepAction): ManagerOrder | null {
    const { safeguard } = step
    if (safeguard !== undefined && (action === 'disarm' || action === 'restore')) {
      const { nativeId, found } = safeguard
      return async (session, options) =>
        session.setSafeguard === undefined
          ? unsupported('Its manager knows no such switch.', '')
          : session.setSafeguard({ do: action, nativeId, found }, options)
    }
    const act = this.#actFor(step, action)
    return act === null ? null : (session, options) => session.act(act, options)
  }

  #actFor(step: Step, action: StepAction): ManagerAct | null {
    const world = this.#world()
    const { object } = step
    if (object.kind === 'safeguard') return null
    if (object.kind === 'host') {
      const host = world.hosts.find((candidate) => candidate.id === object.id)
      if (host === undefined) return null
      const hostNativeId = host.nativeId
      switch (action) {
        case 'enter-maintenance':
        case 'exit-maintenance':
        case 'shutdown-host':
        case 'power-on-host':
          return { act: action, hostNativeId }
        case 'shutdown':
        case 'save-state':
        case 'migrate':
        case 'power-off':
        case 'keep':
        case 'start':
        case 'migrate-home':
        case 'disarm':
        case 'restore':
          return null
      }
    }
    const vm = world.vms.find((candidate) => candidate.id === object.id)
    if (vm === undefined) return null
    const vmNativeId = vm.nativeId
    const target = world.hosts.find((host) => host.id === step.targetHostId)
    switch (action) {
      case 'shutdown':
        return { act: 'shutdown-guest', vmNativeId }
      case 'power-off':
        return { act: 'power-off', vmNativeId }
      case 'save-state':
        return { act: 'save-state', vmNativeId }
      case 'start':
        return { act: 'start', vmNativeId, hostNativeId: target?.nativeId ?? vm.hostNativeId }
      case 'migrate':
      case 'migrate-home':
        return target === undefined ? null : { act: 'migrate', vmNativeId, toHostNativeId: target.nativeId }
      case 'keep':
      case 'enter-maintenance':
      case 'exit-maintenance':
      case 'shutdown-host':
      case 'power-on-host':
      case 'disarm':
      case 'restore':
        return null
    }
  }

  #entry(
    step: Step,
    kind: string,
    message: string,
    outcome: StepEntry['outcome'],
    data: { readonly [key: string]: string | number | null } = {},
    reason: string | null = null,
  ): StepEntry {
    return {
      atMs: this.#clock.now(),
      kind,
      actor: 'engine',
      channel: 'engine',
      object: { kind: step.object.kind, id: step.object.id, name: step.object.name },
      reason,
      outcome: outcome ?? null,
      message,
      data: { ...data, stepId: step.id, seq: step.seq, direction: step.direction },
    }
  }
}

/** What is set aside is put back as it was just before the first call, not as it was planned from (R8). */
const asFound = (step: Step, sight: StepSight): Step => {
  const { safeguard, attempts } = step
  if (safeguard === undefined || safeguard.isKept || attempts.length > 0 || step.action !== 'disarm') return step
  if (sight.kind !== 'safeguard' || sight.safeguard === null) return step
  return { ...step, safeguard: { ...safeguard, found: sight.safeguard.setting } }
}

const isMove = (action: StepAction): boolean => action === 'migrate' || action === 'migrate-home'

const patchLast = (attempts: readonly StepAttempt[], patch: Partial<StepAttempt>): readonly StepAttempt[] =>
  attempts.map((attempt, index) => (index === attempts.length - 1 ? { ...attempt, ...patch } : attempt))

const closeLast = (
  attempts: readonly StepAttempt[],
  outcome: StepAttempt['outcome'],
  message: string | null,
  endedAtMs: number,
): readonly StepAttempt[] => patchLast(attempts, { outcome, endedAtMs, ...(message === null ? {} : { message }) })

/** An action as a verb for people. */
export const describeAction = (action: StepAction): string => {
  switch (action) {
    case 'shutdown':
      return 'shut down'
    case 'power-off':
      return 'power off'
    case 'save-state':
      return 'save the state of'
    case 'migrate':
      return 'migrate'
    case 'keep':
      return 'keep'
    case 'start':
      return 'start'
    case 'migrate-home':
      return 'migrate home'
    case 'enter-maintenance':
      return 'enter maintenance on'
    case 'exit-maintenance':
      return 'exit maintenance on'
    case 'shutdown-host':
      return 'shut down host'
    case 'power-on-host':
      return 'power on host'
    case 'disarm':
      return 'set aside'
    case 'restore':
      return 'put back'
  }
}
