'use client'

import { useFormat } from '@/components/format/use-format'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { SeverityShape, severityText } from '@/components/ui/status-mark'
import { isProofOf, type CablingVerdict } from '@/server/domain/cabling'
import type { Severity } from '@/server/domain/severity'
import type { Feed } from '@/server/domain/world'

const SEVERITY = {
  proved: 'normal',
  contradicted: 'warning',
  unproved: 'normal',
} as const satisfies Record<CablingVerdict, Severity>

/** Whether this feed's cable was seen to be where it is said to be, and what was seen. */
export const CablingMark = ({ feed, evidence = false }: { readonly feed: Feed; readonly evidence?: boolean }) => {
  const m = useMessages()
  const format = useFormat()
  const proof = useDoc('cabling', feed.hostId)?.feeds.find((known) => isProofOf(known, feed)) ?? null
  const verdict = proof?.verdict ?? 'unproved'
  const severity = SEVERITY[verdict]
  const when = proof === null ? null : m.cabling.seen(m.cabling.means[proof.means], format.moment(proof.atMs))
  return (
    <span className="grid gap-0.5">
      <span
        title={evidence ? undefined : (proof?.evidence ?? undefined)}
        className={`inline-flex items-center gap-1.5 text-sm ${verdict === 'unproved' ? 'text-fg-3' : severityText(severity)}`}
      >
        <SeverityShape severity={severity} />
        {m.cabling.verdicts[verdict]}
        {evidence && when !== null ? ` ${when}` : null}
      </span>
      {evidence && proof !== null ? <span className="text-sm break-words text-fg-2">{proof.evidence}</span> : null}
    </span>
  )
}
