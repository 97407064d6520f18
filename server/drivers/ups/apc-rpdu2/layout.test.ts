import { describe, expect, it } from 'vitest'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import { LAYOUT as FIRST } from '../apc-rpdu/mib'
import { LAYOUT } from './layout'

const answers = (base: string, said: Record<string, number | string>) =>
  new Map(Object.entries(said).map(([oid, value]) => [`1.3.6.1.4.1.318.1.1.${base}.${oid}`, value]))

describe('the two generations of rack PDUs', () => {
  it('read the load of phases and the whole', () => {
    const second = { '4.2.1.7.1': 1, '4.3.1.4.1': 2, '4.3.1.5.1': 58, '6.3.1.5.1': 28, '6.3.1.6.1': 228, '6.3.1.7.1': 57 }
    const { supply, flags, readings } = observePdu(LAYOUT, answers('26', second))
    expect({ supply, flags }).toEqual({ supply: 'mains', flags: [] })
    expect([readings.inputVolts.value, readings.outputAmperes.value, readings.outputWatts.value]).toEqual([228, 2.8, 580])
    const first = observePdu(
      FIRST,
      answers('12', { '1.9.0': 1, '1.16.0': 0, '2.3.1.1.2.1': 160, '2.3.1.1.2.2': 90, '2.3.1.1.3.1': 1 }),
    )
    expect(first.supply).toBe('mains')
    expect(first.readings.outputAmperes.value).toBe(16)
  })
  it('P5 number "on" and "off" the other way round', () => {
    const states = (layout: typeof LAYOUT, base: string, column: string) =>
      observePdu(layout, answers(base, { [`${column}.1`]: 1, [`${column}.2`]: 2, [`${column}.3`]: 4 })).outlets.map(
        ({ state }) => state,
      )
    expect(states(FIRST, '12', '3.5.1.1.4')).toEqual(['on', 'off', 'unknown'])
    expect(states(LAYOUT, '26', '9.2.3.1.5')).toEqual(['off', 'on', 'unknown'])
  })
})

describe('a lost line of a rack PDU', () => {
  const dead = (volts: readonly number[], amperes: readonly number[], layouts: readonly number[]) => {
    const said: Record<string, number> = { '4.2.1.7.1': 3 }
    volts.forEach((value, at) => (said[`6.3.1.6.${at + 1}`] = value))
    amperes.forEach((value, at) => (said[`6.3.1.5.${at + 1}`] = value * 10))
    layouts.forEach((layout, at) => {
      said[`9.2.3.1.5.${at + 1}`] = 2
      said[`9.2.2.1.5.${at + 1}`] = layout
    })
    return observePdu(LAYOUT, answers('26', said)).outlets.flatMap((outlet) => (outlet.dead === undefined ? [] : [outlet.id]))
  }
  it('P5 takes the outlets on it, to neutral and between lines, whichever of the two is measured', () => {
    expect(dead([230, 0, 231], [4, 0, 5], [1, 2, 3])).toEqual(['2'])
    expect(dead([120, 0, 121], [4, 0, 5], [4, 5, 6])).toEqual(['1', '2'])
    expect(dead([0, 0, 208], [4, 0, 5], [4, 5, 6])).toEqual(['1', '2'])
  })
  it('P4 is not one where current flows in it', () => {
    expect(dead([230, 0, 231], [4, 2, 5], [1, 2, 3])).toEqual([])
  })
})

describe('what is drawn from outlets of a rack PDU', () => {
  const outlets = (said: Record<string, number | string>) => observePdu(LAYOUT, answers('26', said)).outlets
  const metered = { '9.4.3.1.7.1': 66, '9.4.3.1.7.2': 0, '9.4.3.1.3.2': 'esx2' }
  it('is told of each, also of those that do not switch', () => {
    const switched = { '9.2.3.1.5.1': 2, '9.2.3.1.5.2': 1 }
    expect(outlets({ ...metered, ...switched, '9.1.0': 2, '9.3.0': 2 })).toEqual([
      { id: '1', name: null, state: 'on', watts: 66 },
      { id: '2', name: null, state: 'off', watts: 0 },
    ])
    expect(outlets({ ...metered, '9.3.0': 2 }).map(({ id, name, watts }) => [id, name, watts])).toEqual([
      ['1', null, 66],
      ['2', 'esx2', 0],
    ])
  })
  it('P4 is not told where the two tables number other outlets', () => {
    expect(outlets({ ...metered, '9.2.3.1.5.1': 2, '9.1.0': 1, '9.3.0': 2 })).toEqual([{ id: '1', name: null, state: 'on' }])
  })
})
