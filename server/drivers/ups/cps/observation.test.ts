import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import type { DeviceValue } from '../../ups-protocols/text-value'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { COMMANDS } from './commands'
import { LAYOUT } from './mib'

const cps = '1.3.6.1.4.1.3808.1.1.1'
/** A quiet UPS, except for what is said, by the OID below the MIB's base. */
const quiet = {
  '4.1.1.0': 2,
  '2.1.1.0': 2,
  '2.1.2.0': 0,
  '2.2.1.0': 100,
  '2.2.4.0': 174_000,
  '2.2.5.0': 1,
  '3.2.1.0': 2_305,
  '3.2.5.0': 1,
  '3.2.6.0': 1,
  '7.2.3.0': 1,
  '7.2.7.0': 1,
  '10.1.0': 1,
}
const observed = (said: Record<string, DeviceValue> = {}) =>
  observeStates(
    LAYOUT,
    new Map(Object.entries<DeviceValue>({ ...quiet, ...said }).map(([oid, value]) => [`${cps}.${oid}`, value])),
    new Map(),
  )
const state = (said: Record<string, DeviceValue>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('what each output status means', () => {
  it.each([
    [1, 'on-mains', []],
    [2, 'on-mains', []],
    [4, 'on-mains', ['boost']],
    [5, 'off', []],
    [6, 'off', []],
    [7, 'off', []],
    [8, 'on-mains', ['eco']],
    [9, 'bypass', []],
    [10, 'on-mains', ['trim']],
    [11, 'on-mains', ['overload']],
  ] as const)('%d is %s %j on an else quiet UPS', (status, word, flags) => {
    expect(state({ '4.1.1.0': status })).toBe(word)
    expect(observed({ '4.1.1.0': status }).flags).toEqual(flags)
  })
  it('an unlisted value is a fault and an alarm, never "OK"', () => {
    expect(observed({ '4.1.1.0': 12 })).toMatchObject({
      supply: 'unknown',
      flags: ['fault'],
      alarms: [textWith('says 12, which its MIB does not list')],
    })
  })
})

describe('on battery', () => {
  const outage = { '4.1.1.0': 3, '3.2.1.0': 0, '3.2.6.0': 5, '2.1.2.0': 1_200 }
  it('is believed with one sign that agrees, not against a living input and a counter at 0', () => {
    expect(state(outage)).toBe('on-battery')
    expect(state({ '4.1.1.0': 3, '2.1.2.0': 500 })).toBe('on-battery')
    expect(state({ '4.1.1.0': 3 })).toBe('on-mains')
  })
  it('is seen although the status says overload or online, when two signs agree', () => {
    expect(state({ ...outage, '4.1.1.0': 11 })).toBe('on-battery')
    expect(state({ ...outage, '4.1.1.0': 2 })).toBe('on-battery')
  })
  it('P7 low battery', () => {
    expect(state({ ...outage, '2.1.1.0': 3 })).toBe('low-battery')
    expect(state({ '2.1.1.0': 3 })).toBe('on-mains')
  })
  it('P3 a self-test is no outage, but a dead input during it is', () => {
    const test = { '4.1.1.0': 3, '2.1.2.0': 500 }
    expect(state({ ...test, '7.2.3.0': 4 })).toBe('testing')
    expect(state({ ...test, '3.2.5.0': 4 })).toBe('testing')
    expect(state({ ...test, '7.2.7.0': 3 })).toBe('testing')
    expect(state({ ...outage, '3.2.5.0': 4, '7.2.3.0': 4 })).toBe('on-battery')
    // The cause stays after the event.
    expect(state({ '3.2.5.0': 4 })).toBe('on-mains')
  })
})

describe('the rest', () => {
  it('reads hundredths of seconds, and NULL as nothing', () => {
    const { readings } = observed({ '2.2.1.0': null, '2.1.2.0': 1_200, '4.1.1.0': 3, '3.2.1.0': 0 })
    expect(readings.runtimeSeconds).toMatchObject({ value: 1_740, source: 'CPS-MIB upsAdvanceBatteryRunTimeRemaining' })
    expect(readings.secondsOnBattery.value).toBe(12)
    expect(readings.chargePercent.value).toBeNull()
  })
  it('says nothing where a card fills the MIB with zeros', () => {
    const zeros = Object.fromEntries(Object.keys(quiet).map((oid) => [oid, 0]))
    const { supply, readings, flags } = observed(zeros)
    expect({ supply, flags, charge: readings.chargePercent.value }).toEqual({ supply: 'unknown', flags: [], charge: null })
  })
  it('reads three phases', () => {
    const lines = { '9.2.1.0': 3, '9.2.2.1.2.1': 2_300, '9.2.2.1.2.2': 2_310, '9.2.2.1.2.3': 2_320 }
    const { readings } = observed(lines)
    expect([readings.outputVolts, readings.outputVoltsL1, readings.outputVoltsL3].map(({ value }) => value)).toEqual([
      231, 230, 232,
    ])
  })
  it('reads outlets, or banks where the card has no outlets', () => {
    expect(observed({ '8.2.4.1.3.1': 1, '8.2.4.1.2.1': 'Rack', '8.2.4.1.3.2': 2 }).outlets).toEqual([
      { id: '1', name: 'Rack', state: 'on' },
      { id: '2', name: null, state: 'off' },
    ])
    expect(observed({ '8.1.1.1.2.1': 4, '8.1.1.1.2.2': 2, '8.1.1.1.2.3': 3 }).outlets).toEqual([
      { id: '1', name: null, state: 'on' },
      { id: '2', name: null, state: 'off' },
    ])
  })
})

describe('commands', () => {
  it('sleeps where the mains are to bring it back, and is off where not', () => {
    expect(COMMANDS['output-off']?.({ kind: 'output-off', delaySeconds: 120, restart: 'with-mains' })).toMatchObject({
      writes: [
        { name: 'upsAdvanceConfigSleepDelay', type: 'timeticks', value: 12_000 },
        { name: 'upsAdvanceControlUpsSleep', value: 3 },
      ],
    })
    expect(COMMANDS['output-off']?.({ kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toMatchObject({
      writes: [{ name: 'upsAdvanceControlUpsOff', value: 2 }],
    })
  })
  it('refuses what the card would not take', () => {
    expect(COMMANDS['output-off']?.({ kind: 'output-off', delaySeconds: 10, restart: 'stay-off' })).toHaveProperty('impossible')
    expect(COMMANDS['outlet-off']?.({ kind: 'outlet-off', outletId: 'x', delaySeconds: 0 })).toHaveProperty('impossible')
    expect(COMMANDS['cancel-off']).toBeUndefined()
  })
})
