'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'

/** Whether the hash chain holds, and to where. */
export const Integrity = () => {
  const m = useMessages()
  const format = useFormat()
  const { data } = useQuery({ ...useTRPC().audit.verify.queryOptions(), staleTime: 60_000 })
  if (!data) return <span>{m.audit.verifying}</span>
  if (data.ok) return <span>✓ {m.audit.verified(format.count(data.lastId))}</span>
  return (
    <StatusMark severity="critical">
      {m.audit.broken(data.brokenAtId === null ? '?' : format.count(data.brokenAtId))}
      {data.problem ? `: ${data.problem}` : null}
    </StatusMark>
  )
}
