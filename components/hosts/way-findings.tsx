'use client'

import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'
import type { ReadinessFinding } from '@/server/domain/readiness'

/** What was found, each with what to do. */
export const WayFindings = ({ findings }: { readonly findings: readonly ReadinessFinding[] }) => {
  const { readiness } = useMessages().settings
  return findings.map(({ trouble, severity, message, hint }, index) => (
    <div key={index} className="grid gap-1">
      <StatusMark severity={severity}>{readiness.troubles[trouble]}</StatusMark>
      <p className="text-sm text-fg-2">
        {message} {hint}
      </p>
    </div>
  ))
}
