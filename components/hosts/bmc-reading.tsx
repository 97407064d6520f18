'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { HardwareReading, HardwareSensor, SensorHealth } from '@/server/domain/hardware'
import type { PowerSupply } from '@/server/domain/inventory'
import type { Severity } from '@/server/domain/severity'

const HEALTH: Readonly<Record<SensorHealth, Severity>> = {
  ok: 'normal',
  warning: 'warning',
  critical: 'critical',
  unknown: 'stale',
}
const INPUT: Readonly<Record<PowerSupply['input'], Severity>> = { ok: 'normal', lost: 'critical', unknown: 'stale' }
const UNITS = { celsius: '°C', rpm: 'rpm', percent: '%', volts: 'V', watts: 'W' } as const

const Supplies = ({ supplies }: { readonly supplies: readonly PowerSupply[] }) => {
  const { bmc } = useMessages()
  const format = useFormat()
  return (
    <section className="grid gap-2" aria-label={bmc.supplies}>
      <h3 className="text-xs text-fg-3">{bmc.supplies}</h3>
      <ul className="grid gap-1">
        {supplies.map(({ name, input, inputWatts }) => (
          <li key={name} className="flex flex-wrap gap-x-3">
            <span className="min-w-40">{name}</span>
            <StatusMark severity={INPUT[input]}>{bmc.inputs[input]}</StatusMark>
            {inputWatts === null ? null : <span className="text-fg-2">{format.watts(inputWatts)}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

const SensorRow = ({ sensor }: { readonly sensor: HardwareSensor }) => {
  const { bmc } = useMessages()
  const format = useFormat()
  const { value, unit, limits, health } = sensor
  const told = (number: number | null): string =>
    unit === 'rpm' && number !== null ? `${format.count(number)} rpm` : format.reading(number, UNITS[unit])
  const isLimited = Object.values({ ...limits }).some((limit) => limit !== null)
  return (
    <Tr>
      <Td className="max-w-48 truncate">{sensor.name}</Td>
      <Td end>{told(value)}</Td>
      <Td>
        {isLimited || health !== 'unknown' ? <StatusMark severity={HEALTH[health]}>{bmc.healths[health]}</StatusMark> : '–'}
      </Td>
      <Td end className="text-sm text-fg-2">
        {limits.lowCritical === null && limits.highCritical === null
          ? '–'
          : `${told(limits.lowCritical)} … ${told(limits.highCritical)}`}
      </Td>
    </Tr>
  )
}

/** What a BMC told: power supplies, and every sensor with its limits. */
export const BmcReading = ({ reading }: { readonly reading: HardwareReading }) => {
  const { bmc } = useMessages()
  const { sensors, powerSupplies } = reading
  return (
    <>
      {powerSupplies === null ? (
        <p className="text-sm text-fg-2">{bmc.noSupplies}</p>
      ) : powerSupplies.length === 0 ? null : (
        <Supplies supplies={powerSupplies} />
      )}
      {sensors.length === 0 ? null : (
        <DataTable
          label={bmc.sensors}
          head={
            <>
              <Th>{bmc.sensor}</Th>
              <Th end>{bmc.value}</Th>
              <Th>{bmc.health}</Th>
              <Th end>{bmc.limits}</Th>
            </>
          }
        >
          {sensors.map((sensor) => (
            <SensorRow key={sensor.key} sensor={sensor} />
          ))}
        </DataTable>
      )}
    </>
  )
}
