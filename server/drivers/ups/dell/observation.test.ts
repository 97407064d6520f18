import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { observe } from './observation'

const dell = '1.3.6.1.4.1.674.10902.2'

const observed = (said: Record<string, number | string | null>) =>
  observe(
    new Map(
      Object.entries({ '110.1.0': 3, '120.4.2.0': '', '120.5.1.0': 4, '120.5.2.0': 1, '120.5.3.0': 11_179, ...said }).map(
        ([place, value]) => [`${dell}.${place}`, value],
      ),
    ),
  )
const state = (said: Record<string, number | string | null>) => {
  const { supply, upsContact, flags } = observed(said)
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('the supply, from the list of standing conditions', () => {
  it.each([
    ['', 'on-mains'],
    ['57,47', 'on-battery'],
    ['57,47,43', 'low-battery'],
    ['43', 'on-mains'],
    ['59', 'bypass'],
    ['55', 'bypass'],
    ['71', 'off'],
    ['17', 'off'],
    ['61', 'testing'],
    ['57,61,47', 'on-battery'],
    ['57,47,96', 'no-contact'],
  ] as const)('"%s" is %s', (list, word) => {
    expect(state({ '120.4.2.0': list })).toBe(word)
  })
  it('needs an agreeing witness for a discharge', () => {
    expect(state({ '120.4.2.0': '57', '120.5.1.0': 2 })).toBe('on-battery')
    expect(state({ '120.4.2.0': '57' })).toBe('unknown')
  })
  it('says unknown where a card has no list, whatever the battery does', () => {
    expect(state({ '120.4.2.0': null })).toBe('unknown')
    expect(state({ '120.4.2.0': null, '120.5.1.0': 2 })).toBe('unknown')
  })
})

describe('flags and alarms', () => {
  it.each([
    ['85', 'eco'],
    ['7', 'trim'],
    ['9', 'boost'],
    ['21', 'overload'],
    ['51', 'overheated'],
    ['63', 'replace-battery'],
    ['69', 'battery-missing'],
    ['41', 'shutdown-pending'],
    ['35', 'fault'],
  ] as const)('condition %s is %s', (list, flag) => {
    expect(observed({ '120.4.2.0': list }).flags).toEqual([flag])
  })
  it('names conditions, and numbers those that it does not know', () => {
    expect(observed({ '120.4.2.0': '65, 201' }).alarms).toEqual(['fan failure', 'condition 201'])
  })
  it('an unlisted value is a fault and an alarm', () => {
    expect(observed({ '110.1.0': 9 })).toMatchObject({
      flags: ['fault'],
      alarms: [textWith('productStatusGlobalStatus says 9')],
    })
    expect(observed({ '110.1.0': 5 })).toMatchObject({ flags: ['fault'], alarms: [textWith('critical')] })
  })
  it('a countdown is a shutdown pending; the largest number is none', () => {
    expect(observed({ '120.4.3.0': 30 }).flags).toEqual(['shutdown-pending'])
    expect(observed({ '120.4.3.0': 2_147_483_647, '120.6.1.0': -1 }).flags).toEqual([])
    expect(observed({ '120.6.3.0': 10 }).flags).toEqual(['shutdown-pending'])
  })
})
