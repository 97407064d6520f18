'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { useDoc, useDocs } from '@/components/live/use-live'
import { type DirectAddress, type DirectKind, directKindFor } from '@/server/domain/direct-path'
import type { ManagerKind } from '@/server/domain/manager'
import type { ProvedWay } from '@/server/domain/readiness'
import type { Host } from '@/server/domain/world'

export interface DirectPathView {
  /** Of the host's manager; null: that is not shown now. */
  readonly managerKind: ManagerKind | null
  /** The host is spoken to by itself: it has no manager to go past. */
  readonly isOwnManager: boolean
  /** As what the host would be reached; null: there is no way past its manager, or none is needed. */
  readonly kind: DirectKind | null
  /** Null: none is configured. Undefined: not read yet. */
  readonly address: DirectAddress | null | undefined
  /** How it was last proved; null: it was not yet. */
  readonly proved: ProvedWay | null
}

/** How a host is reached without its manager, and whether that works. */
export const useDirectPath = (host: Host): DirectPathView => {
  const trpc = useTRPC()
  const listed = useQuery(trpc.directPaths.list.queryOptions()).data
  const manager = useDoc('manager', host.managerId)
  const [report] = useDocs('readiness')
  return {
    managerKind: manager?.kind ?? null,
    isOwnManager: manager?.isHost === true,
    kind: manager && manager.isHost !== true ? directKindFor(manager.kind) : null,
    address: listed === undefined ? undefined : (listed.find(({ hostId }) => hostId === host.id)?.address ?? null),
    proved: report?.ways.find(({ way, object }) => way === 'direct' && object.id === host.id) ?? null,
  }
}
