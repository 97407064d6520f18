'use client'

import { useMessages } from '@/components/messages/use-messages'
import type { Messages } from '@/components/messages/messages'
import { TitledPanel } from '@/components/ui/panel'
import { isUps } from '@/server/domain/device-kind'
import type { DeviceDoc } from '@/server/domain/view'

/** What its answers come to; the objects and values that they hold stand below, for who knows them. */
const concludedWords = (device: DeviceDoc, m: Messages): string => {
  if (device.contact === 'lost') return m.power.concluded.silent
  return (isUps(device) ? m.power.concluded.ups : m.power.concluded.passing)[device.supply]
}

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
      <p>{concludedWords(device, m)}</p>
      {device.evidence.length === 0 ? null : (
        <details className="pt-1 text-sm text-fg-2">
          <summary className="cursor-pointer py-1">{m.power.ownWords}</summary>
          <ul className="grid gap-1">
            {device.evidence.map((word) => (
              <li key={word} className="break-words">
                {word}
              </li>
            ))}
          </ul>
        </details>
      )}
    </TitledPanel>
  )
}
