import { useFormat } from '@/components/format/use-format'
import { useDoc } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'
import type { LatestDocs } from '@/server/domain/view'
import type { Host } from '@/server/domain/world'
import { endedByRun } from './ended-by-run'
import { maintenanceWords } from './maintenance-words'

/** How old what is known of a host is that is not fresh. */
const Stale = ({ host }: { readonly host: Host }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const readAtMs = useDoc('manager', host.managerId)?.refreshedAtMs ?? null
  const words = readAtMs === null || now === null ? m.hosts.stale : m.hosts.staleFor(format.age(now - readAtMs))
  return <StatusMark severity="stale">{words}</StatusMark>
}

/** What is not as it should be about a host, or that it is in maintenance. */
export const HostState = ({ host, runs }: { readonly host: Host; readonly runs: readonly LatestDocs['run'][] }) => {
  const m = useMessages()
  const format = useFormat()
  const ended = host.connection === 'down' ? endedByRun(runs, host.id) : null
  const words = maintenanceWords(host, m, format.clock)
  if (words !== null)
    return (
      <span className="truncate" title={words}>
        <StatusMark severity="maintenance">{words}</StatusMark>
      </span>
    )
  if (host.stale) return <Stale host={host} />
  switch (host.connection) {
    case 'up':
      return null
    case 'down':
      return ended === null ? (
        <StatusMark severity="critical">{m.status.connection.down}</StatusMark>
      ) : (
        <StatusMark severity="advisory">{m.hosts.offBy(ended.run.title)}</StatusMark>
      )
    case 'unknown':
      return <StatusMark severity="stale">{m.status.connection.unknown}</StatusMark>
  }
}
