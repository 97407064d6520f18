import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import type { DeviceValue } from '../../ups-protocols/text-value'
import { observeStates } from '../../ups-protocols/states/observe-states'
import { COMMANDS } from './commands'
import { LAYOUT } from './mib'

const dups = '1.3.6.1.4.1.2254.2.4'
const quiet = {
  '5.1.0': 0,
  '7.1.0': 0,
  '7.2.0': 0,
  '7.3.0': 0,
  '7.4.0': 0,
  '7.5.0': 22,
  '7.8.0': 100,
  '4.1.0': 1,
  '4.3.0': 2_300,
}
const observed = (said: Record<string, DeviceValue> = {}) =>
  observeStates(
    LAYOUT,
    new Map(Object.entries<DeviceValue>({ ...quiet, ...said }).map(([oid, value]) => [`${dups}.${oid}`, value])),
    new Map(),
  )
const state = (said: Record<string, DeviceValue>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}
const outage = { '5.1.0': 1, '7.3.0': 3, '7.4.0': 12, '4.3.0': 0, '9.2.0': 1 }

describe('the source, which begins at 0', () => {
  it.each([
    [0, 'on-mains', []],
    [2, 'bypass', []],
    [3, 'on-mains', ['trim']],
    [4, 'on-mains', ['boost']],
    [5, 'bypass', []],
    [6, 'on-mains', []],
    [7, 'off', []],
    [8, 'on-mains', ['eco']],
  ] as const)('%d is %s %j on an else quiet UPS', (source, word, flags) => {
    expect(state({ '5.1.0': source })).toBe(word)
    expect(observed({ '5.1.0': source }).flags).toEqual(flags)
  })
  it('an unlisted value is a fault and an alarm', () => {
    expect(observed({ '5.1.0': 9 })).toMatchObject({ flags: ['fault'], alarms: [textWith('says 9')] })
  })
  it('battery needs a sign that agrees', () => {
    expect(state(outage)).toBe('on-battery')
    expect(state({ '5.1.0': 1 })).toBe('on-mains')
    expect(state({ '5.1.0': 1, '7.3.0': 3 })).toBe('on-battery')
  })
  it('normal is overruled by two signs', () => {
    expect(state({ ...outage, '5.1.0': 0 })).toBe('on-battery')
    expect(state({ '7.4.0': 12 })).toBe('on-mains')
  })
})

describe('flags and contact', () => {
  it.each([
    [{ '7.1.0': 2 }, ['replace-battery']],
    [{ '7.2.0': 1 }, ['low-battery']],
    [{ '7.3.0': 1 }, ['charging']],
    [{ '9.12.0': 1 }, ['overload']],
    [{ '9.18.0': 1 }, ['overheated']],
    [{ '9.26.0': 1 }, ['shutdown-pending']],
    [{ '9.22.0': 1 }, ['fault']],
  ] as const)('%j is %j', (said, flags) => {
    expect(observed(said).flags).toEqual(flags)
  })
  it('P7 low on battery', () => {
    expect(state({ ...outage, '7.2.0': 2 })).toBe('low-battery')
  })
  it('P3 a test is no outage, a dead input during it is', () => {
    expect(state({ '5.1.0': 1, '7.3.0': 3, '8.2.0': 2 })).toBe('testing')
    expect(state({ ...outage, '8.2.0': 2 })).toBe('on-battery')
  })
  it('the card that lost its UPS', () => {
    expect(state({ '9.1.0': 1 })).toBe('no-contact')
  })
})

it('reads three phases out of scalars', () => {
  const { readings } = observed({
    '5.3.0': 3,
    '5.4.0': 2_300,
    '5.8.0': 2_310,
    '5.12.0': 2_320,
    '5.6.0': 900,
    '5.10.0': 800,
    '5.14.0': 700,
  })
  expect([readings.outputVolts.value, readings.outputVoltsL2.value, readings.outputWatts.value]).toEqual([231, 231, 2_400])
  expect(readings.runtimeSeconds).toMatchObject({ value: 1_320, source: 'DeltaUPS-MIB dupsBatteryEstimatedTime' })
})

describe('commands', () => {
  it('0 takes a countdown back here, so that "at once" is 1', () => {
    expect(COMMANDS['output-off']?.({ kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toMatchObject({
      writes: [
        { name: 'dupsShutdownType', value: 1 },
        { name: 'dupsAutoReboot', value: 2 },
        { name: 'dupsRestartAction', value: -1 },
        { name: 'dupsShutdownAction', value: 1 },
      ],
    })
    expect(COMMANDS['cancel-off']?.({ kind: 'cancel-off' })).toMatchObject({
      writes: [
        { name: 'dupsShutdownAction', value: 0 },
        { name: 'dupsRestartAction', value: -1 },
      ],
    })
  })
  it('cycles with a restart in whole minutes', () => {
    expect(COMMANDS['output-cycle']?.({ kind: 'output-cycle', delaySeconds: 10, offSeconds: 60 })).toMatchObject({
      writes: [
        {},
        { name: 'dupsAutoReboot', value: 1 },
        { name: 'dupsRestartAction', value: 2 },
        { name: 'dupsShutdownAction', value: 10 },
      ],
    })
  })
})
