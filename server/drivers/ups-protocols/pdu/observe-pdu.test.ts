import { describe, expect, it } from 'vitest'
import { textWith } from '../../../testing/matchers'
import { PHASES } from '../readings/phases'
import type { PduLayout } from './layout'
import { observePdu } from './observe-pdu'

const lines = [['1'], ['2'], ['3']] as const
const layout: PduLayout = {
  mibName: 'TEST',
  phases: { object: { name: 'phases', oid: '1.0' } },
  volts: { name: 'volts', oid: '2', phase: PHASES.inputVolts, divisor: 1, instances: lines },
  amperes: { name: 'amperes', oid: '3', phase: PHASES.outputAmperes, divisor: 10, instances: lines },
  columns: [],
  readings: [{ name: 'watts', oid: '4.0', reading: 'outputWatts', divisor: 0.1 }],
  states: [{ object: { name: 'load', oid: '5.0' }, meanings: { 1: { word: 'fine' }, 2: { word: 'over', flags: ['overload'] } } }],
  outlets: { name: null, state: { name: 'state', oid: '6' }, rows: 3, states: { 1: 'on', 2: 'off' } },
}
const observed = (said: Record<string, number>, of: PduLayout = layout) => observePdu(of, new Map(Object.entries(said)))

describe('a PDU', () => {
  it('lives by its voltage or by what it carries', () => {
    expect(observed({ '2.1': 230 }).supply).toBe('mains')
    expect(observed({ '2.1': 0, '3.1': 12 }).supply).toBe('mains')
    expect(observed({ '3.1': 12 }, { ...layout, volts: null }).supply).toBe('mains')
  })
  it('P4 0 V and 0 A are not believed of a card that answers, unless a second sign agrees', () => {
    const zero = { '2.1': 0, '3.1': 0 }
    expect(observed(zero)).toMatchObject({ supply: 'unknown', alarms: [textWith('not believed')] })
    expect(observed({ '2.1': 0 }).supply).toBe('unknown')
    expect(observed({ ...zero, '6.1': 2, '6.2': 1 }).supply).toBe('unknown')
    expect(observed({ ...zero, '6.1': 2, '6.2': 2 })).toMatchObject({ supply: 'off', alarms: [] })
    const hertz: PduLayout = { ...layout, readings: [{ name: 'hertz', oid: '7.0', reading: 'inputHertz', divisor: 10 }] }
    expect(observed({ ...zero, '7.0': 500 }, hertz).supply).toBe('unknown')
    expect(observed({ ...zero, '7.0': 0 }, hertz)).toMatchObject({
      supply: 'off',
      evidence: [textWith(''), textWith(''), 'hertz 0'],
    })
    const told: PduLayout = { ...layout, deadInputSigns: [{ object: { name: 'input', oid: '8.0' }, at: [3] }] }
    expect(observed({ ...zero, '8.0': 1 }, told).supply).toBe('unknown')
    expect(observed({ ...zero, '8.0': 3 }, told).supply).toBe('off')
    // And none of them is a sign where something flows.
    expect(observed({ ...zero, '3.1': 4, '8.0': 3 }, told).supply).toBe('mains')
  })
  it('P5 is nothing that is known where it measures neither voltage nor current', () => {
    expect(observed({ '3.1': 0 }, { ...layout, volts: null }).supply).toBe('unknown')
    expect(observed({ '2.1': -1, '3.1': -1 }).supply).toBe('unknown')
    expect(observed({}).supply).toBe('unknown')
  })
  it('adds up its phases, not the rows of banks after them', () => {
    const { readings } = observed({ '1.0': 2, '3.1': 10, '3.2': 25, '3.3': 99, '4.0': 57 })
    expect(readings.outputAmperes.value).toBe(3.5)
    expect(readings.outputWatts.value).toBe(570)
  })
  it('tells outlets, and an overload', () => {
    const { outlets, flags } = observed({ '5.0': 2, '6.1': 1, '6.2': 2, '6.3': 9 })
    expect(outlets.map(({ id, state }) => `${id} ${state}`)).toEqual(['1 on', '2 off', '3 unknown'])
    expect(flags).toEqual(['overload'])
    expect(observed({ '5.0': 9 }).flags).toEqual(['fault'])
  })
})
