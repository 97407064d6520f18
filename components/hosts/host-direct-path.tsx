'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import type { Host } from '@/server/domain/world'
import { DirectPathMark } from './direct-path-state'
import { useDirectPath } from './use-direct-path'

/** Whether a host can be reached without its manager, in one line; the rest is in its own sheet. */
export const HostDirectPath = ({ host, onOpen }: { readonly host: Host; readonly onOpen: () => void }) => {
  const { directPath } = useMessages()
  const { managerKind, isOwnManager, kind, address, proved } = useDirectPath(host)
  if (managerKind === null || managerKind === 'runbook') return null
  return (
    <section className="grid gap-2" aria-label={directPath.title}>
      <h3 className="text-xs text-fg-3">{directPath.title}</h3>
      {kind === null && !address ? (
        <p className="text-fg-2">
          {isOwnManager ? directPath.ownManager : managerKind === 'ovirt' ? directPath.impossible : directPath.needless}
        </p>
      ) : (
        <div className="flex items-center gap-3">
          {address ? <DirectPathMark proved={proved} /> : <span className="text-fg-2">{directPath.noneShort}</span>}
          <Button size="small" aria-label={directPath.openOf(host.name)} onPress={onOpen}>
            {address ? directPath.open : directPath.add}
          </Button>
        </div>
      )}
    </section>
  )
}
