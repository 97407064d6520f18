'use client'

import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import type { Severity } from '@/server/domain/severity'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { groupWords } from '@/components/status/danger-words'
import { wantsNotice, worstOf } from '@/components/status/severities'
import { PAGES } from './pages'

const SIGN = {
  normal: '',
  maintenance: '',
  advisory: '● ',
  stale: '▨ ',
  warning: '▲ ',
  critical: '⬣ ',
} as const satisfies Record<Severity, string>
const ICON = {
  normal: '/icon.svg',
  maintenance: '/icon.svg',
  advisory: '/icon.svg',
  stale: '/icon-stale.svg',
  warning: '/icon-warning.svg',
  critical: '/icon-critical.svg',
} as const satisfies Record<Severity, string>

/** The tab's title and icon carry the worst state, for the tab that nobody looks at. */
export const WorstState = () => {
  const m = useMessages()
  const path = usePathname()
  const groups = useDocs('group')
  const worst = worstOf(groups.map(({ severity }) => severity))
  const page = PAGES.toReversed().find(({ href }) => (href === '/' ? path === '/' : path.startsWith(href)))?.id ?? 'overview'
  const title = `${SIGN[worst]}${m.shell.nav[page]} · ${m.common.product}`
  useEffect(() => {
    document.title = title
    document.querySelector('link[rel="icon"]')?.setAttribute('href', ICON[worst])
  }, [title, worst])
  return (
    <div aria-live="assertive" className="sr-only">
      {groups
        .filter((group) => wantsNotice(group))
        .map((group) => (
          <p key={group.id}>{m.shell.announce.condition(group.name, groupWords(group, m))}</p>
        ))}
    </div>
  )
}
