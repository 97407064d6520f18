import { describe, expect, it } from 'vitest'
import { textWith } from '../../../testing/matchers'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import { LAYOUT } from './layout'

/** By the OID below the enterprise's; unit 0, input 1. */
const observed = (said: Record<string, number | string>) =>
  observePdu(LAYOUT, new Map(Object.entries(said).map(([oid, value]) => [`1.3.6.1.4.1.534.6.6.7.${oid}`, value])))

const onePhase = {
  '1.1.0': '0',
  '1.2.1.20.0': 1,
  '1.2.1.30.0': 0,
  '3.1.1.2.0.1': 1,
  '3.1.1.3.0.1': 500,
  '3.2.1.3.0.1.1': 231_400,
  '3.2.1.4.0.1.1': 0,
  '3.3.1.4.0.1.1': 6_106,
  '3.3.1.5.0.1.1': 0,
  '3.3.1.11.0.1.1': 38,
  '3.5.1.3.0.1': 1_413,
  '3.5.1.4.0.1': 1_380,
  '3.5.1.9.0.1': -1,
}

describe('an ePDU', () => {
  it('is read in volts, amperes, watts and hertz', () => {
    const { supply, flags, alarms, evidence, readings } = observed(onePhase)
    expect({ supply, flags, alarms }).toEqual({ supply: 'mains', flags: [], alarms: [] })
    expect(evidence.join('; ')).not.toContain('linked')
    expect(readings.inputVolts.value).toBe(231.4)
    expect(readings.outputAmperes.value).toBe(6.106)
    expect(readings.outputWatts.value).toBe(1_380)
    expect(readings.outputVoltAmperes.value).toBe(1_413)
    expect(readings.inputHertz.value).toBe(50)
    expect(readings.loadPercent.value).toBe(38)
    expect(readings.nominalVoltAmperes.value).toBeNull()
  })
  it('adds up three lines, also while they are dead', () => {
    const { supply, readings } = observed({
      '3.1.1.2.0.1': 4,
      ...Object.fromEntries([1, 2, 3].map((line) => [`3.2.1.3.0.1.${line}`, 229_000 + line * 1_000])),
      ...Object.fromEntries([1, 2, 3].map((line) => [`3.3.1.4.0.1.${line}`, line * 1_500])),
      ...Object.fromEntries([1, 2, 3].map((line) => [`3.4.1.4.0.1.${line}`, line * 300])),
    })
    expect(supply).toBe('mains')
    expect([readings.inputVolts.value, readings.inputVoltsL3.value, readings.outputAmperes.value]).toEqual([231, 232, 9])
    expect([readings.outputWatts.value, readings.outputWattsL2.value]).toEqual([1_800, 600])
    const dead = [1, 2, 3].flatMap((line) => [`3.2.1.3.0.1.${line}`, `3.3.1.4.0.1.${line}`])
    const unpowered = { '3.1.1.2.0.1': 4, '3.1.1.3.0.1': 0, ...Object.fromEntries(dead.map((oid) => [oid, 0])) }
    expect(observed(unpowered).supply).toBe('off')
  })
  it('P5 a dead first input of two is not taken for a dead PDU', () => {
    const dead = { ...onePhase, '3.1.1.3.0.1': 0, '3.2.1.3.0.1.1': 0, '3.3.1.4.0.1.1': 0 }
    expect(observed(dead).supply).toBe('off')
    expect(observed({ ...dead, '1.2.1.20.0': 2 }).supply).toBe('unknown')
  })
  it('P5 has outlets that are still on while an off is pending', () => {
    const outlets = {
      '6.6.1.2.0.1': 1,
      '6.6.1.2.0.2': 0,
      '6.6.1.2.0.3': 2,
      '6.6.1.2.0.4': 3,
      '6.6.1.2.0.5': 9,
      '6.1.1.3.0.1': 'A1',
    }
    const told = observed(outlets).outlets
    expect(told[0]).toEqual({ id: '1', name: 'A1', state: 'on' })
    expect(told.map(({ state }) => state)).toEqual(['on', 'off', 'on', 'off', 'unknown'])
  })
  it('P4 tells what is drawn from each outlet, also of outlets that do not switch, and nothing that no plug carries', () => {
    const told = observed({
      '6.6.1.2.0.1': 1,
      '6.6.1.2.0.2': 1,
      '6.6.1.2.0.4': 0,
      '6.1.1.3.0.3': 'A3',
      '6.5.1.3.0.1': 51,
      '6.5.1.3.0.2': -1,
      '6.5.1.3.0.3': 320,
      '6.5.1.3.0.4': 65_535,
    }).outlets
    expect(told).toEqual([
      { id: '1', name: null, state: 'on', watts: 51 },
      { id: '2', name: null, state: 'on' },
      { id: '3', name: 'A3', state: 'unknown', watts: 320 },
      { id: '4', name: null, state: 'off' },
    ])
  })
  it('is overloaded above its critical limit only, and names an open breaker', () => {
    expect(observed({ ...onePhase, '3.3.1.5.0.1.1': 3 })).toMatchObject({
      flags: [],
      alarms: ['The current of input line 1 is high'],
    })
    expect(observed({ ...onePhase, '3.3.1.5.0.1.1': 4 }).flags).toEqual(['overload'])
    expect(observed({ ...onePhase, '5.1.1.5.0.2': 2 }).alarms).toEqual([
      'Breaker 2 is off: which outlets hang on it the PDU does not say, so hosts on this PDU may have lost this feed',
    ])
    expect(observed({ ...onePhase, '3.3.1.5.0.1.1': -1 })).toMatchObject({ flags: [], alarms: [] })
  })
  it('is believed in nothing when its card has lost it, and has a fault where it says what the MIB does not list', () => {
    expect(observed({ ...onePhase, '1.2.1.30.0': 1 })).toMatchObject({ supply: 'unknown', upsContact: 'lost' })
    expect(observed({ ...onePhase, '1.2.1.31.0': 5 })).toMatchObject({ flags: ['fault'], alarms: [textWith('says 5')] })
  })
})
