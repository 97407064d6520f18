import { describe, expect, it } from 'vitest'
import { observe } from './observation'

const pdu2 = '1.3.6.1.4.1.13742.6'
type Said = Readonly<Record<string, number | string>>
const observed = (said: Said) => {
  const { outlets, alarms } = observe(new Map(Object.entries(said).map(([oid, value]) => [`${pdu2}.${oid}`, value])))
  return { dead: outlets.flatMap(({ id, dead }) => (dead === undefined ? [] : [`${id}: ${dead}`])), alarms }
}
const inlet = `${pdu2}.3.3.3.1.2.1.1`
const breaker = (row: number): string => `${pdu2}.3.4.3.1.2.1.${row}`
const hangsOn = (outlet: number, source: string): Said => ({ [`4.1.2.1.3.1.${outlet}`]: 7, [`3.5.3.1.33.1.${outlet}`]: source })
const trip = (row: number, state: 0 | 1): Said => ({ [`5.3.3.1.3.1.${row}.15`]: state })

describe('what a part of a Raritan PDU takes along', () => {
  const wired = {
    ...hangsOn(1, breaker(1)),
    ...hangsOn(2, breaker(2)),
    ...hangsOn(3, inlet),
    '3.4.3.1.10.1.1': breaker(3),
    '3.4.3.1.10.1.2': inlet,
    '3.4.3.1.10.1.3': inlet,
  }
  const closed = { ...trip(1, 1), ...trip(2, 1), ...trip(3, 1) }

  it('P5 a protector that is open takes its outlets, also those behind another one', () => {
    expect(observed({ ...wired, ...closed })).toEqual({ dead: [], alarms: [] })
    expect(observed({ ...wired, ...closed, ...trip(2, 0) })).toEqual({
      dead: ['2: breaker 2 is open'],
      alarms: ['Breaker 2 is open: outlet 2 has no power'],
    })
    expect(observed({ ...wired, ...closed, ...trip(3, 0) }).dead).toEqual(['1: breaker 3 is open'])
  })
  it('P5 does not guess where it does not tell', () => {
    const { dead, alarms } = observed({ '4.1.2.1.3.1.1': 7, '3.5.3.1.33.1.1': '0.0', ...trip(2, 0) })
    expect(dead).toEqual([])
    expect(alarms[0]).toContain('may have lost this feed')
  })
  it('P5 a lost line takes the outlets with a pole on it', () => {
    const pole = (line: number, type: number, value: number): Said => ({
      [`5.2.4.1.4.1.1.${line}.${type}`]: value,
      [`3.3.6.1.7.1.1.${line}.${type}`]: 0,
    })
    const toNeutral = 25
    const amperes = 1
    const lines = [1, 2, 3].flatMap((line) => [
      pole(line, toNeutral, line === 1 ? 0 : 230),
      pole(line, amperes, line === 1 ? 0 : 4),
    ])
    const onLines = (outlet: number, ...poles: readonly number[]): Said => ({
      [`4.1.2.1.3.1.${outlet}`]: 7,
      ...Object.fromEntries(poles.map((line, at) => [`3.5.5.1.1.1.${outlet}.${at + 1}`, line])),
    })
    const neutral = 4
    const all = [{ '3.3.3.1.5.1.1': 4 }, ...lines, onLines(1, 1, neutral), onLines(2, 2, neutral), onLines(3, 3, 1)]
    const told: Said = Object.fromEntries(all.flatMap((said) => Object.entries<number | string>(said)))
    expect(observed(told).dead).toEqual([1, 3].map((outlet) => `${outlet}: line 1 of the input has no voltage`))
  })
})
