'use client'

import Link from 'next/link'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { deviceHref } from '@/components/shell/hrefs'
import { POWER_SEVERITY } from '@/components/status/severities'
import { Check } from '@/components/ui/check'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import { TextField } from '@/components/ui/text-field'
import type { FoundDevice } from '@/server/domain/discovery'
import type { FoundChoice } from './found-choice'

export interface Row extends FoundChoice {
  readonly isChosen: boolean
  /** As it stands now: proposed or typed. */
  readonly typedName: string
  /** Why it was not added. */
  readonly problem: string | null
}

const Device = ({ device }: { readonly device: FoundDevice }) => {
  const d = useMessages().discovery
  const { kind, manufacturer, model, serial, family } = device
  const what = [d.kinds[kind], manufacturer, model].filter(Boolean).join(' · ')
  return (
    <span className="grid py-1">
      <span className="truncate">{what}</span>
      <span className="truncate text-xs text-fg-3">
        {[serial === null ? null : d.serial(serial), family].filter(Boolean).join(' · ')}
      </span>
    </span>
  )
}

const State = ({ device }: { readonly device: FoundDevice }) => {
  const m = useMessages()
  const format = useFormat()
  const { powerState, readings } = device
  if (powerState === null) return <>—</>
  const told = [readings?.chargePercent ?? null, readings?.loadPercent ?? null]
    .flatMap((percent, index) =>
      percent === null ? [] : [`${index === 0 ? m.power.charge : m.power.load} ${format.percent(percent)}`],
    )
    .join(' · ')
  return (
    <span className="grid py-1">
      <StatusMark severity={POWER_SEVERITY[powerState]}>{m.status.power[powerState]}</StatusMark>
      <span className="text-xs text-fg-3">{told}</span>
    </span>
  )
}

/** What was found, with what is to become of it. */
export const FoundTable = ({
  rows,
  isFixed,
  onChoose,
  onName,
}: {
  readonly rows: readonly Row[]
  /** Nothing can be chosen (any more). */
  readonly isFixed: boolean
  readonly onChoose: (key: string, chosen: boolean) => void
  readonly onName: (key: string, name: string) => void
}) => {
  const m = useMessages()
  const d = m.discovery
  return (
    <DataTable
      label={d.table}
      head={
        <>
          <Th>{d.columns.add}</Th>
          <Th>{d.columns.name}</Th>
          <Th>{d.columns.device}</Th>
          <Th>{d.columns.address}</Th>
          <Th>{d.columns.state}</Th>
        </>
      }
    >
      {rows.map(({ device, typedName, isChosen, twinOf, problem }) => (
        <Tr key={device.key} className={device.watchedAs === null ? '' : 'text-fg-3'}>
          <Td>
            <Check
              isSelected={isChosen}
              isDisabled={isFixed || device.watchedAs !== null}
              onChange={(chosen) => onChoose(device.key, chosen)}
            >
              <span className="sr-only">{d.choose(typedName)}</span>
            </Check>
          </Td>
          <Td className="min-w-48">
            {device.watchedAs === null ? (
              <TextField
                bare
                label={d.nameOf(device.key)}
                value={typedName}
                onChange={(name) => onName(device.key, name)}
                isDisabled={isFixed}
                maxLength={80}
                error={problem}
              />
            ) : (
              <span className="grid py-1">
                <Link href={deviceHref(device.watchedAs.id)} className="link">
                  {device.watchedAs.name}
                </Link>
                <span className="text-xs">{d.watched}</span>
              </span>
            )}
          </Td>
          <Td>
            <Device device={device} />
          </Td>
          <Td>
            <span className="grid py-1">
              <span>{device.key}</span>
              <span className="text-xs text-fg-3">
                {twinOf === null ? (device.credential === null ? '' : d.by(device.credential)) : d.twin(twinOf)}
              </span>
            </span>
          </Td>
          <Td>
            <State device={device} />
          </Td>
        </Tr>
      ))}
    </DataTable>
  )
}
