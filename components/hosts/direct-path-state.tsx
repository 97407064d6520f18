'use client'

import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'
import type { DirectPathView } from './use-direct-path'

const RANK = { critical: 0, warning: 1, advisory: 2 } as const

/** In few words: whether it would work tonight. */
export const DirectPathMark = ({ proved }: Pick<DirectPathView, 'proved'>) => {
  const { directPath, settings } = useMessages()
  if (proved === null) return <StatusMark severity="stale">{directPath.notProved}</StatusMark>
  const [worst] = proved.findings.toSorted((left, right) => RANK[left.severity] - RANK[right.severity])
  if (worst === undefined) return <StatusMark severity="normal">{directPath.works}</StatusMark>
  return <StatusMark severity={worst.severity}>{settings.readiness.troubles[worst.trouble]}</StatusMark>
}
