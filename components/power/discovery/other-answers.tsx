'use client'

import { useMessages } from '@/components/messages/use-messages'
import type { DiscoveryDoc } from '@/server/domain/discovery'

/** What answers and is no power device, or could not be read: often the reason why something was not found. */
export const OtherAnswers = ({ search }: { readonly search: Pick<DiscoveryDoc, 'others' | 'otherCount'> }) => {
  const d = useMessages().discovery
  const { others, otherCount } = search
  if (otherCount === 0) return null
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="cursor-pointer text-fg-2">{`${d.othersTitle} (${otherCount})`}</summary>
      <ul className="grid gap-1 pt-2">
        {others.map(({ endpoint, description, problem }, index) => (
          <li key={`${endpoint} ${index}`} className="grid border-b border-line pb-1 last:border-b-0">
            <span className="font-[550]">{endpoint}</span>
            <span className="break-words text-fg-2">{problem ?? d.noPowerDevice}</span>
            {description === null ? null : <span className="break-words text-xs text-fg-3">{description}</span>}
          </li>
        ))}
      </ul>
      {otherCount > others.length ? <p className="pt-1 text-fg-3">{d.more(otherCount - others.length)}</p> : null}
    </details>
  )
}
