import type { StepSight, StepVerdict } from '../../decide/decide-step'
import { keepAliveGate } from '../../decide/keep-alive-gate'
import { whyBatteryTooShort, whyNoMains } from '../../decide/power-gate'
import { whyNoRoom } from '../../decide/room-gate'
import type { RunId } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import type { PowerDeviceView, World } from '../../domain/world'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'

/** What is done of what was decided. */
export type LastGate = (runId: RunId, step: Step, sight: StepSight, decided: StepVerdict) => StepVerdict

/** D4: a VM that was to move to a host on battery ends by its fallback where that battery does not last long enough any more. */
const whileBatteryLasts = (
  { clock, world, devices }: Omit<Parameters<typeof lastGate>[0], 'book'>,
  step: Step,
  wanted: StepVerdict,
): StepVerdict => {
  if (wanted.do !== 'call' || step.powerUntilMs === undefined) return wanted
  const why = whyBatteryTooShort(step, wanted.action, world(), devices, clock.now())
  if (why === null) return wanted
  return step.fallback === 'leave' || step.fallback === wanted.action
    ? { do: 'fail', why }
    : { do: 'fall-back', action: step.fallback, why }
}

/** What every call of a step passes just before it is made, by what is recognised now, whoever planned the step and when (D4, D5, D6). */
export const lastGate =
  (parts: {
    readonly clock: Pick<Clock, 'now'>
    readonly book: Pick<RunBook, 'get' | 'active'>
    readonly world: () => World
    readonly devices: () => readonly PowerDeviceView[]
  }): LastGate =>
  (runId, step, sight, wanted) => {
    const decided = whileBatteryLasts(parts, step, wanted)
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

/** What maintenance brings to a host leaves only while that host has its mains, by feeds that nothing speaks against, and its power group is well: it waits for them, visibly, until its limit (D4, R2). */
export const powerGate =
  (parts: {
    readonly book: Pick<RunBook, 'get'>
    readonly world: () => World
    readonly trustedWorld?: () => World
    readonly devices: () => readonly PowerDeviceView[]
  }) =>
  (runId: RunId, step: Step, decided: StepVerdict): StepVerdict => {
    const run = parts.book.get(runId)
    if (decided.do !== 'call' || run === null) return decided
    const why = whyNoMains(run, step, decided.action, (parts.trustedWorld ?? parts.world)(), parts.devices)
    return why === null ? decided : { do: 'wait', why }
  }
