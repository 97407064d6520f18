import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { plannedCommand, refusalOf, writesOf } from '../../../testing/planned-command'
import { COMMANDS } from './commands'
import { observe } from './observation'

const eppc = '1.3.6.1.4.1.935.10.1.1'

const observed = (said: Record<string, number | string | null>) =>
  observe(
    new Map(
      Object.entries({
        '2.1.0': 4,
        '2.2.0': 308,
        '2.16.1.3.1': 2382,
        '2.18.1.3.1': 2300,
        '2.18.1.5.1': -1,
        '2.18.1.7.1': 27,
        '3.1.0': 2,
        '3.2.0': 0,
        '3.3.0': 600,
        '3.4.0': 100,
        '3.8.0': -1,
        ...said,
      }).map(([place, value]) => [`${eppc}.${place}`, value]),
    ),
  )
const state = (said: Record<string, number | string | null>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}
const outage = { '2.1.0': 5, '3.1.0': 5, '3.2.0': 20, '2.16.1.3.1': 0 }

describe('upsESystemStatus never decides alone', () => {
  it.each([
    [1, 'unknown', []],
    [2, 'off', []],
    [3, 'bypass', []],
    [4, 'on-mains', []],
    [6, 'testing', ['testing']],
    [7, 'unknown', ['fault']],
    [8, 'on-mains', []],
    [9, 'on-mains', ['eco']],
    [10, 'off', []],
    [11, 'on-mains', ['boost']],
    [12, 'on-mains', ['trim']],
    [13, 'on-mains', []],
    [14, 'unknown', ['fault']],
    [-1, 'unknown', []],
  ] as const)('%s on an else quiet UPS is %s', (status, word, flags) => {
    expect(state({ '2.1.0': status })).toBe(word)
    expect(observed({ '2.1.0': status }).flags).toEqual(flags)
  })
  it('on battery when anything agrees, unknown when all deny it', () => {
    expect(state(outage)).toBe('on-battery')
    expect(state({ '2.1.0': 5, '9.2.0': '1,7' })).toBe('on-battery')
    expect(state({ '2.1.0': 5 })).toBe('unknown')
  })
  it('P7 low and depleted', () => {
    expect(state({ ...outage, '3.1.0': 3 })).toBe('low-battery')
    expect(state({ ...outage, '3.1.0': 4 })).toBe('low-battery')
    expect(state({ '3.1.0': 3 })).toBe('on-mains')
  })
  it('P3 a dead input during a test is an outage', () => {
    expect(state({ ...outage, '2.1.0': 6 })).toBe('on-battery')
    expect(state({ '2.1.0': 6, '3.1.0': 5, '9.2.0': '1,7,9' })).toBe('on-battery')
    expect(state({ '7.3.0': 2 })).toBe('testing')
  })
  it('a card that lost its UPS has that condition standing', () => {
    expect(state({ ...outage, '9.2.0': '13' })).toBe('no-contact')
  })
  it('an unlisted value is a fault and an alarm, -1 is nothing', () => {
    expect(observed({ '3.1.0': 8 })).toMatchObject({ flags: ['fault'], alarms: [textWith('upsEBatteryStatus says 8')] })
    expect(observed({ '3.1.0': -1, '3.10.0': -1 })).toMatchObject({ flags: [], alarms: [] })
  })
  it('names the standing conditions', () => {
    expect(observed({ '9.2.0': '25,67,199' })).toMatchObject({
      flags: ['overload', 'fault'],
      alarms: ['overload', 'fan failure', 'condition 199'],
    })
  })
})

describe('readings and load segments', () => {
  it('P4 a runtime whose unit nobody verified is shown and not believed', () => {
    const { runtimeSeconds } = observed({}).readings
    expect(runtimeSeconds).toMatchObject({ value: 36_000, credible: false, reason: textWith('not verified') })
  })
  it('P4 what is not set is not believed, and the next object stands in', () => {
    const { readings } = observed({})
    expect(readings.outputWatts.credible).toBe(false)
    expect(readings.temperatureCelsius).toMatchObject({ value: 30.8, source: 'EPPC upsESystemTemperature' })
  })
  it('segments that the UPS does not have are left out', () => {
    expect(observed({ '5.5.0': 3, '5.10.0': 5 }).outlets).toEqual([{ id: '1', name: null, state: 'on' }])
    expect(observed({ '5.5.0': -1, '5.10.0': 1 }).outlets).toEqual([{ id: '2', name: null, state: 'off' }])
  })
})

describe('commands', () => {
  it('A11 0 does nothing in the output\'s delays: "at once" is one second', () => {
    expect(writesOf(COMMANDS, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })).toEqual([
      ['upsEControlOutputOffDelay', 1],
      ['upsEControlOutputOnOffControl', 1],
    ])
    expect(refusalOf(COMMANDS, { kind: 'output-off', delaySeconds: 0, restart: 'with-mains' })).toContain('waits for the mains')
  })
  it('A4 A6 confirms by the countdown, and a cancel by its end', () => {
    const off = plannedCommand(COMMANDS, { kind: 'output-off', delaySeconds: 60, restart: 'stay-off' })
    expect(off.confirms(new Map([[`${eppc}.8.7.0`, 55]]))).toBe(true)
    expect(off.confirms(new Map([[`${eppc}.8.7.0`, -1]]))).toBeNull()
    const cancel = plannedCommand(COMMANDS, { kind: 'cancel-off' })
    expect(cancel.confirms(new Map([[`${eppc}.8.7.0`, -1]]))).toBe(true)
    expect(cancel.confirms(new Map([[`${eppc}.8.7.0`, 20]]))).toBe(false)
  })
  it('a cycle has its pause set before it starts', () => {
    expect(writesOf(COMMANDS, { kind: 'output-cycle', delaySeconds: 30, offSeconds: 15 })).toEqual([
      ['upsEControlOutputOffDelay', 30],
      ['upsEControlOutputOnDelay', 15],
      ['upsEControlOutputOnOffControl', 3],
    ])
  })
  it('segments: 0 is now', () => {
    const off = plannedCommand(COMMANDS, { kind: 'outlet-off', outletId: '2', delaySeconds: 0 })
    expect(off.writes).toMatchObject([{ oid: `${eppc}.5.6.0`, value: 0 }])
    expect(off.confirms(new Map([[`${eppc}.5.10.0`, 1]]))).toBe(true)
    expect(refusalOf(COMMANDS, { kind: 'outlet-off', outletId: '3', delaySeconds: 0 })).toContain('1 to 2')
    expect(refusalOf(COMMANDS, { kind: 'outlet-cycle', outletId: '1', delaySeconds: 0 })).not.toBeNull()
  })
})
