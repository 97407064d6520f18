'use client'

import { useMessages } from '@/components/messages/use-messages'
import { SeverityShape, severityText } from '@/components/ui/status-mark'
import { feedSentence, type HostFeed } from './host-feeds'

/** A and B in a row of the tree: a shape, and a letter that is struck out where the feed is dead. The button says it in words. */
export const FeedMarks = ({ feeds }: { readonly feeds: readonly HostFeed[] }) => {
  const m = useMessages()
  if (feeds.length === 0) return <span className="text-fg-3">{m.hosts.noFeed}</span>
  return (
    <>
      {feeds.map((hostFeed) => {
        const { feed, severity } = hostFeed
        return (
          <span
            key={`${feed.label} ${feed.deviceId}`}
            title={feedSentence(hostFeed)}
            className={`inline-flex items-center gap-1 ${severity === 'normal' ? '' : severityText(severity)}`}
          >
            <SeverityShape severity={severity} />
            <span className={severity === 'critical' ? 'line-through' : ''}>{feed.label}</span>
          </span>
        )
      })}
    </>
  )
}

/** The ways from the UPSs to the host, each on its line. */
export const FeedPaths = ({ feeds }: { readonly feeds: readonly HostFeed[] }) => {
  const m = useMessages()
  if (feeds.length === 0) return <p className="text-fg-2">{m.hosts.noPath}</p>
  return (
    <ul aria-label={m.hosts.paths} className="grid gap-2">
      {feeds.flatMap(({ feed, paths }) =>
        paths.map(({ way, severity, state }) => (
          <li key={`${feed.label} ${way}`} className="grid gap-0.5">
            <span className="break-words">
              <b>{feed.label}</b> · {way}
            </span>
            <span className={`inline-flex items-center gap-1.5 text-sm ${severityText(severity)}`}>
              <SeverityShape severity={severity} />
              {state}
            </span>
          </li>
        )),
      )}
    </ul>
  )
}
