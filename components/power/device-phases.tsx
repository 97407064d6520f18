'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { TitledPanel } from '@/components/ui/panel'
import type { PowerReadings, ReadingName } from '@/server/domain/power-reading'
import type { DeviceDoc } from '@/server/domain/view'

interface Row {
  readonly total: ReadingName
  readonly phases: readonly [ReadingName, ReadingName, ReadingName]
}

const ROWS: readonly Row[] = [
  { total: 'inputVolts', phases: ['inputVoltsL1', 'inputVoltsL2', 'inputVoltsL3'] },
  { total: 'outputVolts', phases: ['outputVoltsL1', 'outputVoltsL2', 'outputVoltsL3'] },
  { total: 'loadPercent', phases: ['loadPercentL1', 'loadPercentL2', 'loadPercentL3'] },
  { total: 'outputWatts', phases: ['outputWattsL1', 'outputWattsL2', 'outputWattsL3'] },
]

const toldIn = (readings: PowerReadings) => ROWS.filter(({ phases }) => phases.some((name) => readings[name].value !== null))

/** Three phases side by side, with their total or mean; nothing for a device of one phase. */
export const DevicePhases = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const rows = toldIn(device.readings)
  if (rows.length === 0) return null
  const of = (name: ReadingName): string => {
    const { value, unit } = device.readings[name]
    return unit === 'W' ? format.watts(value) : format.reading(value, unit)
  }
  return (
    <TitledPanel title={m.device.phases} flush>
      <DataTable
        label={m.device.phases}
        head={
          <>
            <Th>{m.common.name}</Th>
            <Th end>L1</Th>
            <Th end>L2</Th>
            <Th end>L3</Th>
            <Th end>{m.device.total}</Th>
          </>
        }
      >
        {rows.map(({ total, phases }) => (
          <Tr key={total} className={device.contact === 'lost' ? 'hatched' : ''}>
            <Td>{m.readings[total]}</Td>
            {phases.map((name) => (
              <Td key={name} end>
                {of(name)}
              </Td>
            ))}
            <Td end className="font-semibold">
              {of(total)}
            </Td>
          </Tr>
        ))}
      </DataTable>
    </TitledPanel>
  )
}
