'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { useMay } from '@/components/shell/use-user'
import type { UpsCommandKind } from '@/server/domain/ups-command'
import type { DeviceDoc } from '@/server/domain/view'

const REFRESH_MS = 3_000

export interface Refusal {
  readonly message: string
  readonly hint: string
}

/** Why a command would be refused as things stand now; null: nothing is against it, or that is not known. */
export type Outlook = (kind: UpsCommandKind, outletId: string | null) => Refusal | null

export const useCommandOutlook = (device: Pick<DeviceDoc, 'id' | 'commands'>): Outlook => {
  const enabled = useMay('operate') && (device.commands?.kinds.length ?? 0) > 0
  const { data } = useQuery({
    ...useTRPC().power.commandOutlook.queryOptions({ deviceId: device.id }),
    enabled,
    refetchInterval: REFRESH_MS,
  })
  return (kind, outletId) => data?.find((refusal) => refusal.kind === kind && refusal.outletId === outletId) ?? null
}
