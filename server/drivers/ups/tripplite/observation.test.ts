import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { plannedCommand, refusalOf } from '../../../testing/planned-command'
import { COMMANDS } from './commands'
import { STATE } from './mib'
import { observe } from './observation'

const ups = '1.3.6.1.4.1.850.1.1.3.1'

const observed = (said: Record<string, number | null>) =>
  observe(
    new Map(
      Object.entries({
        '2.1.1.6.1': 1,
        '3.1.1.1.1.1': 2,
        '3.1.1.1.2.1': 0,
        '3.1.1.1.3.1': 72,
        '3.1.1.1.4.1': 100,
        '3.1.2.1.4.1': 4,
        '3.2.2.1.3.1.1': 2109,
        '3.3.1.1.1.1': 3,
        '3.3.2.1.2.1.1': 2101,
        '3.3.2.1.3.1.1': 140,
        '3.3.2.1.4.1.1': 301,
        '3.3.2.1.5.1.1': 10,
        ...said,
      }).map(([place, value]) => [`${ups}.${place}`, value]),
    ),
  )
const state = (said: Record<string, number | null>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}
const outage = { '3.3.1.1.1.1': 5, '3.1.1.1.2.1': 12, '3.1.2.1.4.1': 3, '3.2.2.1.3.1.1': 0 }

describe('tlpUpsOutputSource never decides alone', () => {
  it.each([
    [0, 'unknown', []],
    [1, 'on-mains', []],
    [2, 'off', []],
    [3, 'on-mains', []],
    [4, 'bypass', []],
    [6, 'on-mains', ['boost']],
    [7, 'on-mains', ['trim']],
    [8, 'on-mains', []],
    [9, 'on-mains', ['eco']],
    [10, 'testing', ['testing']],
    [11, 'unknown', ['fault']],
  ] as const)('%s on an else quiet UPS is %s', (source, word, flags) => {
    expect(state({ '3.3.1.1.1.1': source })).toBe(word)
    expect(observed({ '3.3.1.1.1.1': source }).flags).toEqual(flags)
  })
  it('on battery when anything agrees, unknown when all deny it', () => {
    expect(state(outage)).toBe('on-battery')
    expect(state({ '3.3.1.1.1.1': 5, '3.1.1.1.2.1': 3 })).toBe('on-battery')
    expect(state({ '3.3.1.1.1.1': 5 })).toBe('unknown')
  })
  it('P7 low and depleted', () => {
    expect(state({ ...outage, '3.1.1.1.1.1': 3 })).toBe('low-battery')
    expect(state({ ...outage, '3.1.1.1.1.1': 4 })).toBe('low-battery')
    expect(state({ '3.1.1.1.1.1': 3 })).toBe('on-mains')
  })
  it('P3 a test is no outage, but a dead input during a test is', () => {
    expect(state({ '3.3.1.1.1.1': 5, '3.1.2.1.4.1': 3, '2.1.1.6.1': 5 })).toBe('testing')
    expect(state({ ...outage, '2.1.1.6.1': 5 })).toBe('on-battery')
    expect(state({ ...outage, '3.3.1.1.1.1': 10 })).toBe('on-battery')
  })
  it('a card that lost its UPS', () => {
    expect(
      observe(
        new Map([
          [STATE.outputSource.oid, 3],
          [STATE.deviceStatus.oid, 5],
        ]),
      ).upsContact,
    ).toBe('lost')
  })
  it('an unlisted value is a fault and an alarm', () => {
    expect(observed({ '3.1.1.1.1.1': 9 })).toMatchObject({
      flags: ['fault'],
      alarms: [textWith('tlpUpsBatteryStatus says 9')],
    })
  })
  it('knows a bad battery', () => {
    expect(observed({ '3.1.5.1.1.1.1': 3 }).flags).toEqual(['replace-battery'])
    expect(observed({ '2.1.1.6.1': 9 }).flags).toEqual(['replace-battery'])
    expect(observed({ '3.1.2.1.5.1': 1 }).flags).toEqual(['fault'])
  })
})

describe('readings', () => {
  it('hundredths of amperes, minutes, and ticks where a card has them', () => {
    expect(observed({}).readings.outputAmperes.value).toBe(1.4)
    expect(observed({}).readings.runtimeSeconds.value).toBe(4320)
    expect(observed({ '3.1.1.1.5.1': 431_000 }).readings.runtimeSeconds.value).toBe(4310)
    expect(observed({ '3.1.1.1.5.1': 0 }).readings.runtimeSeconds.value).toBe(4320)
  })
})

describe('commands', () => {
  it('switches at once and refuses what needs a delay or a return, naming the way', () => {
    const off = plannedCommand(COMMANDS, { kind: 'output-off', delaySeconds: 0, restart: 'stay-off' })
    expect(off.writes).toMatchObject([{ oid: `${ups}.2.1.1.3.1`, value: 1 }])
    expect(off.confirms(new Map([[`${ups}.2.1.1.1.1`, 1]]))).toBe(true)
    expect(off.confirms(new Map([[`${ups}.2.1.1.1.1`, 2]]))).toBeNull()
    expect(refusalOf(COMMANDS, { kind: 'output-off', delaySeconds: 60, restart: 'stay-off' })).toContain('RFC 1628')
    expect(refusalOf(COMMANDS, { kind: 'output-off', delaySeconds: 0, restart: 'with-mains' })).toContain('RFC 1628')
    expect(refusalOf(COMMANDS, { kind: 'cancel-off' })).not.toBeNull()
  })
  it('outlets by row', () => {
    const outlet = plannedCommand(COMMANDS, { kind: 'outlet-cycle', outletId: '3', delaySeconds: 0 })
    expect(outlet.writes).toMatchObject([{ oid: `${ups}.3.5.1.1.6.1.3`, value: 3 }])
    expect(refusalOf(COMMANDS, { kind: 'outlet-off', outletId: '3', delaySeconds: 5 })).toContain('delay')
    expect(refusalOf(COMMANDS, { kind: 'outlet-off', outletId: '12', delaySeconds: 0 })).toContain('1 to 8')
  })
  it('starts a self-test and sees it run', () => {
    const test = plannedCommand(COMMANDS, { kind: 'self-test' })
    expect(test.writes).toMatchObject([{ oid: `${ups}.4.1.1.1.1`, value: 1 }])
    expect(test.confirms(new Map([[`${ups}.2.1.1.6.1`, 5]]))).toBe(true)
  })
})
