'use client'

import { ProgressBar } from 'react-aria-components/ProgressBar'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { MeterBar } from '@/components/ui/meter-bar'
import { StatusMark } from '@/components/ui/status-mark'
import type { DiscoveryDoc, DiscoveryState } from '@/server/domain/discovery'
import type { Severity } from '@/server/domain/severity'

const SEVERITY = {
  running: 'advisory',
  ended: 'normal',
  cancelled: 'normal',
  interrupted: 'warning',
} as const satisfies Record<DiscoveryState, Severity>

/** How far the search is. What is read out changes only with what it found, or when it ends. */
export const SearchProgress = ({ search }: { readonly search: DiscoveryDoc }) => {
  const m = useMessages()
  const d = m.discovery
  const format = useFormat()
  const { state, done, total, found, otherCount, perSecond, etaSeconds } = search
  const progress = d.progress(format.count(done), format.count(total))
  const parts = [
    progress,
    d.found(found.length),
    ...(otherCount === 0 ? [] : [d.others(otherCount)]),
    ...(state !== 'running' || perSecond === null ? [] : [d.perSecond(format.count(Math.round(perSecond)))]),
    ...(state !== 'running' || etaSeconds === null ? [] : [d.left(format.duration(etaSeconds))]),
  ]
  return (
    <section className="grid gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <StatusMark severity={SEVERITY[state]}>{d.states[state]}</StatusMark>
        <span className="min-w-0 truncate text-sm text-fg-2" title={search.ranges}>
          {search.ranges}
        </span>
        <span className="text-sm text-fg-3">{d.startedBy(search.startedBy, format.moment(search.startedAtMs))}</span>
      </div>
      <ProgressBar aria-label={d.states[state]} value={done} maxValue={total} valueLabel={progress}>
        <MeterBar percent={total === 0 ? 100 : (done * 100) / total} label={progress} className="h-1.5 w-full" />
      </ProgressBar>
      <p className="text-sm text-fg-2 tabular-nums">{parts.join(' · ')}</p>
      <p role="status" className="sr-only">
        {`${d.states[state]}. ${d.found(found.length)}.`}
      </p>
      {state === 'interrupted' ? <p className="text-sm text-warn">{d.interruptedHint}</p> : null}
    </section>
  )
}
