'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { SeverityShape } from '@/components/ui/status-mark'
import { isDangerTrigger, type Trigger } from '@/server/domain/plan'
import { triggerWords } from './trigger-words'

/** What fires a stage, in words; what does so on live mains too is marked (P8). */
export const TriggerList = ({ triggers }: { readonly triggers: readonly Trigger[] }) => {
  const m = useMessages()
  const format = useFormat()
  return triggers.map((trigger, index) => (
    <span key={index}>
      {index === 0 ? null : '; '}
      {isDangerTrigger(trigger) ? (
        <span title={m.plans.alsoOnMains} className="text-fg">
          <span className="me-1 inline-block">
            <SeverityShape severity="warning" />
          </span>
          {triggerWords(trigger, m, format.percent)}
          <span className="sr-only"> ({m.plans.alsoOnMains})</span>
        </span>
      ) : (
        triggerWords(trigger, m, format.percent)
      )}
    </span>
  ))
}
