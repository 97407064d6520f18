import { ACCEPTED, ACCEPTED_IN_PART, isEnded, isMove, type Step, type StepAction, type StepAttempt } from '../../domain/run'
import type { RunId } from '../../domain/ids'
import { settingWords } from '../../domain/safeguard'
import type { World } from '../../domain/world'
import { currentAction } from '../../decide/schedule'
import { type ActBegun, type DriverFailure, type DriverResult, refused } from '../../drivers/ports'
import type { HardwareKeeper } from '../hardware/hardware-keeper'
import { wakeHost } from '../hardware/wake-host'
import type { ManagerWatch } from '../manager-watch'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'
import { withHint } from '../with-hint'
import { whatWasFound } from './as-found'
import { closeLast, patchLast } from './attempts'
import { callOutcome } from './call-outcome'
import { isCalledOff } from './called-off-watch'
import { whyNotElsewhere } from './elsewhere-gate'
import { describeAction, stepEntry, withDisks } from './step-entry'
import { orderFor, placeOf } from './step-target'

const CALL_DEADLINE_MS = 10_000

/** Makes the calls of steps: written down before they leave, and what came of them after (A1). */
export class StepCaller {
  readonly #clock: Clock
  readonly #book: RunBook
  readonly #managers: Pick<ManagerWatch, 'call'>
  readonly #world: () => World
  readonly #hardware: Pick<HardwareKeeper, 'look' | 'wayToWake' | 'wake'>

  constructor(parts: {
    readonly clock: Clock
    readonly book: RunBook
    readonly managers: Pick<ManagerWatch, 'call'>
    readonly world: () => World
    readonly hardware: Pick<HardwareKeeper, 'look' | 'wayToWake' | 'wake'>
  }) {
    this.#clock = parts.clock
    this.#book = parts.book
    this.#managers = parts.managers
    this.#world = parts.world
    this.#hardware = parts.hardware
  }

  /** A1: the intent is on disk before the call leaves; what came of the call is written after it. */
  async call(
    runId: RunId,
    step: Step,
    action: StepAction,
    {
      reason,
      whileLocked,
      whileDeaf,
    }: { readonly reason: string | null; readonly whileLocked: boolean; readonly whileDeaf: boolean },
  ): Promise<void> {
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
      ...(whileLocked ? { whileLocked } : {}),
      ...(whileDeaf ? { whileDeaf } : {}),
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
    const byManager = async (): Promise<DriverResult<ActBegun>> => {
      if (twice !== null) return twice
      return order === null || managerId === null
        ? { kind: 'refused', message: 'Its host or manager is not known any more.', hint: '' }
        : await this.#managers.call(managerId, { deadlineMs: CALL_DEADLINE_MS }, (session, options) => {
            const no = ended()
            return no === null ? order(session, options) : Promise.resolve(no)
          })
    }
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

  /**
   * Cancels a step's move where one was called and has not ended; null: there is none. Whether it helped is seen on the manager, never
   * believed (A4).
   */
  async cancelMove(step: Step): Promise<DriverResult<ActBegun> | null> {
    const { object } = step
    if (!isMove(currentAction(step)) || object.kind !== 'vm' || !isCallOpen(step)) return null
    const vm = this.#world().vms.find((candidate) => candidate.id === object.id)
    if (vm === undefined) return null
    return await this.#managers.call(vm.managerId, { deadlineMs: CALL_DEADLINE_MS }, (session, options) =>
      session.act({ act: 'cancel-migration', vmNativeId: vm.nativeId }, options),
    )
  }
}

/** Its last call may still be at work. */
export const isCallOpen = ({ attempts }: Step): boolean => {
  const outcome = attempts.at(-1)?.outcome
  return outcome === 'open' || outcome === 'unknown'
}
