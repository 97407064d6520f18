import type { Messages } from '@/components/messages/messages'
import { HEAT_PASSES_CELSIUS, PASSED_AFTER_SECONDS } from '@/server/domain/danger'
import { dangerTriggers, type PlanContent } from '@/server/domain/plan'
import { isEnded, isInOutage, type Run } from '@/server/domain/run'

const coolest = (content: PlanContent): number | null => {
  const asked = dangerTriggers(content).flatMap((trigger) => (trigger.kind === 'temperature-at-least' ? [trigger.celsius] : []))
  return asked.length === 0 ? null : Math.min(...asked)
}

/**
 * While a danger has its part: that a person is needed, and what is waited for. `now` is what the UPSs say.
 * `content`: of the version that the run carries out; null: not at hand.
 */
export const dangerLine = (run: Run, now: string, content: PlanContent | null, m: Messages): string | null => {
  const danger = run.danger ?? null
  if (danger === null || danger.over || isEnded(run.phase)) return null
  const trigger = content === null ? null : coolest(content)
  const heat =
    trigger === null ? m.runs.coolerBy(`${HEAT_PASSES_CELSIUS} °C`) : m.runs.below(`${trigger - HEAT_PASSES_CELSIUS} °C`)
  const isHot = danger.kinds.includes('temperature-at-least')
  const passed = m.runs.passed(isHot ? heat : null, !isHot || danger.kinds.length > 1, `${PASSED_AFTER_SECONDS} s`)
  return m.runs.dangerLasts(now, passed, isInOutage(run))
}
