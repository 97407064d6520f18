'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/overlay'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import type { DeviceCare } from '@/server/domain/care'
import type { DeviceDoc } from '@/server/domain/view'

const EVERY = ['off', 'weekly', 'monthly'] as const
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour))

/** Undefined: not a date. */
const dateIn = (text: string): number | null | undefined => {
  if (text.trim() === '') return null
  const day = text.trim()
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // 30 February is read as 2 March.
  return Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== day ? undefined : atMs
}

const yearsIn = (text: string): number | null | undefined => {
  if (text.trim() === '') return null
  const years = Number(text.replace(',', '.'))
  return years >= 1 && years <= 25 ? years : undefined
}

export const CareForm = ({
  device,
  care,
  onClose,
}: {
  readonly device: DeviceDoc
  readonly care: DeviceCare
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const installed = care.batteryInstalledAtMs
  const [date, setDate] = useState(installed === null ? '' : new Date(installed).toISOString().slice(0, 10))
  const [life, setLife] = useState(care.batteryLifeYears === null ? '' : String(care.batteryLifeYears))
  const [test, setTest] = useState(care.test)
  const save = useVerb(
    (client, input: Parameters<typeof client.power.setCare.mutate>[0]) => client.power.setCare.mutate(input),
    onClose,
  )
  const batteryInstalledAtMs = dateIn(date)
  const batteryLifeYears = yearsIn(life)
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`${device.name} · ${m.care.edit}`}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <Button
            variant="primary"
            isPending={save.isPending}
            isDisabled={batteryInstalledAtMs === undefined || batteryLifeYears === undefined}
            onPress={() => {
              if (batteryInstalledAtMs !== undefined && batteryLifeYears !== undefined)
                save.mutate({ deviceId: device.id, batteryInstalledAtMs, batteryLifeYears, test })
            }}
          >
            {m.common.save}
          </Button>
        </div>
      }
    >
      <div className="grid gap-4">
        <TextField
          label={m.care.installed}
          hint={m.care.installedHint}
          value={date}
          onChange={setDate}
          placeholder="2026-01-31"
          error={batteryInstalledAtMs === undefined ? m.care.notADate : null}
        />
        <TextField
          label={m.care.lifeYears}
          value={life}
          onChange={setLife}
          inputMode="decimal"
          error={batteryLifeYears === undefined ? m.care.lifeRange : null}
        />
        <Select
          label={m.care.schedule}
          choices={EVERY.map((id) => ({ id, label: m.care.every[id] }))}
          value={test.every}
          onChange={(every) => setTest({ ...test, every })}
        />
        {test.every === 'off' ? null : (
          <div className="grid gap-4 sm:grid-cols-2">
            <Select
              label={m.care.weekday}
              choices={m.care.weekdays.map((label, day) => ({ id: String(day), label }))}
              value={String(test.weekday)}
              onChange={(day) => setTest({ ...test, weekday: Number(day) })}
            />
            <Select
              label={m.care.hour}
              choices={HOURS.map((id) => ({ id, label: `${id}:00` }))}
              value={String(test.hour)}
              onChange={(hour) => setTest({ ...test, hour: Number(hour) })}
            />
          </div>
        )}
      </div>
    </Dialog>
  )
}
