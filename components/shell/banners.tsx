'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Severity } from '@/server/domain/severity'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { wantsNotice } from '@/components/status/severities'
import { StatusMark } from '@/components/ui/status-mark'
import { planHref } from '@/components/shell/hrefs'
import { useEngine } from './engine-state'

const Banner = ({
  severity,
  children,
  link,
}: {
  readonly severity: Severity
  readonly children: ReactNode
  readonly link?: ReactNode
}) => (
  <div
    role="status"
    className={`flex min-h-9 flex-wrap items-center gap-x-4 border-b border-line px-5 py-1.5 ${severity === 'critical' ? 'bg-crit-bg' : 'bg-warn-bg'}`}
  >
    <StatusMark severity={severity}>
      <span className="whitespace-normal">{children}</span>
    </StatusMark>
    {link ? <span className="ms-auto text-sm">{link}</span> : null}
  </div>
)

const EngineBanner = () => {
  const m = useMessages()
  const format = useFormat()
  const { engine, silentMs, known } = useEngine()
  if (!known) return null
  if (!engine) return <Banner severity="critical">{m.shell.engine.never}</Banner>
  if (silentMs === null) return null
  return (
    <Banner severity="critical" link={<span className="text-fg-2">{m.shell.engine.silentHint}</span>}>
      {m.shell.engine.silent(format.age(silentMs))}
    </Banner>
  )
}

/** What makes the screen mean something else than it seems to: each has its own sentence. */
export const Banners = () => {
  const m = useMessages()
  const groups = useDocs('group').filter((group) => wantsNotice(group) && group.planMode !== 'armed' && group.planName !== null)
  return (
    <>
      <EngineBanner />
      {groups.map((group) => (
        <Banner
          key={group.id}
          severity="warning"
          link={
            <Link
              href={group.planId === null ? '/plans' : planHref(group.planId)}
              className="link inline-flex min-h-6 items-center"
            >
              {m.shell.openPlan}
            </Link>
          }
        >
          {(group.planMode === 'dry-run' ? m.shell.dryRun : m.shell.unarmed)(group.name, group.planName ?? '')}
        </Banner>
      ))}
    </>
  )
}
