import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'
import { planSentenceWords } from './plan-sentence-words'

/** What follows from a plan however long its battery lasts, and what to do about it. */
export const PlanWarnings = ({ warnings = [] }: { readonly warnings: readonly string[] | undefined }) => {
  const m = useMessages()
  if (warnings.length === 0) return null
  return (
    <ul aria-label={m.plans.warnings} className="grid gap-1">
      {warnings.map((warning) => (
        <li key={warning}>
          <StatusMark severity="warning">
            <span className="font-normal whitespace-normal">{planSentenceWords(warning, m)}</span>
          </StatusMark>
        </li>
      ))}
      <li className="text-fg-2">{m.plans.staysOffHint}</li>
    </ul>
  )
}
