import { describe, expect, it } from 'vitest'
import { powerStateOf } from '../../../domain/power-state'
import { textWith } from '../../../testing/matchers'
import { FIRST_STATUS_LINE, lineAt, STATUS_LINES } from './lines'
import { observe } from './observation'

const values = { 1: '97', 3: '2280', 4: '27.3', 7: '231.0', 8: '17', 24: 'Unknown' }
const answersOf = (lines: Record<number, string>) =>
  new Map(Object.entries(lines).map(([number, value]) => [lineAt(Number(number), '').oid, value]))
/** The lines of a status as the script prints them: CHRG is found in DISCHRG too. */
const printed = (status: string, more: Record<number, string> = {}) =>
  new Map([
    ...answersOf({ ...values, ...more }),
    ...STATUS_LINES.map(({ word, line }): [string, string] => [line.oid, status.includes(word) ? '1' : '0']),
  ])
const state = (status: string, more: Record<number, string> = {}) => {
  const { supply, upsContact, flags } = observe(printed(status, more))
  return powerStateOf({ supply, contact: upsContact, flags })
}

describe('a line for each word of the status', () => {
  it.each([
    ['OL', 'on-mains', []],
    ['OL CHRG', 'on-mains', ['charging']],
    ['OB DISCHRG', 'on-battery', []],
    ['OB DISCHRG LB', 'low-battery', ['low-battery']],
    ['OL BOOST', 'on-mains', ['boost']],
    ['OL BYPASS', 'bypass', []],
    ['OFF', 'off', []],
    ['OL OVER RB', 'on-mains', ['replace-battery', 'overload']],
    ['OB DISCHRG FSD', 'on-battery', ['shutdown-pending']],
    ['OB CAL DISCHRG', 'testing', ['calibrating']],
  ] as const)('%s is %s %j', (status, word, flags) => {
    expect(state(status)).toBe(word)
    expect(observe(printed(status)).flags).toEqual(flags)
  })
  it('P3 a dead input during a calibration is an outage', () => {
    expect(state('OB CAL DISCHRG', { 7: '0.0' })).toBe('on-battery')
  })
  it('on line and on battery at once is believed in nothing, and told', () => {
    expect(observe(printed('OL OB LB OFF FSD'))).toMatchObject({
      supply: 'unknown',
      flags: ['fault'],
      alarms: [textWith('OL and OB at once')],
    })
  })
})

it('reads the words themselves from older scripts, and tells of one that it does not know', () => {
  const older = (status: string) => observe(new Map([...answersOf(values), [FIRST_STATUS_LINE.oid, status]]))
  expect(older('OB DISCHRG LB')).toMatchObject({ supply: 'battery', flags: ['low-battery'] })
  expect(older('OL WARP')).toMatchObject({ supply: 'mains', flags: ['fault'], alarms: [textWith('WARP')] })
})

it('P2 "Unknown" on all lines is lost contact, not an outage', () => {
  const unknown = new Map([...printed('').keys()].map((oid) => [oid, 'Unknown']))
  expect(observe(unknown)).toMatchObject({ supply: 'unknown', upsContact: 'lost' })
})

it('reads values with their sources', () => {
  expect(observe(printed('OL')).readings).toMatchObject({
    runtimeSeconds: { value: 2_280, source: 'NUT extension battery.runtime' },
    temperatureCelsius: { value: null },
  })
})
