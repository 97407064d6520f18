'use client'

import Link from 'next/link'
import { useFormat } from '@/components/format/use-format'
import { useDoc, useDocs } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { useRunContent } from '@/components/runs/use-run-content'
import { waitLine } from '@/components/runs/wait-line'
import { runHref } from '@/components/shell/hrefs'
import { phaseWords } from '@/components/status/danger-words'
import { StatusMark } from '@/components/ui/status-mark'
import { isEnded, type RunWithSteps } from '@/server/domain/run'
import type { Recovery } from './use-recoveries'

/** What is waited for before anything comes back. */
const Waiting = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const format = useFormat()
  const group = useDoc('group', run.powerGroupId)
  const content = useRunContent(run)
  const managers = useDocs('manager')
  const now = useNow()
  if (run.heldSinceMs !== null) return <b className="font-[550]">{m.shell.strip.held}</b>
  const wait = now === null ? null : waitLine(run, group, content?.recovery ?? null, now, format.percent, m, managers)
  return wait === null ? null : <span>{wait}</span>
}

/** The mains are back, and what the outage took is not, or not all of it: that is not over for those who miss it. */
export const RecoveryLine = ({ recovery: { run, left } }: { readonly recovery: Recovery }) => {
  const m = useMessages()
  const { down, away, hostsOff } = left
  const ended = isEnded(run.phase)
  return (
    <div className="flex min-h-9 flex-wrap items-center gap-x-5 gap-y-1 border-b border-line bg-panel px-5 py-1.5 tabular-nums max-sm:gap-x-3 max-sm:gap-y-0 max-sm:px-3 max-sm:py-1">
      <StatusMark severity={ended ? 'warning' : 'advisory'}>
        {m.shell.strip.state(run.title, ended ? m.shell.strip.ended : phaseWords(run, m))}
      </StatusMark>
      {down.length + hostsOff.length === 0 ? null : (
        <b className="font-[550]" title={[...down, ...hostsOff].join(', ')}>
          {m.shell.strip.stillDown(down.length, hostsOff.length)}
        </b>
      )}
      {away.length === 0 ? null : <span title={away.join(', ')}>{m.shell.strip.stillAway(away.length)}</span>}
      {run.phase === 'waiting' ? <Waiting run={run} /> : null}
      <span className="flex-1" />
      <Link href={runHref(run.id)} className="link inline-flex min-h-6 items-center text-sm">
        {m.shell.strip.openRun}
      </Link>
    </div>
  )
}
