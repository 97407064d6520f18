import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { plannedCommand, refusalOf, writesOf } from '../../../testing/planned-command'
import { COMMANDS } from './commands'
import { observe } from './observation'

const xppc = '1.3.6.1.4.1.935.1.1.1'

const observed = (said: Record<string, number | null>) =>
  observe(
    new Map(
      Object.entries({
        '2.1.1.0': 2,
        '2.1.2.0': 0,
        '2.2.1.0': 100,
        '2.2.2.0': 273,
        '2.2.3.0': 250,
        '2.2.4.0': 1500,
        '3.2.1.0': 2310,
        '4.1.1.0': 2,
        '4.2.1.0': 2300,
        '4.2.3.0': 44,
        ...said,
      }).map(([place, value]) => [`${xppc}.${place}`, value]),
    ),
  )
const state = (said: Record<string, number | null>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}
const outage = { '4.1.1.0': 3, '2.1.2.0': 9, '3.2.1.0': 0 }

describe('upsBaseOutputStatus never decides alone', () => {
  it.each([
    [1, 'unknown', []],
    [2, 'on-mains', []],
    [4, 'on-mains', ['boost']],
    [5, 'off', []],
    [6, 'bypass', []],
    [7, 'off', []],
    [8, 'off', []],
    [9, 'on-mains', ['trim']],
    [10, 'unknown', ['fault']],
  ] as const)('%s is %s', (status, word, flags) => {
    expect(state({ '4.1.1.0': status })).toBe(word)
    expect(observed({ '4.1.1.0': status }).flags).toEqual(flags)
  })
  it('on battery when anything agrees, unknown when all deny it', () => {
    expect(state(outage)).toBe('on-battery')
    expect(state({ '4.1.1.0': 3, '2.1.2.0': 2 })).toBe('on-battery')
    expect(state({ '4.1.1.0': 3, '8.5.5.0': 4 })).toBe('on-battery')
    expect(state({ '4.1.1.0': 3 })).toBe('unknown')
  })
  it('P7 low battery', () => {
    expect(state({ ...outage, '2.1.1.0': 3 })).toBe('low-battery')
    expect(state({ '2.1.1.0': 3 })).toBe('on-mains')
  })
  it('P3 tests and calibrations are no outage, but a dead input during one is', () => {
    expect(state({ '4.1.1.0': 3, '2.1.2.0': 4, '7.2.3.0': 4 })).toBe('testing')
    expect(observed({ '7.2.7.0': 3 }).flags).toEqual(['calibrating'])
    expect(state({ ...outage, '7.2.3.0': 4 })).toBe('on-battery')
    expect(state({ '4.1.1.0': 3, '2.1.2.0': 4, '7.2.3.0': 4, '8.6.3.0': 11 })).toBe('on-battery')
  })
  it('P3 the static switch says bypass where the status does not', () => {
    expect(state({ '8.6.4.0': 13 })).toBe('bypass')
    expect(state({ '8.6.2.0': 8 })).toBe('bypass')
    expect(state({ '8.6.4.0': 12, '8.6.2.0': 9 })).toBe('on-mains')
  })
  it('an unlisted value is a fault and an alarm', () => {
    expect(observed({ '4.1.1.0': 10 }).alarms).toEqual([textWith('upsBaseOutputStatus says 10')])
    expect(observed({ '2.1.1.0': 7 })).toMatchObject({ flags: ['fault'], alarms: [textWith('upsBaseBatteryStatus says 7')] })
  })
  it('names the faults of three-phase UPSs', () => {
    expect(observed({ '8.7.4.0': 14, '8.7.6.0': 14, '8.7.1.0': 16 })).toMatchObject({
      flags: ['overload', 'overheated'],
      alarms: ['output overload', 'over temperature'],
    })
  })
})

describe('readings', () => {
  it('seconds and tenths', () => {
    const { readings } = observed({})
    expect(readings.runtimeSeconds.value).toBe(1500)
    expect(readings.inputVolts.value).toBe(231)
    expect(readings.temperatureCelsius.value).toBe(25)
  })
  it('minutes of the three-phase group where a card has no seconds', () => {
    expect(observed({ '2.2.4.0': null, '8.1.3.0': 25 }).readings.runtimeSeconds.value).toBe(1500)
  })
  it('phases replace the single-phase objects where two of them live', () => {
    const { readings } = observed({
      '8.2.2.0': 2360,
      '8.2.3.0': 2370,
      '8.2.4.0': 2380,
      '8.3.5.0': 200,
      '8.3.6.0': 300,
      '8.3.7.0': 400,
    })
    expect(readings.inputVolts.value).toBe(237)
    expect(readings.inputVoltsL3.value).toBe(238)
    expect(readings.loadPercent.value).toBe(30)
    expect(readings.outputVolts.value).toBe(230)
  })
})

describe('commands', () => {
  it('A11 sleeps at once or refuses: a delay it cannot keep is not shortened', () => {
    expect(writesOf(COMMANDS, { kind: 'output-off', delaySeconds: 0, restart: 'with-mains' })).toEqual([
      ['upsBaseControlConserveBattery', 2],
    ])
    expect(refusalOf(COMMANDS, { kind: 'output-off', delaySeconds: 60, restart: 'with-mains' })).toContain('at once')
    expect(writesOf(COMMANDS, { kind: 'output-off', delaySeconds: 60, restart: 'stay-off' })).toEqual([
      ['upsSmartConfigShutoffDelay', 60],
      ['upsSmartControlUpsOff', 2],
    ])
    expect(refusalOf(COMMANDS, { kind: 'output-off', delaySeconds: 601, restart: 'stay-off' })).toContain('600 s')
  })
  it('A4 confirms by the output', () => {
    const { readBack, ...off } = plannedCommand(COMMANDS, { kind: 'output-off', delaySeconds: 60, restart: 'stay-off' })
    expect(readBack).toEqual([`${xppc}.4.1.1.0`])
    expect(off.confirms(new Map([[`${xppc}.4.1.1.0`, 8]]))).toBe(true)
    expect(off.confirms(new Map([[`${xppc}.4.1.1.0`, 3]]))).toBeNull()
  })
  it('stops a calibration, and does not take a running self-test for stopped', () => {
    const abort = plannedCommand(COMMANDS, { kind: 'abort-test' })
    expect(abort.confirms(new Map([[`${xppc}.7.2.7.0`, 1]]))).toBe(true)
    expect(abort.confirms(new Map([[`${xppc}.7.2.7.0`, 3]]))).toBe(false)
    expect(
      abort.confirms(
        new Map([
          [`${xppc}.7.2.7.0`, 1],
          [`${xppc}.7.2.3.0`, 4],
        ]),
      ),
    ).toBeNull()
  })
  it('refuses what the MIB has no way for', () => {
    expect(refusalOf(COMMANDS, { kind: 'cancel-off' })).not.toBeNull()
    expect(refusalOf(COMMANDS, { kind: 'output-cycle', delaySeconds: 0, offSeconds: 10 })).not.toBeNull()
    expect(refusalOf(COMMANDS, { kind: 'output-on', delaySeconds: 5 })).toContain('at once')
  })
})
