import type { Messages } from '@/components/messages/messages'
import { isDangerTrigger, type PlanContent } from '@/server/domain/plan'
import { isEnded, isInOutage, type Run } from '@/server/domain/run'

/** As the engine counts: so much below the coolest trigger, and so long without a sign, is passed (P8). */
const COOLER_CELSIUS = 3
const CALM_SECONDS = 60

const coolest = ({ stages, hosts }: PlanContent): number | null => {
  const triggers = [...stages.flatMap((stage) => stage.triggers), ...(hosts.action === 'shutdown' ? hosts.triggers : [])]
  const asked = triggers
    .filter(isDangerTrigger)
    .flatMap((trigger) => (trigger.kind === 'temperature-at-least' ? [trigger.celsius] : []))
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
  const heat = trigger === null ? m.runs.coolerBy(`${COOLER_CELSIUS} °C`) : m.runs.below(`${trigger - COOLER_CELSIUS} °C`)
  const isHot = danger.kinds.includes('temperature-at-least')
  const passed = m.runs.passed(isHot ? heat : null, !isHot || danger.kinds.length > 1, `${CALM_SECONDS} s`)
  return m.runs.dangerLasts(now, passed, isInOutage(run))
}
