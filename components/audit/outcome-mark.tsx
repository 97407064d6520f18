'use client'

import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'
import type { JournalEntry } from '@/server/domain/journal'

const SEVERITY = { ok: 'normal', failed: 'critical', refused: 'warning', unknown: 'stale' } as const

export const OutcomeMark = ({ outcome }: { readonly outcome: JournalEntry['outcome'] }) => {
  const m = useMessages()
  if (outcome === null) return <span className="text-fg-3">—</span>
  return <StatusMark severity={SEVERITY[outcome]}>{m.status.outcome[outcome]}</StatusMark>
}
