import { useMessages } from '@/components/messages/use-messages'
import type { TimelineBar } from './timeline-row'

/** Whatever is drawn and wants a word. `slow`: the lighter tail of a bar. `margin`: the measure at the last step's end. `latest`: a row's latest safe moment. */
export type TimelineSign = TimelineBar['look'] | 'slow' | 'runtime' | 'band' | 'worst' | 'margin' | 'latest'

const BAR = 'h-2 w-4 rounded-[2px] border'
const SWATCH = {
  expected: `${BAR} border-ink bg-ink`,
  done: `${BAR} border-ink bg-ink`,
  running: `${BAR} border-ink-2 bg-ink-2`,
  planned: `${BAR} border-ink-2`,
  failed: `${BAR} border-crit bg-crit`,
  slow: `${BAR} border-ink-3 bg-ink-3`,
  runtime: 'h-0 w-4 border-t-2 border-ink-2',
  band: `${BAR} border-ink-4 bg-ink-4`,
  worst: 'h-0 w-4 border-t-2 border-dotted border-ink-2',
  margin: 'h-3 w-0 border-s-2 border-fg',
  latest: 'h-3 w-0 border-s-2 border-warn',
} as const satisfies Record<TimelineSign, string>

/** What each sign in the picture above means. */
export const TimelineLegend = ({ signs }: { readonly signs: readonly TimelineSign[] }) => {
  const m = useMessages()
  if (signs.length === 0) return null
  return (
    <ul aria-label={m.plans.legend.label} className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-fg-3">
      {signs.map((sign) => (
        <li key={sign} className="flex items-center gap-1.5">
          <span aria-hidden className={`inline-block ${SWATCH[sign]}`} />
          {m.plans.legend[sign]}
        </li>
      ))}
    </ul>
  )
}
