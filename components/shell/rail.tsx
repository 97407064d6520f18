'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { wantsNotice, worstOf } from '@/components/status/severities'
import { SeverityShape, severityText } from '@/components/ui/status-mark'
import { isEnded } from '@/server/domain/run'
import { Clock } from './clock'
import { PAGES } from './pages'
import { EngineState } from './engine-state'
import { ThemeMenu } from './user-menu'

const Badge = ({ page }: { readonly page: (typeof PAGES)[number]['id'] }) => {
  const m = useMessages()
  const groups = useDocs('group').filter(wantsNotice)
  const runs = useDocs('run').filter(({ phase }) => !isEnded(phase))
  if (page === 'power' && groups.length > 0) {
    const severity = worstOf(groups.map((group) => group.severity))
    return (
      <span className={`inline-flex items-center gap-1.5 ${severityText(severity)}`}>
        <SeverityShape severity={severity} />
        {groups.length}
      </span>
    )
  }
  if (page === 'runs' && runs.length > 0) return <span className="text-xs text-fg-2">{m.shell.activeRuns(runs.length)}</span>
  return null
}

export const Rail = () => {
  const m = useMessages()
  const path = usePathname()
  return (
    <nav
      aria-label={m.shell.nav.label}
      className="flex min-w-0 gap-0.5 overflow-x-auto border-line bg-panel p-2 max-md:border-b max-sm:py-1 md:flex-col md:overflow-y-auto md:border-e md:py-3"
    >
      {PAGES.map(({ id, href }) => {
        const current = href === '/' ? path === '/' : path.startsWith(href)
        return (
          <Link
            key={id}
            href={href}
            aria-current={current ? 'page' : undefined}
            className="flex min-h-8 shrink-0 items-center justify-between gap-3 rounded-md px-2.5 text-fg-2 hover:bg-ink-4/50 hover:text-fg aria-[current=page]:bg-ink-4 aria-[current=page]:font-[550] aria-[current=page]:text-fg"
          >
            {m.shell.nav[id]}
            <Badge page={id} />
          </Link>
        )
      })}
      <span className="flex-1" />
      <span className="flex shrink-0 items-center sm:hidden">
        <Clock />
        <ThemeMenu />
      </span>
      <EngineState />
    </nav>
  )
}
