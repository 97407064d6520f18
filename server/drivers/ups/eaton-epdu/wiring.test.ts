import { describe, expect, it } from 'vitest'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import { pduWiringOids } from '../../ups-protocols/pdu/wiring-oids'
import { LAYOUT } from './layout'

const epdu = '1.3.6.1.4.1.534.6.6.7'
type Said = Readonly<Record<string, number | string>>
const answers = (said: Said) => new Map(Object.entries(said).map(([oid, value]) => [`${epdu}.${oid}`, value]))
const observed = (said: Said) => {
  const { supply, outlets, alarms } = observePdu(LAYOUT, answers(said))
  return { supply, dead: outlets.flatMap(({ id, dead }) => (dead === undefined ? [] : [`${id}: ${dead}`])), alarms }
}

const wye = 4
const delta = 3
const outlets = (phases: readonly number[], parents: readonly string[]): Said =>
  Object.fromEntries(
    phases.flatMap((phase, at): [string, number | string][] => [
      [`6.6.1.2.0.${at + 1}`, 1],
      [`6.1.1.7.0.${at + 1}`, phase],
      ...(parents[at] ?? '')
        .split(' ')
        .filter((parent) => parent !== '')
        .map((parent, place): [string, string] => [`6.2.1.3.0.${at + 1}.${place + 1}`, parent]),
    ]),
  )
const lines = (type: number, volts: readonly number[], amperes: readonly number[], measured: readonly number[] = []): Said => ({
  '3.1.1.2.0.1': type,
  ...Object.fromEntries(
    [1, 2, 3].flatMap((row) => [
      [`3.2.1.3.0.1.${row}`, (volts[row - 1] ?? 0) * 1_000],
      [`3.3.1.4.0.1.${row}`, (amperes[row - 1] ?? 0) * 1_000],
    ]),
  ),
  ...Object.fromEntries(measured.map((what, at) => [`3.2.1.2.0.1.${at + 1}`, what])),
})

describe('what a part of an ePDU takes along', () => {
  const group = (row: number): string => `${epdu}.5.1.1.2.0.${row}`
  // Groups 1 and 2 are breakers, 3 is a section.
  const breakers = { '5.1.1.5.0.1': 1, '5.1.1.5.0.2': 1, '5.1.1.5.0.3': 0 }
  const wired = outlets([1, 1, 1, 1], [`${group(1)}`, `${group(3)} .${group(2)}`, group(2), group(3)])
  const alive = { '3.2.1.3.0.1.1': 230_000, '3.3.1.4.0.1.1': 4_000, ...breakers, ...wired }

  it('P5 a breaker that is off takes the outlets that hang on it, and no others', () => {
    expect(observed(alive)).toEqual({ supply: 'mains', dead: [], alarms: [] })
    expect(observed({ ...alive, '5.1.1.5.0.2': 2 })).toEqual({
      supply: 'mains',
      dead: ['2: breaker 2 is off', '3: breaker 2 is off'],
      alarms: ['Breaker 2 is off: outlets 2, 3 have no power; of 1 more the PDU does not say it'],
    })
  })
  it('asks what hangs on what only while a part is dead, and only of the outlets that there are', () => {
    expect(pduWiringOids(LAYOUT, answers(alive))).toEqual([])
    const asked = pduWiringOids(LAYOUT, answers({ ...alive, '5.1.1.5.0.2': 2 }))
    expect(asked).toContain(`${epdu}.6.2.1.3.0.4.1`)
    expect(asked.some((oid) => oid.startsWith(`${epdu}.6.2.1.3.0.5.`))).toBe(false)
    expect(pduWiringOids(LAYOUT, answers(lines(wye, [0, 0, 0], [0, 0, 0])))).toEqual([])
    expect(pduWiringOids(LAYOUT, answers({ ...wired, ...lines(wye, [230, 0, 230], [1, 0, 1]) })).length).toBeGreaterThan(0)
  })
  it('P2 says nothing of the sort while the card has lost its PDU: what it tells is what was', () => {
    expect(observed({ ...alive, '5.1.1.5.0.2': 2, '1.2.1.30.0': 1 })).toMatchObject({ supply: 'unknown', dead: [] })
  })

  const perLine = outlets([2, 3, 4, 5, 6, 7, 12], [])
  it('P5 a lost line takes what is on it, to neutral and to another line', () => {
    const lost = { ...perLine, ...lines(wye, [231, 0, 229], [3, 0, 2], [2, 3, 4]) }
    expect(observed(lost)).toMatchObject({
      supply: 'mains',
      dead: [2, 4, 5].map((outlet) => `${outlet}: line 2 of the input has no voltage`),
    })
  })
  it('P5 a lost line is found where voltage is measured between lines: two of the three voltages are gone with it', () => {
    const lost = { ...perLine, ...lines(delta, [0, 0, 208], [3, 0, 2]) }
    expect(observed(lost).dead.map((words) => words.slice(0, 1))).toEqual(['2', '4', '5'])
    expect(observed(lost).alarms[0]).toContain('Line 2 of the input has no voltage: outlets 2, 4, 5 have no power')
  })
  it('P4 a voltage that is gone alone is a sensor that has failed', () => {
    expect(observed({ ...perLine, ...lines(wye, [231, 0, 229], [3, 1.5, 2]) }).dead).toEqual([])
    expect(observed({ ...perLine, ...lines(delta, [0, 208, 208], [3, 0, 2]) }).dead).toEqual([])
  })
  it('P5 does not guess which outlets hang on a lost line where it does not tell', () => {
    const untold = { '6.6.1.2.0.1': 1, ...lines(wye, [231, 230, 0], [3, 3, 0]) }
    expect(observed(untold)).toEqual({
      supply: 'mains',
      dead: [],
      alarms: [
        'Line 3 of the input has no voltage: which outlets hang on it the PDU does not say, so hosts on this PDU may have lost this feed',
      ],
    })
  })
})
