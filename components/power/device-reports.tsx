'use client'

import { useMessages } from '@/components/messages/use-messages'
import { TitledPanel } from '@/components/ui/panel'
import type { DeviceDoc } from '@/server/domain/view'

/** Its own alarms in its own words, and what its state was concluded from. */
export const DeviceReports = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const words = [...device.flags.map((flag) => m.device.flags[flag]), ...device.alarms]
  return (
    <TitledPanel title={m.power.alarms}>
      {words.length === 0 ? <p className="text-fg-2">{m.power.noAlarms}</p> : null}
      <ul className="grid gap-1">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
      <h3 className="pt-3 pb-1 text-xs text-fg-3">{m.power.evidence}</h3>
      <ul className="grid gap-1 text-sm text-fg-2">
        {device.evidence.map((word) => (
          <li key={word} className="break-words">
            {word}
          </li>
        ))}
      </ul>
    </TitledPanel>
  )
}
