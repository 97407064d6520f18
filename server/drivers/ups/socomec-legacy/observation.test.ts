import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import type { DeviceValue } from '../../ups-protocols/text-value'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { LAYOUT } from './mib'

const base = '1.3.6.1.4.1.4555.1.1.1.1'
const quiet = { '4.1.0': 9, '2.1.0': 2, '2.2.0': 0, '2.4.0': 100, '7.3.0': 1, '3.1.0': 1, '3.3.1.2.1': 2_310 }
const observed = (said: Record<string, DeviceValue> = {}, alarms: readonly number[] = []) =>
  observeStates(
    LAYOUT,
    new Map(Object.entries<DeviceValue>({ ...quiet, ...said }).map(([oid, value]) => [`${base}.${oid}`, value])),
    new Map(alarms.map((number, row) => [`${base}.6.2.1.2.${row}`, `${base}.6.3.${number}.0`])),
  )
const state = (said: Record<string, DeviceValue>, alarms: readonly number[] = []) => {
  const { supply, upsContact, flags } = observed(said, alarms)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('other numbers for the same words as the newer generation', () => {
  it.each([
    [2, 'on-mains', []],
    [3, 'on-mains', []],
    [4, 'on-mains', ['eco']],
    [5, 'bypass', []],
    [6, 'off', []],
    [7, 'bypass', []],
    [8, 'off', []],
    [9, 'on-mains', []],
  ] as const)('source %d is %s %j', (source, word, flags) => {
    expect(observed({ '4.1.0': source }).flags).toEqual(flags)
    expect(state({ '4.1.0': source })).toBe(word)
  })
  it('an unlisted source is never taken for mains', () => {
    expect(observed({ '4.1.0': 10 }).flags).toEqual(['fault'])
    expect(observed({ '4.1.0': 10 }).supply).toBe('unknown')
  })
  it.each([
    [3, ['low-battery']],
    [4, ['low-battery']],
    [6, ['fault']],
    [7, ['battery-missing']],
    [8, ['fault']],
  ] as const)('battery %d is %j', (status, flags) => {
    expect(observed({ '2.1.0': status }).flags).toEqual(flags)
  })
  it('battery 5 with a sign is an outage; a test is none', () => {
    expect(state({ '2.1.0': 5, '2.2.0': 7 })).toBe('on-battery')
    expect(state({ '2.1.0': 3, '2.2.0': 7 }, [2])).toBe('low-battery')
    expect(state({ '2.1.0': 5, '2.2.0': 7, '7.3.0': 2 })).toBe('testing')
    expect(state({}, [20])).toBe('no-contact')
  })
})
