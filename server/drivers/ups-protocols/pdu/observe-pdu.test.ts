import { describe, expect, it } from 'vitest'
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
  it('P5 is dead only where it measures neither voltage nor current', () => {
    expect(observed({ '2.1': 0, '3.1': 0 }).supply).toBe('off')
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
