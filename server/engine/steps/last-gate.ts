import type { StepSight, StepVerdict } from '../../decide/decide-step'
import { keepAliveGate } from '../../decide/keep-alive-gate'
import { whyBatteryTooShort, whyMainsLost, whyNoMains } from '../../decide/power-gate'
import { whyNoRoom } from '../../decide/room-gate'
import type { RunId } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { insteadOfMove } from '../../domain/plan'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import type { PowerDeviceView, World } from '../../domain/world'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'

/** What is done of what was decided. */
export type LastGate = (runId: RunId, step: Step, sight: StepSight, decided: StepVerdict) => StepVerdict

/** What every call of a step passes just before it is made, by what is recognised now, whoever planned the step and when (D4, D5, D6). */
export const lastGate =
  (parts: {
    readonly clock: Pick<Clock, 'now'>
    readonly book: Pick<RunBook, 'get' | 'active'>
    readonly world: () => World
  }): LastGate =>
  (runId, step, sight, decided) => {
    if (decided.do !== 'call' && decided.do !== 'fall-back') return decided
    const run = parts.book.get(runId)
    if (run === null) return { do: 'fail', why: RUN_SENTENCES.lost }
    const { action } = decided
    const noRoom = decided.do === 'call' ? whyNoRoom(run, step, action, parts.world()) : null
    if (noRoom !== null) return { do: 'fail', why: noRoom }
    const { active } = parts.book
    const gate = keepAliveGate({ run, step, action, sight, world: parts.world(), active, nowMs: parts.clock.now() })
    switch (gate.do) {
      case 'go':
        return decided
      case 'wait':
        return gate
      case 'refuse':
        return { do: 'fail', why: gate.why }
    }
  }

/**
 * An outage's move that is not made ends as a saved state, where that is its fallback, else as a shutdown: its guest is asked before it is
 * forced (D3), and what is neither moved nor ended would keep its host up. What the operation stands on is better left alone than ended (D5).
 */
const notMoved = ({ object, fallback }: Step, { vms }: World, why: string): StepVerdict =>
  vms.some(({ id, keepAlive }) => id === object.id && keepAlive !== undefined)
    ? { do: 'fail', why }
    : { do: 'fall-back', action: insteadOfMove(fallback), why }

/**
 * Whether the power of a step's target, by feeds that nothing speaks against, still allows its call (D4). What maintenance brings there waits
 * for the mains, visibly, until its limit (R2); what an outage moves ends by its fallback.
 */
export const powerGate =
  (parts: {
    readonly clock: Pick<Clock, 'now'>
    readonly book: Pick<RunBook, 'get'>
    readonly world: () => World
    readonly trustedWorld?: () => World
    readonly devices: () => readonly PowerDeviceView[]
  }) =>
  (runId: RunId, step: Step, decided: StepVerdict): StepVerdict => {
    const run = parts.book.get(runId)
    if (decided.do !== 'call' || run === null) return decided
    const world = (parts.trustedWorld ?? parts.world)()
    const { action } = decided
    const waitsFor = whyNoMains(run, step, action, world, parts.devices)
    if (waitsFor !== null) return { do: 'wait', why: waitsFor }
    const why =
      whyMainsLost(run, step, action, world, parts.devices) ??
      whyBatteryTooShort(step, action, world, parts.devices, parts.clock.now())
    return why === null ? decided : notMoved(step, world, why)
  }
