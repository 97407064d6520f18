import { expect, it } from 'vitest'
import { en } from '@/components/messages/en'
import { readingsFrom, silent } from '@/server/domain/power-reading'
import { dangerNow } from './danger-now'

const written = (value: number, unit: string) => `${value} ${unit}`
const shown = { sinceMs: 1, seenMs: 2 }
const NONE = { overload: null, batteryFault: null, heat: null, thermometer: null }

const ups = (name: string, celsius: number | null, percent: number | null = null) => ({
  name,
  contact: 'ok' as const,
  readings: readingsFrom({
    temperatureCelsius: { ...silent('temperatureCelsius'), value: celsius },
    loadPercent: { ...silent('loadPercent'), value: percent },
  }),
})

it('P8 names the warmest UPS with its value, and no other than one that answers and is believed', () => {
  const last = { source: null, celsius: 60, atMs: 1 }
  const doubted = { ...ups('c', 60), dangers: { ...NONE, thermometer: { last, doubt: { from: last, trusted: last } } } }
  const lost = { ...ups('d', 70), contact: 'lost' as const }
  const say = (devices: Parameters<typeof dangerNow>[1]) => dangerNow(['temperature-at-least'], devices, written, en)
  expect(say([ups('a', 44), ups('b', 41), doubted, lost])).toBe('Heat: a 44 °C')
  expect(say([ups('a', null)])).toBe('Heat')
  expect(say([])).toBe('Heat')
})

it('P8 names who is overloaded and by how much, whose battery failed, and that there is no sign now', () => {
  const over = { ...ups('a', null, 112), dangers: { ...NONE, overload: shown } }
  const failed = { ...ups('b', null), contact: 'lost' as const, dangers: { ...NONE, batteryFault: shown } }
  const say = (devices: Parameters<typeof dangerNow>[1]) => dangerNow(['overload', 'battery-fault'], devices, written, en)
  expect(say([over, failed])).toBe('Overload: a 112 %; Battery fault: b (does not answer)')
  expect(say([ups('a', 20, 50)])).toBe('Overload: no sign of it now; Battery fault: no sign of it now')
})
