import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import type { DeviceValue } from '../../ups-protocols/text-value'
import { COMMANDS } from './commands'
import { observe } from './observation'

const power = '1.3.6.1.4.1.476.1.42.3.5'
const flexible = '1.3.6.1.4.1.476.1.42.3.9.20.1'
const scalar = (said: Record<string, DeviceValue>) =>
  Object.entries(said).map(([oid, value]): [string, DeviceValue] => [`${power}.${oid}`, value])
const points = (said: Record<number, DeviceValue>, column = 20, group = 1) =>
  Object.entries(said).map(([number, value]): [string, DeviceValue] => [`${flexible}.${column}.1.2.${group}.${number}`, value])
const stateOf = (answers: readonly [string, DeviceValue][]) => {
  const { supply, upsContact, flags } = observe(new Map(answers))
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('lgpPower of older cards', () => {
  const quiet = { '3.55.0': 3, '1.14.0': 1, '1.26.0': 2, '1.18.0': 20, '1.19.0': 100, '3.33.0': 3 }
  const state = (said: Record<string, DeviceValue>) => stateOf(scalar({ ...quiet, ...said }))
  it.each([
    [2, 'off'],
    [3, 'on-mains'],
    [4, 'bypass'],
    [6, 'on-mains'],
    [7, 'on-mains'],
  ] as const)('source %d is %s', (source, word) => {
    expect(state({ '3.55.0': source })).toBe(word)
  })
  it('battery needs a sign that agrees', () => {
    expect(state({ '3.55.0': 5, '1.14.0': 4 })).toBe('on-battery')
    expect(state({ '3.55.0': 5, '3.33.0': 1 })).toBe('on-battery')
    expect(state({ '3.55.0': 5, '1.14.0': 4, '1.26.0': 3 })).toBe('low-battery')
    expect(state({ '3.55.0': 5 })).toBe('unknown')
  })
  it('P3 a battery test is no outage', () => {
    expect(state({ '3.55.0': 5, '1.14.0': 4, '1.8.0': 4 })).toBe('testing')
  })
  it('reads minutes as seconds', () => {
    expect(observe(new Map(scalar(quiet))).readings.runtimeSeconds).toMatchObject({
      value: 1_200,
      source: 'Liebert lgpPwrBatteryTimeRemaining',
    })
  })
  it('an unlisted value is a fault and an alarm', () => {
    expect(observe(new Map(scalar({ ...quiet, '3.55.0': 8 })))).toMatchObject({ flags: ['fault'], alarms: [textWith('says 8')] })
  })
})

describe('the points of newer cards', () => {
  const quiet = points({ 4872: 'Normal', 4871: 'Normal', 4150: '74', 4153: '98', 4096: '229', 4208: '20' })
  const inactive = points({ 4168: 'Inactive Event', 4315: 'Inactive Event', 4298: 'Inactive Event' }, 20, 100)
  it.each([
    ['Normal', 'on-mains'],
    ['Bypass', 'bypass'],
    ['None', 'off'],
  ] as const)('output source %s is %s', (word, state) => {
    expect(stateOf([...quiet, ...inactive, ...points({ 4872: word })])).toBe(state)
  })
  it('battery with its condition is an outage', () => {
    expect(stateOf([...quiet, ...points({ 4872: 'Battery' }), ...points({ 4168: 'Active Event' }, 20, 100)])).toBe('on-battery')
    expect(stateOf([...quiet, ...points({ 4872: 'Normal', 4096: '0' }), ...points({ 4834: 'Active Event' }, 20, 100)])).toBe(
      'on-battery',
    )
  })
  it('conditions are flags and words', () => {
    expect(observe(new Map([...quiet, ...points({ 4315: 'Active Event', 4311: 'Active Event' }, 20, 100)]))).toMatchObject({
      flags: ['fault', 'on-generator'],
      alarms: ['fan failure', 'on generator'],
    })
  })
  it('an unlisted word is a fault', () => {
    expect(observe(new Map([...quiet, ...points({ 4872: 'Flywheel' })])).flags).toEqual(['fault'])
  })
  it('takes the unit beside the value', () => {
    const watts = (unit: string | null) => observe(new Map([...quiet, ...points({ 4208: unit }, 30)])).readings.outputWatts.value
    expect([watts('kW'), watts('W'), watts(null), watts('BTU')]).toEqual([20_000, 20, 20_000, null])
    expect(observe(new Map(quiet)).readings.runtimeSeconds.value).toBe(4_440)
  })
})

it('commands count in steps of ten seconds', () => {
  expect(COMMANDS['output-off']?.({ kind: 'output-off', delaySeconds: 65, restart: 'with-mains' })).toMatchObject({
    writes: [{ name: 'lgpPwrOutputOffDelayWithRestart', value: 70 }],
  })
  expect(COMMANDS['output-cycle']?.({ kind: 'output-cycle', delaySeconds: 0, offSeconds: 5 })).toHaveProperty('impossible')
})
