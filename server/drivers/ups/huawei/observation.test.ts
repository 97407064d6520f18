import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import type { DeviceValue } from '../../ups-protocols/text-value'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { LAYOUT } from './mib'

const base = '1.3.6.1.4.1.2011.6.174.1'
const quiet = { '2.101.1.1.1': 3, '2.101.1.3.1': 4, '6.100.1.3.1': 100, '6.100.1.4.1': 1_800, '3.100.1.1.1': 2_300 }
const observed = (said: Record<string, DeviceValue> = {}) =>
  observeStates(
    LAYOUT,
    new Map(Object.entries<DeviceValue>({ ...quiet, ...said }).map(([oid, value]) => [`${base}.${oid}`, value])),
    new Map(),
  )
const state = (said: Record<string, DeviceValue>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('the power supply method', () => {
  it.each([
    [1, 'off', []],
    [2, 'bypass', []],
    [3, 'on-mains', []],
    [5, 'on-mains', []],
    [6, 'on-mains', ['eco']],
  ] as const)('%d is %s %j on an else quiet UPS', (method, word, flags) => {
    expect(state({ '2.101.1.1.1': method })).toBe(word)
    expect(observed({ '2.101.1.1.1': method }).flags).toEqual(flags)
  })
  it('battery, in both modes, needs a sign that agrees', () => {
    expect(state({ '2.101.1.1.1': 4, '2.101.1.3.1': 6 })).toBe('on-battery')
    expect(state({ '2.101.1.1.1': 7, '3.100.1.1.1': 0 })).toBe('on-battery')
    expect(state({ '2.101.1.1.1': 4 })).toBe('unknown')
  })
  it('an unlisted value is a fault and an alarm', () => {
    expect(observed({ '2.101.1.1.1': 8 })).toMatchObject({ flags: ['fault'], alarms: [textWith('says 8')] })
  })
})

it.each([
  [{ '2.101.1.3.1': 1 }, ['battery-missing']],
  [{ '2.101.1.3.1': 5 }, ['charging']],
  [{ '2.101.1.8.1': 2 }, ['shutdown-pending']],
  [{ '6.100.1.7.1': 3 }, ['replace-battery']],
] as const)('%j is %j', (said, flags) => {
  expect(observed(said).flags).toEqual(flags)
})

it('reads three phases, in an outage too, and tenths of kilowatts as watts', () => {
  const lines = { '102.100.1.8.1': 2, '102.100.1.9.1': 2, '3.100.1.2.1': 2_310, '3.100.1.3.1': 2_320 }
  const power = {
    '4.100.1.8.1': 24,
    '4.100.1.9.1': 20,
    '4.100.1.10.1': 16,
    '4.100.1.14.1': 400,
    '4.100.1.15.1': 300,
    '4.100.1.16.1': 200,
  }
  const { readings } = observed({ ...lines, ...power })
  expect([
    readings.inputVoltsL3.value,
    readings.outputWattsL1.value,
    readings.outputWatts.value,
    readings.loadPercent.value,
  ]).toEqual([232, 2_400, 6_000, 30])
  const dark = { '3.100.1.1.1': 0, '3.100.1.2.1': 0, '3.100.1.3.1': 0 }
  expect(observed({ ...lines, ...dark, '2.101.1.1.1': 4 })).toMatchObject({
    supply: 'battery',
    readings: { inputVoltsL3: { value: 0 } },
  })
})
