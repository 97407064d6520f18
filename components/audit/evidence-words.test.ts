import { describe, expect, it } from 'vitest'
import { de } from '@/components/messages/de'
import { en } from '@/components/messages/en'
import { formatDuration } from '@/components/format/duration'
import { formatPercent, formatReading, formatWatts } from '@/components/format/quantity'
import { keyWords, valueWords } from './evidence-words'

const format = {
  duration: formatDuration,
  percent: (value: number | null | undefined) => formatPercent(value, 'en'),
  watts: (value: number | null | undefined) => formatWatts(value, 'en'),
  reading: (value: number | null | undefined, unit: string) => formatReading(value, unit, 'en'),
  moment: (atMs: number) => new Date(atMs).toISOString(),
}

describe('recorded evidence, as people read it', () => {
  it.each([
    ['runtimeSeconds', 'Runtime', 'Laufzeit'],
    ['before', en.audit.before, de.audit.before],
    ['someInnerName', 'some inner name', 'some inner name'],
  ])('the key %s is called %s', (key, english, german) => {
    expect(keyWords(key, en)).toBe(english)
    expect(keyWords(key, de)).toBe(german)
  })

  it.each([
    ['secondsOnBattery', 31.4, '0:31'],
    ['chargePercent', 61.2, '61 %'],
    ['outputWatts', 2_140, '2.1 kW'],
    ['mode', 'dry-run', 'Dry run'],
    ['flags', ['low-battery', 'overload'], 'Low battery, Overload'],
    ['flags', [], '—'],
    ['after', true, 'yes'],
    ['runtime', { value: 300, unit: 's', credible: true, reason: null }, '5:00'],
    ['runtime', { value: 9_000, unit: 's', credible: false, reason: 'the load is too light' }, '2:30:00 (the load is too light)'],
    ['name', 'row1-batch', 'row1-batch'],
  ])('%s: %j reads %s', (key, value, words) => expect(valueWords(key, value, en, format)).toBe(words))

  it('leaves to lists what does not fit a line', () => {
    expect(valueWords('before', { supply: 'mains' }, en, format)).toBeNull()
    expect(valueWords('steps', [{ id: 1 }], en, format)).toBeNull()
  })
})
