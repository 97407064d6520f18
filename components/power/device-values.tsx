'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { TitledPanel } from '@/components/ui/panel'
import { READING_NAMES } from '@/server/domain/power-reading'
import type { DeviceDoc } from '@/server/domain/view'
import { Doubt } from './doubt'
import { useAnswerAge } from './use-answer-age'

/** Every value that it tells, the object it came from, how old it is, and why it is doubted. */
export const DeviceValues = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const age = useAnswerAge(device)
  const told = READING_NAMES.filter((name) => device.readings[name].source !== null || device.readings[name].value !== null)
  return (
    <TitledPanel title={m.power.values} aside={m.device.valuesAge(age)} flush>
      <DataTable
        label={m.power.values}
        head={
          <>
            <Th>{m.common.name}</Th>
            <Th end>{m.power.value}</Th>
            <Th>{m.power.source}</Th>
            <Th className="w-full">{m.device.doubt}</Th>
          </>
        }
      >
        {told.map((name) => {
          const reading = device.readings[name]
          const { value, unit, source } = reading
          return (
            <Tr key={name} className={device.contact === 'lost' ? 'hatched' : ''}>
              <Td>{m.readings[name]}</Td>
              <Td end>{unit === 's' ? format.duration(value) : format.reading(value, unit)}</Td>
              <Td className="text-fg-2">{source}</Td>
              <Td className="whitespace-normal">
                {reading.credible ? <span className="text-fg-2">{reading.reason}</span> : <Doubt reading={reading} />}
              </Td>
            </Tr>
          )
        })}
      </DataTable>
    </TitledPanel>
  )
}
