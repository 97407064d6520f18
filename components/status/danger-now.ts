import type { Messages } from '@/components/messages/messages'
import type { DangerKind } from '@/server/domain/danger'
import type { DeviceDoc } from '@/server/domain/view'

type Shows = Pick<DeviceDoc, 'name' | 'contact' | 'readings' | 'dangers'>
export type Written = (value: number, unit: string) => string

const believed = ({ value, credible }: DeviceDoc['readings']['loadPercent']): number | null => (credible ? value : null)

/** The warmest of those that answer and are believed: the others say nothing of now (P2, P4). */
const warmest = (devices: readonly Shows[], written: Written): readonly string[] => {
  const told = devices.flatMap(({ name, contact, readings, dangers }) => {
    const celsius = believed(readings.temperatureCelsius)
    return contact !== 'ok' || celsius === null || (dangers?.thermometer?.doubt ?? null) !== null ? [] : [{ name, celsius }]
  })
  const first = told.toSorted((a, b) => b.celsius - a.celsius)[0]
  return first === undefined ? [] : [`${first.name} ${written(first.celsius, '°C')}`]
}

const overloaded = (devices: readonly Shows[], written: Written, m: Messages): readonly string[] =>
  devices
    .filter(({ dangers }) => (dangers?.overload ?? null) !== null)
    .map(({ name, contact, readings }) => {
      const percent = believed(readings.loadPercent)
      if (contact !== 'ok') return m.status.dangerSilent(name)
      return percent === null ? name : `${name} ${written(percent, '%')}`
    })

const faulty = (devices: readonly Shows[], m: Messages): readonly string[] =>
  devices
    .filter(({ dangers }) => (dangers?.batteryFault ?? null) !== null)
    .map(({ name, contact }) => (contact === 'ok' ? name : m.status.dangerSilent(name)))

/** Each danger with what the group's UPSs say of it now: "Heat: ups-a 44 °C". */
export const dangerNow = (kinds: readonly DangerKind[], devices: readonly Shows[], written: Written, m: Messages): string =>
  kinds
    .map((kind) => {
      const word = m.status.danger[kind]
      if (devices.length === 0) return word
      switch (kind) {
        case 'temperature-at-least':
          return [word, ...warmest(devices, written)].join(': ')
        case 'overload':
          return `${word}: ${overloaded(devices, written, m).join(', ') || m.status.dangerNoSign}`
        case 'battery-fault':
          return `${word}: ${faulty(devices, m).join(', ') || m.status.dangerNoSign}`
      }
    })
    .join('; ')
