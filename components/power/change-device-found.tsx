'use client'

import { useMessages } from '@/components/messages/use-messages'
import { DefinitionList } from '@/components/ui/definition-list'
import { StatusMark } from '@/components/ui/status-mark'
import type { DeviceChangeAnswer, ToldDevice, TriedDevice } from '@/server/domain/device-change'
import type { Severity } from '@/server/domain/severity'

const SEVERITY: Readonly<Record<TriedDevice['state'], Severity>> = { same: 'normal', untold: 'warning', failed: 'critical' }

const named = (told: ToldDevice | null): string => [told?.manufacturer, told?.model].filter(Boolean).join(' ') || '—'

const Told = ({ told }: { readonly told: ToldDevice | null }) => {
  const { deviceChange: words } = useMessages()
  if (told === null) return words.neverTold
  const { serial } = told
  return (
    <span className="grid">
      <span>{named(told)}</span>
      <span className="text-sm text-fg-2">{serial === null ? words.noSerial : words.serial(serial)}</span>
    </span>
  )
}

/** One of those that share the credential. */
const OtherLine = ({ device }: { readonly device: TriedDevice }) => {
  const { deviceChange: words } = useMessages()
  return (
    <li className="grid gap-0.5 border-b border-line py-1.5 last:border-0">
      <span className="flex flex-wrap justify-between gap-x-3">
        <span>{device.name}</span>
        <StatusMark severity={SEVERITY[device.state]}>{words.states[device.state]}</StatusMark>
      </span>
      {device.state === 'same' ? null : (
        <span className="text-sm text-fg-2">
          {device.message ?? words.knownAndFound(named(device.known), named(device.found))}
        </span>
      )}
    </li>
  )
}

/** What answers at a device that is reached otherwise, beside what is known of it; and the same of those that share its credential. */
export const ChangeDeviceFound = ({ answer }: { readonly answer: DeviceChangeAnswer }) => {
  const { deviceChange: words, power } = useMessages()
  const [device, ...others] = answer.devices
  if (device === undefined) return null
  return (
    <section className="grid gap-3 rounded-lg border border-line bg-panel p-4" aria-label={power.form.found}>
      <h3 className="font-semibold">{power.form.found}</h3>
      <DefinitionList
        rows={[
          { term: power.endpoint, value: device.endpoint },
          { term: words.known, value: <Told told={device.known} /> },
          { term: words.now, value: <Told told={device.found} /> },
          {
            term: words.sameness,
            value: <StatusMark severity={SEVERITY[device.state]}>{words.states[device.state]}</StatusMark>,
          },
        ]}
      />
      {device.state === 'untold' ? <p className="text-sm text-fg-2">{words.untoldWhy}</p> : null}
      {others.length === 0 ? null : (
        <>
          <h4 className="text-fg-2">{words.others}</h4>
          <ul>
            {others.map((other) => (
              <OtherLine key={other.deviceId} device={other} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
