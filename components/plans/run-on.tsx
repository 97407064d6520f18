'use client'

import { useFormat } from '@/components/format/use-format'
import { useDoc } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { runHref } from '@/components/shell/hrefs'
import { phaseWords } from '@/components/status/danger-words'
import { MarginBasis } from '@/components/status/margin-basis-line'
import { inTrouble, PHASE_SEVERITY } from '@/components/status/severities'
import { LinkButton } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import type { PowerGroupId } from '@/server/domain/ids'
import { isEnded } from '@/server/domain/run'

/** A run of the plan's group is on: how it stands, from the strip's own figures, so that the builder's are not taken for them. */
export const RunOn = ({ powerGroupId }: { readonly powerGroupId: PowerGroupId }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const group = useDoc('group', powerGroupId)
  const run = useDoc('run', group?.runId ?? null)
  if (!group || !run || isEnded(run.phase)) return null
  const outage = run.outageStartedAtMs
  const margin = inTrouble(group) ? (group.forecast?.marginSeconds ?? null) : null
  return (
    <Panel className="flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-2.5">
      <StatusMark severity={PHASE_SEVERITY[run.phase]}>{m.plans.runOn(run.title, phaseWords(run, m))}</StatusMark>
      {outage === null || run.mainsBackAtMs !== null || now === null ? null : (
        <span>
          {m.runs.onBattery} <b className="tabular-nums">{format.duration((now - outage) / 1000)}</b>
        </span>
      )}
      {margin === null ? null : (
        <span>
          {m.runs.margin} <b className="tabular-nums">{format.margin(margin)}</b>{' '}
          {group.forecast ? <MarginBasis forecast={group.forecast} /> : null}
        </span>
      )}
      <LinkButton size="small" href={runHref(run.id)}>
        {m.shell.strip.openRun}
      </LinkButton>
      <p className="w-full text-sm text-fg-2">{m.plans.notTheRun}</p>
    </Panel>
  )
}
