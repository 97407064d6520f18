'use client'

import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { StatusMark } from '@/components/ui/status-mark'
import type { Severity } from '@/server/domain/severity'
import type { Outlet } from '@/server/domain/ups'
import type { DeviceDoc } from '@/server/domain/view'
import type { Feed } from '@/server/domain/world'

const OUTLET_SEVERITY = { on: 'normal', off: 'warning', unknown: 'stale' } as const satisfies Record<Outlet['state'], Severity>

/** Each outlet that switches apart, its state as the UPS tells it, and the hosts that hang on it. */
export const DeviceOutlets = ({ device, fed }: { readonly device: DeviceDoc; readonly fed: readonly Feed[] }) => {
  const m = useMessages()
  const format = useFormat()
  const hosts = useDocs('host')
  const nameOf = (hostId: string): string => hosts.find(({ id }) => id === hostId)?.name ?? hostId
  return (
    <>
      <h3 className="pt-3 pb-1 text-xs text-fg-3">{m.power.outlets}</h3>
      <ul className="grid gap-1">
        {device.outlets.map(({ id, name, state, dead, watts }) => {
          const users = fed.filter(({ outletId }) => outletId === id).map(({ hostId }) => nameOf(hostId))
          return (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-3">
              <StatusMark severity={dead === undefined ? OUTLET_SEVERITY[state] : 'critical'}>
                {m.power.outletNamed(id, name)}: {dead === undefined ? m.power.outletStates[state] : m.power.outletDead(dead)}
              </StatusMark>
              {watts === undefined ? null : <span className="ml-auto text-sm text-fg-2">{format.watts(watts)}</span>}
              <span className="text-sm text-fg-2">{users.length === 0 ? m.power.outletUnused : users.join(', ')}</span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
