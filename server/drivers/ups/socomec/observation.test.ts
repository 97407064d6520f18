import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import type { DeviceValue } from '../../ups-protocols/text-value'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { COMMANDS } from './commands'
import { LAYOUT } from './mib'

const base = '1.3.6.1.4.1.4555.1.1.7.1'
const quiet = { '4.1.0': 3, '2.1.0': 2, '2.2.0': -1, '2.3.0': 30, '2.4.0': 100, '3.1.0': 1, '3.3.1.2.1': 2_310 }
const observed = (said: Record<string, DeviceValue> = {}, alarms: readonly number[] = []) =>
  observeStates(
    LAYOUT,
    new Map(Object.entries<DeviceValue>({ ...quiet, ...said }).map(([oid, value]) => [`${base}.${oid}`, value])),
    new Map(alarms.map((number, row) => [`${base}.6.2.1.2.${row}`, `${base}.6.3.${number}`])),
  )
const state = (said: Record<string, DeviceValue>, alarms: readonly number[] = []) => {
  const { supply, upsContact, flags } = observed(said, alarms)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('the source has no word for battery', () => {
  it.each([
    [2, 'bypass', []],
    [3, 'on-mains', []],
    [4, 'on-mains', []],
    [5, 'on-mains', ['eco']],
    [6, 'bypass', []],
    [7, 'off', []],
    [8, 'off', []],
    [9, 'on-mains', []],
    [10, 'on-mains', []],
  ] as const)('%d is %s %j on an else quiet UPS', (source, word, flags) => {
    expect(state({ '4.1.0': source })).toBe(word)
    expect(observed({ '4.1.0': source }).flags).toEqual(flags)
  })
  it('the battery status says it, with the alarm, the time on battery or a dead input', () => {
    expect(state({ '2.1.0': 5, '2.2.0': 12 })).toBe('on-battery')
    expect(state({ '2.1.0': 5 }, [15])).toBe('on-battery')
    expect(state({ '2.1.0': 5, '3.3.1.2.1': 0 })).toBe('on-battery')
    expect(state({ '2.1.0': 5 })).toBe('on-mains')
  })
  it('P7 low and depleted hide that it discharges: two other signs tell', () => {
    expect(state({ '2.1.0': 6, '2.2.0': 300 }, [15, 14])).toBe('low-battery')
    expect(state({ '2.1.0': 7, '2.2.0': 300, '3.3.1.2.1': 0 })).toBe('low-battery')
    expect(state({ '2.1.0': 6 })).toBe('on-mains')
  })
  it('P3 a battery test is no outage', () => {
    expect(state({ '2.1.0': 4 })).toBe('testing')
    expect(state({ '2.1.0': 5, '2.2.0': 4 }, [54])).toBe('testing')
  })
})

describe('alarms', () => {
  it('tell in words, and the card that lost its UPS', () => {
    expect(observed({}, [2, 32, 45]).alarms).toEqual(['overload', 'fan failure', 'module 4 alarm'])
    expect(observed({}, [2, 32]).flags).toEqual(['overload', 'fault'])
    expect(state({}, [58])).toBe('no-contact')
  })
  it('an alarm that nobody knows is told by its number; an unlisted status is a fault', () => {
    expect(observed({}, [99]).alarms).toEqual([`alarm ${base}.6.3.99`])
    expect(observed({ '2.1.0': 10 })).toMatchObject({ flags: ['fault'], alarms: [textWith('upsBatteryStatus says 10')] })
  })
})

it('reads tenths of kilowatts as watts, and -1 s on battery as silence', () => {
  const { readings } = observed({ '4.6.0': 24, '4.5.0': 26, '4.7.0': 12, '2.6.0': 253 })
  expect([readings.outputWatts.value, readings.outputVoltAmperes.value, readings.temperatureCelsius.value]).toEqual([
    2_400, 2_600, 25.3,
  ])
  expect(readings.secondsOnBattery.value).toBeNull()
})

it('standby is off at once and until told otherwise', () => {
  expect(COMMANDS['output-off']?.({ kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toMatchObject({
    writes: [{ name: 'upsControlStatusControl', value: 1 }],
  })
  expect(COMMANDS['output-off']?.({ kind: 'output-off', delaySeconds: 0, restart: 'with-mains' })).toHaveProperty('impossible')
})
