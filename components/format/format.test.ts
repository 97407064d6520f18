import { describe, expect, it } from 'vitest'
import { formatAge } from './age'
import { formatDuration, formatMargin, parseDuration } from './duration'
import { formatMemory, formatPercent, formatReading, formatWatts } from './quantity'
import { formatClock, formatMoment } from './time'

describe('durations', () => {
  it.each([
    [0, '0:00'],
    [40, '0:40'],
    [680.9, '11:20'],
    [4320, '1:12:00'],
    [-83, '−1:23'],
    [null, '—'],
  ])('%s s reads %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text))

  it('shows the sign of a margin', () => {
    expect(formatMargin(83)).toBe('+1:23')
    expect(formatMargin(-83)).toBe('−1:23')
    expect(formatMargin(null)).toBe('—')
  })

  it.each([
    ['2:00', 120],
    ['90', 90],
    ['1:12:00', 4320],
    ['1:75', null],
    ['soon', null],
    ['', null],
  ])('reads %s as %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds))
})

describe('ages', () => {
  it.each([
    [800, '0.8 s'],
    [12_400, '12 s'],
    [41 * 60_000, '41 min'],
    [7_200_000, '2 h'],
    [2 * 86_400_000, '2 d'],
    [-50, '0.0 s'],
    [null, '—'],
  ])('%s ms reads %s', (ms, text) => expect(formatAge(ms, 'en')).toBe(text))

  it('uses the language’s decimal sign', () => expect(formatAge(800, 'de')).toBe('0,8 s'))
})

describe('quantities', () => {
  it('never turns a silent value into zero', () => {
    expect(formatPercent(null, 'en')).toBe('—')
    expect(formatWatts(undefined, 'en')).toBe('—')
    expect(formatReading(null, 'V', 'en')).toBe('—')
    expect(formatMemory(Number.NaN, 'en')).toBe('—')
  })

  it('picks a readable unit', () => {
    expect(formatWatts(410, 'en')).toBe('410 W')
    expect(formatWatts(2140, 'de')).toBe('2,1 kW')
    expect(formatMemory(512, 'en')).toBe('512 MB')
    expect(formatMemory(65_536, 'en')).toBe('64 GB')
    expect(formatReading(230.44, 'V', 'en')).toBe('230.4 V')
  })
})

describe('times', () => {
  const at = Date.UTC(2026, 10, 21, 3, 14, 22)
  it('shows UTC by one rule', () => {
    expect(formatClock(at, 'utc')).toBe('03:14:22')
    expect(formatMoment(at, 'utc', 'en-GB')).toBe('21 Nov 2026, 03:14:22')
  })
})
