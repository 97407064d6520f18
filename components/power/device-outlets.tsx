'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { StatusMark } from '@/components/ui/status-mark'
import type { Severity } from '@/server/domain/severity'
import type { Outlet } from '@/server/domain/ups'
import { isOfOutlet, UPS_COMMAND_KINDS } from '@/server/domain/ups-command'
import type { DeviceDoc } from '@/server/domain/view'
import type { Feed } from '@/server/domain/world'
import { CommandMenu } from './command-menu'
import { useCommandOutlook } from './use-command-outlook'

const OUTLET_SEVERITY = { on: 'normal', off: 'warning', unknown: 'stale' } as const satisfies Record<Outlet['state'], Severity>

/** Each outlet that switches apart: its state as the device tells it, what hangs on it, and what it can be told. */
export const DeviceOutlets = ({ device, fed }: { readonly device: DeviceDoc; readonly fed: readonly Feed[] }) => {
  const m = useMessages()
  const format = useFormat()
  const may = useMay('operate')
  const outlook = useCommandOutlook(device)
  const [hosts, devices] = [useDocs('host'), useDocs('device')]
  const links = useQuery(useTRPC().topology.deviceFeeds.queryOptions()).data ?? []
  const kinds = UPS_COMMAND_KINDS.filter((kind) => isOfOutlet(kind) && device.commands?.kinds.includes(kind))
  const onOutlet = (outletId: string): readonly string[] => [
    ...fed
      .filter((feed) => feed.outletId === outletId)
      .map(({ hostId }) => hosts.find(({ id }) => id === hostId)?.name ?? hostId),
    ...links
      .filter((link) => link.sourceId === device.id && link.outletId === outletId)
      .map(({ deviceId }) => devices.find(({ id }) => id === deviceId)?.name ?? deviceId),
  ]
  return (
    <>
      <h3 className="pt-3 pb-1 text-xs text-fg-3">{m.power.outlets}</h3>
      <ul className="grid">
        {device.outlets.map((outlet) => {
          const { id, name, state, dead, watts } = outlet
          const users = onOutlet(id)
          return (
            <li key={id} className="flex min-h-8 flex-wrap items-center gap-x-3 border-b border-line py-0.5 last:border-b-0">
              <StatusMark severity={dead === undefined ? OUTLET_SEVERITY[state] : 'critical'}>
                {m.power.outletNamed(id, name)}: {dead === undefined ? m.power.outletStates[state] : m.power.outletDead(dead)}
              </StatusMark>
              <span className="text-sm text-fg-2">{users.length === 0 ? m.power.outletUnused : users.join(', ')}</span>
              <span className="ml-auto flex items-center gap-2">
                {watts === undefined ? null : <span className="text-sm text-fg-2">{format.watts(watts)}</span>}
                {may && kinds.length > 0 ? <CommandMenu device={device} outlet={outlet} kinds={kinds} outlook={outlook} /> : null}
              </span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
